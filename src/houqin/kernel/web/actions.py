"""Writes of the web layer itself: saved views and the site's own facts."""

from datetime import datetime
from uuid import UUID

from houqin.kernel.people.models import Person
from houqin.kernel.web.models import ImportDraft, SavedView, SiteProfile


def save_view(*, listing: str, name: str, query: str, by: Person, at: datetime) -> SavedView:
    """Keep a person's view of a list; the same name again replaces it."""
    view, _made = SavedView.objects.update_or_create(
        person=by, listing=listing, name=name, defaults={"query": query, "at": at}
    )
    return view


def forget_view(view: UUID, *, by: Person) -> None:
    """Drop a view, if it is the person's own."""
    SavedView.objects.filter(pk=view, person=by).delete()


def keep_import(*, key: str, rows: list[dict[str, str]], by: Person, at: datetime) -> ImportDraft:
    """Keep an uploaded sheet until it is confirmed; an older one of the same kind is forgotten."""
    ImportDraft.objects.filter(person=by, key=key).delete()
    return ImportDraft.objects.create(person=by, key=key, rows=rows, at=at)


def forget_import(draft: ImportDraft) -> None:
    """Drop a sheet that has been imported."""
    draft.delete()


def write_profile(
    *,
    profile: str,
    school: str,
    school_en: str,
    office: str,
    office_en: str,
    duty_phone: str,
    seed: int,
    at: datetime,
) -> SiteProfile:
    """Note whose site this is and which profile it was loaded with."""
    written, _made = SiteProfile.objects.update_or_create(
        id=1,
        defaults={
            "profile": profile, "school": school, "school_en": school_en, "office": office, "office_en": office_en,
            "duty_phone": duty_phone, "seed": seed, "installed_at": at,
        },
    )  # fmt: skip
    return written
