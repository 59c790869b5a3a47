"""Which certificate a trade wants: data, edited by the head."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.services.repairs.models.taxonomy import Trade
from houqin.services.rosters.models import CertificateKind


class TradeCertificate(models.Model):
    """A trade whose work is given only to who holds a certificate of this kind, or with a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trade = models.OneToOneField(Trade, models.PROTECT, related_name="wants", verbose_name=_("工种"))
    kind = models.ForeignKey(CertificateKind, models.PROTECT, related_name="+", verbose_name=_("证件"))
