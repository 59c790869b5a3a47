"""Pages: which certificate each trade wants, as the office edits it."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.toast import done
from houqin.services.repairs.actions.qualification import set_wants
from houqin.services.repairs.queries import crew
from houqin.services.rosters.queries.cases import certificate_kinds


@require_http_methods(["GET", "POST"])
@permitted("repairs.settings")
def certificates(request: PersonRequest) -> HttpResponseBase:
    """Show every trade with the certificate it wants, and take the table back."""
    rows = crew.wants_of_trades(request.person, request.now)
    kinds = {one.code: one for one in certificate_kinds()}
    if request.method == "POST":
        wants = {
            trade: kinds.get(request.POST[trade.code])
            for trade, _kind in rows
            if trade.code in request.POST and request.POST[trade.code] in {"", *kinds}
        }
        set_wants(wants, by=request.person, at=request.now)
        return done(request, _("上岗证件要求已保存"), redirect("repairs:certificates"))
    return render(request, "repairs/certificates.html", {"rows": rows, "kinds": list(kinds.values())})
