"""What `houqin check` looks at: promises that only the assembled house can break."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from houqin.kernel.registry.house import House, house

PERSONAL_FIELDS = frozenset(
    {
        "phone",
        "email",
        "id_number",
        "identity_number",
        "bank_account",
        "licence_number",
        "text",
        "sealed",
        "birthday",
    }
)
PERSON_MODEL = "people.Person"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend (`fatal`) or only to know."""

    where: str
    what: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"{'mend' if self.fatal else 'note'}  {self.where}: {self.what}"


def problems() -> Iterator[Problem]:
    """Name everything that is declared and not kept, then what is odd about the server."""
    the_house = house()
    for look in (_doors, _permissions, _moves, _notices, _figures, _handoffs, _names, _retention):
        yield from look(the_house)
    yield from server()


def _doors(the_house: House) -> Iterator[Problem]:
    """Each tile, menu line, list and figure leads somewhere."""
    named = [("tile", tile.title, tile.url_name) for tile in the_house.each("tiles")]
    named += [("menu", item.title, item.url_name) for item in the_house.each("menu")]
    named += [("rows of figure", figure.key, figure.rows_url_name) for figure in the_house.figures.values()]
    named += [("list of", kind, m.list_url_name) for kind, m in the_house.matters.items() if m.list_url_name]
    named += [("tag page of", f.name, f.tag_page) for f in the_house.features if f.tag_page]
    for part, title, url_name in named:
        try:
            reverse(url_name)
        except NoReverseMatch:
            yield Problem(f"{part} {title}", f"there is no page {url_name!r}")
    for part in ("tiles", "menu"):
        for door in the_house.each(part):
            if door.permission is not None and door.permission not in the_house.permissions:
                yield Problem(f"{part} {door.title}", f"permission {door.permission!r} is not declared")


def _permissions(the_house: House) -> Iterator[Problem]:
    for permission in the_house.permissions.values():
        yield from _both(f"permission {permission.name}", permission.sentence)
    for role in the_house.each("roles"):
        yield from _both(f"role {role.key}", role.title)
        for name in role.permissions:
            if name not in the_house.permissions:
                yield Problem(f"role {role.key}", f"permission {name!r} is not declared")


def _moves(the_house: House) -> Iterator[Problem]:
    """Each move's permission is declared and each move a person makes has a door; the walk itself is sound."""
    for kind, matter in the_house.matters.items():
        lifecycle = matter.lifecycle
        for problem in lifecycle.problems():
            yield Problem(kind, problem)
        for state, look in lifecycle.states.items():
            yield from _both(f"{kind} state {state}", look.title)
        names = {move.name for move in lifecycle.moves}
        for move in lifecycle.moves:
            yield from _both(f"{kind} move {move.name}", move.title)
            yield from _both(f"{kind} move {move.name}", move.done)
            if move.permission not in the_house.permissions and not move.system:
                yield Problem(f"{kind} move {move.name}", f"permission {move.permission!r} is not declared")
            for other in move.apart_from:
                if other not in names | {"open"}:
                    yield Problem(f"{kind} move {move.name}", f"keeps apart from an unknown move {other!r}")
        for name in matter.moves:
            if name not in names and name not in _ANSWERS:
                yield Problem(f"{kind} door {name}", "is no move of the lifecycle")


_ANSWERS = frozenset({"approve", "return", "refuse"})


def _notices(the_house: House) -> Iterator[Problem]:
    for notice in the_house.each("notices"):
        yield from _both(f"notice {notice.key}", notice.title)
        yield from _both(f"notice {notice.key}", notice.body)
        if notice.audience == "permission" and notice.permission not in the_house.permissions:
            yield Problem(
                f"notice {notice.key}", f"goes to holders of {notice.permission!r}, which is not declared"
            )
        matter = the_house.matters.get(notice.kind)
        if matter is not None:
            known = {move.name for move in matter.lifecycle.moves} | {"open", "nudge", "write", "read"}
            for verb in set(notice.verbs) - known:
                yield Problem(
                    f"notice {notice.key}", f"waits for {verb!r}, which never happens to {notice.kind}"
                )


def _figures(the_house: House) -> Iterator[Problem]:
    for figure in the_house.figures.values():
        yield from _both(f"figure {figure.key}", figure.title)
        yield from _both(f"figure {figure.key} unit", figure.unit)
        if figure.permission not in the_house.permissions:
            yield Problem(f"figure {figure.key}", f"permission {figure.permission!r} is not declared")


def _handoffs(the_house: House) -> Iterator[Problem]:
    """Whoever takes hand-offs has a page to answer them on, a permission to do so and a kind of case to make."""
    for kind, receiver in the_house.handoffs.items():
        yield from _both(f"hand-off {kind}", receiver.kind.title)
        permission = the_house.permissions.get(receiver.permission)
        if permission is None or permission.holder != "grant":
            yield Problem(f"hand-off {kind}", f"permission {receiver.permission!r} is none that is granted")
        for needed in (kind, receiver.makes):
            if needed not in the_house.matters:
                yield Problem(f"hand-off {kind}", f"there is no matter {needed!r}")
        told = {verb for notice in the_house.each("notices") if notice.kind == kind for verb in notice.verbs}
        for verb in sorted({"open", "accept", "refuse", "finish"} - told):
            yield Problem(f"hand-off {kind}", f"nobody is told of {verb!r}")


def _names(the_house: House) -> Iterator[Problem]:
    for feature in the_house.features:
        yield from _both(f"feature {feature.name}", feature.title)
        for code, text in feature.refusals.items():
            yield from _both(f"refusal {code}", text)
        for job in feature.jobs:
            yield from _both(f"job {job.name}", job.title)
        for tile in feature.tiles:
            yield from _both(f"tile {tile.url_name}", tile.title)
        for item in feature.menu:
            yield from _both(f"menu {item.url_name}", item.title)


def _retention(the_house: House) -> Iterator[Problem]:
    """Each model that holds personal data says how long and why."""
    kept = {rule.model for rule in the_house.each("retention")}
    known = {model._meta.label for model in apps.get_models()}
    for model in apps.get_models():
        if model.__module__.startswith("houqin.") and personal(model) and model._meta.label not in kept:
            yield Problem(f"model {model._meta.label}", "holds personal data and declares no retention")
    for name in kept - known:
        yield Problem(f"retention {name}", "there is no such model")


def personal(model: type[models.Model]) -> bool:
    """Tell whether a model has fields of its own that describe a person."""
    own = {field.name for field in model._meta.local_fields}
    return model._meta.label == PERSON_MODEL or bool(own & PERSONAL_FIELDS)


def _both(where: str, text: StrOrPromise) -> Iterator[Problem]:
    """Want a sentence in Chinese and a different one in English."""
    with override("zh-hans"):
        chinese = str(text)
    with override("en"):
        english = str(text)
    if not chinese.strip():
        yield Problem(where, "has no words")
    elif any("\u4e00" <= letter <= "\u9fff" for letter in english):
        yield Problem(where, f"has no English: {chinese}")


def server() -> Iterator[Problem]:
    """Say what the database server cannot do: find Chinese, keep the trail from the application."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regproc('show_trgm') IS NOT NULL AND to_regclass('trail_happening') IS NOT NULL"
        )
        if not cursor.fetchone()[0]:
            yield Problem("server", "there are no tables yet: run `houqin migrate`", fatal=False)
            return
        cursor.execute("SELECT cardinality(show_trgm('食堂')) > 0, current_user")
        finds_chinese, me = cursor.fetchone()
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'trail_happening'")
        (owner,) = cursor.fetchone()
    if not finds_chinese:
        yield Problem(
            "server", "its locale does not know Chinese letters; make the cluster with C.UTF-8 or zh_CN"
        )
    if owner == me or settings.DATABASE_URL == settings.DATABASE_OWNER_URL:
        yield Problem("server", f"the trail belongs to {owner}, which also runs the application", fatal=False)
