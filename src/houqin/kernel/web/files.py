"""Evidence files through the door: whoever sees the matter sees its files but for those kept apart, nobody else."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404

from houqin.kernel.evidence import serve
from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.lifecycle.queries import apart_from
from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.kernel.web.matter.pages import find


@signed_in
def attachment(request: PersonRequest, number: str, attachment: UUID) -> HttpResponseBase:
    """Send a file of a matter; `?thumb=1` a small picture of it."""
    _matter, case = find(request, number)
    laid = get_object_or_404(Attachment.objects.select_related("file"), pk=attachment, case_id=case.pk)
    if laid.file is None or laid.by_id in apart_from(case, request.person, request.now):
        raise Http404
    return serve.response(laid.file, thumb=request.GET.get("thumb") == "1")
