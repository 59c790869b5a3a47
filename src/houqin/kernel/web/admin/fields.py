"""Fields of the administration pages: a person, a unit, a place, as somebody would name them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import units
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import search as search_places

NAMED = 5


class PersonField(forms.CharField):
    """Somebody by number or by name, out of the people the reader may name (set by `among`)."""

    def __init__(self, **kwargs: Any) -> None:
        self.people: QuerySet[Person] = Person.objects.none()
        kwargs.setdefault("help_text", gettext_lazy("填学工号；姓名没有重名时也可以填姓名"))
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the person. Several of one name: ask for the number."""
        text = super().clean(value)
        if not text:
            return None
        found = list(self.people.filter(number=text)) or list(
            self.people.filter(name=text).order_by("number")[:NAMED]
        )
        if not found:
            raise forms.ValidationError(_("没有找到“%(text)s”，请核对学工号或姓名。") % {"text": text})
        if len(found) > 1:
            numbers = "、".join(person.number or "—" for person in found)
            raise forms.ValidationError(
                _("有多位“%(text)s”，请改填学工号：%(numbers)s") % {"text": text, "numbers": numbers}
            )
        return found[0]


class UnitField(forms.ChoiceField):
    """A unit out of the tree."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=unit_choices, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the unit, None for none."""
        key = super().clean(value)
        return units().get(pk=key) if key else None


class PlaceField(forms.CharField):
    """A place by its full name, an alias, or its code path ("east.b1.r101")."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("填名称、别名或代码，例如“信息楼 211”"))
        super().__init__(max_length=240, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the place; several that fit: name them."""
        text = super().clean(value)
        if not text:
            return None
        found = list(Place.objects.filter(path=text, closed_on=None)) if _is_path(text) else []
        found = found or search_places(text, limit=NAMED)
        exact = [place for place in found if text in (place.full_name, place.name, place.full_name_en)]
        if len(exact) == 1 or len(found) == 1:
            return (exact if len(exact) == 1 else found)[0]
        if not found:
            raise forms.ValidationError(
                _("没有找到“%(text)s”，请换一个说法，或先在“地点”中登记。") % {"text": text}
            )
        names = "；".join(place.full_name for place in found)
        raise forms.ValidationError(_("有多个地点符合，请写全：%(names)s") % {"names": names})


def among(form: forms.Form, name: str, people: QuerySet[Person]) -> None:
    """Set out of whom the reader may choose in a form's field."""
    field = form.fields[name]
    if isinstance(field, PersonField):
        field.people = people


def unit_choices() -> list[tuple[str, str]]:
    """Return the open units in tree order, each indented by its depth."""
    return [("", "—")] + [(str(unit.pk), indented(unit.path, unit.name)) for unit in units()]


def indented(path: str, name: str) -> str:
    """Return a name moved right by its depth in the tree."""
    return "\u3000" * path.count(".") + name


def initial_of(row: Any, *names: str) -> dict[str, Any]:
    """Return a row's fields as a form's initial values; links as their keys."""
    return {name: getattr(row, f"{name}_id", None) or getattr(row, name) for name in names}


def _is_path(text: str) -> bool:
    return all(part.replace("_", "").isalnum() and part.isascii() for part in text.split("."))
