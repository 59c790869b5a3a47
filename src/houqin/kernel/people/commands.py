"""The first administrator, from the terminal: somebody must be able to let the others in."""

import argparse
import secrets

from houqin.kernel.base.clock import now
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import load_default_roles
from houqin.kernel.people.models import Person

PASSWORD_BYTES = 12


def administrator(argv: list[str]) -> None:
    """`houqin administrator --name NAME [--account admin]`: make an administrator, print a password."""
    parser = argparse.ArgumentParser("houqin administrator")
    parser.add_argument("--name", required=True)
    parser.add_argument("--account", default="admin")
    parser.add_argument("--number")
    wanted = parser.parse_args(argv)
    at, password = now(), secrets.token_urlsafe(PASSWORD_BYTES)
    role = load_default_roles()["administrator"]
    person = add_person(name=wanted.name, kind=Person.Kind.STAFF, number=wanted.number, at=at)
    grant(person, role, by=None, at=at)
    open_account(person, username=wanted.account, password=password)
    print(f"{wanted.account} {password}")
