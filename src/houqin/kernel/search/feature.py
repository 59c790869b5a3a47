"""Search in the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.registry.feature import Feature, Job, Retention, Subscriber
from houqin.kernel.search.commands import bench_search, rebuild_search
from houqin.kernel.search.indexing import follow, tend

FEATURE = Feature(
    name="search",
    title=_("搜索"),
    subscribers=(Subscriber("search", follow),),
    jobs=(Job("search.tend", tend, timedelta(days=1), _("整理搜索目录")),),
    commands={"search rebuild": rebuild_search, "search bench": bench_search},
    retention=(Retention("search.SearchRow", 365 * 10, _("搜索目录只是各事项的副本，随原事项修改和清除")),),
)
