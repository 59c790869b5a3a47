"""The API from the terminal: tokens and the frozen description."""

import argparse
from datetime import timedelta
from uuid import UUID

from houqin.kernel.base.clock import now
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.api import openapi, tokens
from houqin.kernel.web.api.build import build_api
from houqin.kernel.web.models.api import ApiToken

LONGEST_DAYS = 36_500


def create_token(argv: list[str]) -> int:
    """`houqin token create --person NUMBER [--name WORDS] [--days N]`: print a new token, once."""
    parser = argparse.ArgumentParser("houqin token create")
    parser.add_argument("--person", required=True, help="the person's number")
    parser.add_argument("--name", default="terminal", help="what the token is for")
    parser.add_argument("--days", type=_days, help="days until it expires (default: never)")
    wanted = parser.parse_args(argv)
    at = now()
    try:
        person = _person(wanted.person)
        expires_at = at + timedelta(days=wanted.days) if wanted.days is not None else None
        print(tokens.create(person, name=wanted.name, by=None, at=at, expires_at=expires_at))
    except Refused as refused:
        print(sentence(refused))
        return 1
    return 0


def list_tokens(argv: list[str]) -> int:
    """`houqin token list --person NUMBER`: show a person's tokens, never their text."""
    parser = argparse.ArgumentParser("houqin token list")
    parser.add_argument("--person", required=True)
    try:
        person = _person(parser.parse_args(argv).person)
    except Refused as refused:
        print(sentence(refused))
        return 1
    for token in ApiToken.objects.filter(person=person).order_by("created_at"):
        used = f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "-"
        print(f"{token.pk}  {token.name}  last used {used}{'  revoked' if token.revoked_at else ''}")
    return 0


def revoke_token(argv: list[str]) -> int:
    """`houqin token revoke ID`: take a token out of force."""
    parser = argparse.ArgumentParser("houqin token revoke")
    parser.add_argument("id", type=UUID)
    done = tokens.revoke(parser.parse_args(argv).id, by=None, at=now())
    print("revoked" if done else "not in force")
    return 0 if done else 1


def openapi_parts(argv: list[str]) -> int:
    """`houqin openapi --write | --check`: freeze the API's description by service, or compare with it."""
    parser = argparse.ArgumentParser("houqin openapi")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--write", action="store_true")
    choice.add_argument("--check", action="store_true")
    schema = build_api().get_openapi_schema(path_prefix=openapi.ROOT)
    if parser.parse_args(argv).write:
        print("\n".join(openapi.write(schema)))
        return 0
    different = list(openapi.differences(schema))
    for line in different:
        print(f"{line} (houqin openapi --write, then look at the change)")
    return 1 if different else 0


def _days(text: str) -> int:
    days = int(text)
    if days > LONGEST_DAYS:
        raise argparse.ArgumentTypeError(f"at most {LONGEST_DAYS} days")
    return days


def _person(number: str) -> Person:
    found = Person.objects.filter(number=number, erased_at=None).first()
    if found is None:
        raise Refused("api.nobody")
    return found


COMMANDS = {
    "token create": create_token,
    "token list": list_tokens,
    "token revoke": revoke_token,
    "openapi": openapi_parts,
}
