"""Refusals: how a rule says no without knowing the reader's language."""

from collections.abc import Sequence


class Refused(Exception):
    """A rule refuses a deed. `code` names the sentence ("seals.blank_paper"), `params` fill its gaps."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    @property
    def reasons(self) -> Sequence["Refused"]:
        """All reasons, so that a door can show them at once."""
        return (self,)

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class Refusals(Refused):
    """Several reasons at once: a person learns all that is missing, not one thing a try."""

    def __init__(self, reasons: Sequence[Refused]) -> None:
        super().__init__(reasons[0].code, **reasons[0].params)
        self._reasons = tuple(reasons)

    @property
    def reasons(self) -> Sequence[Refused]:
        return self._reasons

    def __str__(self) -> str:
        return "; ".join(str(reason) for reason in self._reasons)


def refuse_if_any(reasons: Sequence[Refused]) -> None:
    """Raise `Refused` for one reason, `Refusals` for several, nothing for none."""
    if len(reasons) == 1:
        raise reasons[0]
    if reasons:
        raise Refusals(reasons)
