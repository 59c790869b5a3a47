"""The frame round every page: brand, menu by role, tabs, theme; one loop over the registry."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.lifecycle.queries import todo
from houqin.kernel.notices.queries import unread_count
from houqin.kernel.people.authority import authority_of
from houqin.kernel.registry.feature import MenuItem, Tile
from houqin.kernel.registry.house import house
from houqin.kernel.web.models import SiteProfile

THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu, ready to show."""

    title: StrOrPromise
    url: str
    icon: str
    count: int | None
    current: bool


@dataclass
class Group:
    """A group of the sidebar; open when the page shown is in it."""

    title: StrOrPromise
    items: list[Entry] = field(default_factory=list)

    @property
    def current(self) -> bool:
        return any(item.current for item in self.items)


class Shell:
    """What the layout asks for; each part is computed when a template first asks."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.person = getattr(request, "person", None)
        self.path = request.path

    @cached_property
    def profile(self) -> SiteProfile | None:
        return SiteProfile.objects.first()

    @cached_property
    def brand(self) -> str:
        return settings.HOUQIN_BRAND or _("智慧后勤")

    @cached_property
    def school(self) -> str:
        if self.profile is None:
            return ""
        return (self.profile.school_en if self.english else "") or self.profile.school

    @property
    def english(self) -> bool:
        return (get_language() or "").startswith("en")

    @property
    def demo_banner(self) -> bool:
        return self.profile is not None and self.profile.profile == "demo"

    @property
    def theme(self) -> str:
        theme = self.request.COOKIES.get("theme", "auto")
        return theme if theme in THEMES else "auto"

    @property
    def size(self) -> str:
        size = self.request.COOKIES.get("size", "normal")
        return size if size in SIZES else "normal"

    @cached_property
    def unread(self) -> int:
        return unread_count(self.person) if self.person else 0

    @cached_property
    def todo_count(self) -> int:
        """How many matters wait for this person, counted up to a hundred."""
        return todo(self.person, self.request.now).order_by()[:100].count() if self.person else 0

    @cached_property
    def tiles(self) -> list[Tile]:
        """Doors of the home page this person may use."""
        found = [tile for tile in house().each("tiles") if self._may(tile.permission)]
        return sorted(found, key=lambda tile: tile.order)

    @cached_property
    def groups(self) -> list[Group]:
        """The sidebar by role: only what this person may open."""
        groups: dict[str, Group] = {}
        for item in sorted(house().each("menu"), key=lambda item: item.order):
            if self._may(item.permission):
                group = groups.setdefault(str(item.group), Group(item.group))
                group.items.append(self._entry(item))
        return list(groups.values())

    @cached_property
    def tabs(self) -> list[Entry]:
        """The five tabs at the foot of a phone."""
        tabs = (
            (_("首页"), "home", "house", None),
            (_("事项"), "matters", "list-checks", None),
            (_("扫码"), "scan", "scan-line", None),
            (_("消息"), "inbox", "bell", self.unread or None),
            (_("我的"), "me", "user-round", None),
        )
        return [
            Entry(title, reverse(name), icon, count, self.path == reverse(name))
            for title, name, icon, count in tabs
        ]

    def _may(self, permission: str | None) -> bool:
        if self.person is None:
            return False
        return permission is None or authority_of(self.person, self.request.now).holds(permission)

    def _entry(self, item: MenuItem) -> Entry:
        url = reverse(item.url_name)
        count = item.count(self.person, self.request.now) if item.count and self.person else None
        return Entry(item.title, url, item.icon, count, self.path == url)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the shell of this request."""
    return {"shell": Shell(request), "person": getattr(request, "person", None)}
