"""The operator's page: what the queue gave up, and who has fallen behind the trail."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from houqin.kernel.base.refused import Refused
from houqin.kernel.trail.models import Cursor
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.toast import done
from houqin.site import jobs


@permitted("site.operate")
def jobs_page(request: PersonRequest) -> HttpResponseBase:
    """Show the dead letters and the subscribers that wait after an error."""
    context = {
        "dead": jobs.dead_letters(),
        "waiting": jobs.waiting(),
        "behind": Cursor.objects.exclude(error="").order_by("name"),
    }
    return render(request, "site/jobs.html", context)


@require_POST
@permitted("site.operate")
def try_again(request: PersonRequest, job: int) -> HttpResponseBase:
    """Put a dead letter back into the queue."""
    if not jobs.try_again(job, request.now):
        raise Refused("site.job_gone")
    return done(request, _("任务已重新排队"), redirect("site-jobs"))
