"""What a component must know of a form field to draw it: its kind, its describing ids, its options."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.template import Library
from django.utils.safestring import SafeString

register = Library()


@register.filter
def field_kind(field: BoundField) -> str:
    """Return how a field is drawn: files, file, check, radio, checks, select, area or line."""
    widget = field.field.widget
    match widget:
        case forms.FileInput():
            return "files" if widget.allow_multiple_selected else "file"
        case forms.CheckboxSelectMultiple():
            return "checks"
        case forms.RadioSelect():
            return "radio"
        case forms.CheckboxInput():
            return "check"
        case forms.Select():
            return "select"
        case forms.Textarea():
            return "area"
        case _:
            return "line"


@register.simple_tag
def control(field: BoundField, hint: str = "", **extra: object) -> SafeString:
    """Return the input with the ids that describe it and the state that screen readers announce."""
    attrs: dict[str, str | bool] = {
        name.replace("_", "-"): str(value) for name, value in extra.items() if value
    }
    described = [f"{field.id_for_label}_hint"] if hint or field.help_text else []
    if field.errors:
        described.append(f"{field.id_for_label}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    limit = getattr(field.field, "max_length", None)
    if limit and field_kind(field) == "area":
        attrs["data-count"] = str(limit)
    return field.as_widget(attrs=attrs)


@register.filter
def options(field: BoundField, icons: object = None) -> Iterator[dict[str, Any]]:
    """Iterate over the choices of a field as {value, label, checked, id, icon}.

    Choices may be (value, label); icons come from the mapping given or from the field's `icons`.
    """
    chosen = field.value()
    picked = {str(one) for one in chosen} if isinstance(chosen, (list, tuple, set)) else {str(chosen)}
    known: Any = icons or getattr(field.field, "icons", None) or {}
    for number, (value, label) in enumerate(field.field.choices):  # type: ignore[attr-defined]
        key = str(getattr(value, "value", value))
        yield {
            "value": key,
            "label": label,
            "checked": key in picked,
            "id": f"{field.id_for_label or field.auto_id}_{number}",
            "icon": known.get(key, ""),
        }
