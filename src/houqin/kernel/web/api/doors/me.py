"""Who the token speaks for."""

from ninja import Router, Schema

from houqin.kernel.people.authority import authority_of
from houqin.kernel.web.api.requests import ApiRequest

router = Router()


class Me(Schema):
    """The person of the token and the permissions they hold now, anywhere."""

    number: str | None
    name: str
    kind: str
    language: str
    permissions: list[str]


@router.get("", response=Me, summary="我是谁 / Who am I")
def me(request: ApiRequest) -> Me:
    """The person of the token, with the permissions they hold now over any scope."""
    person = request.auth
    held = sorted(authority_of(person, request.now).permissions)
    return Me(
        number=person.number, name=person.name, kind=person.kind, language=person.language, permissions=held
    )
