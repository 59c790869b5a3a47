"""A program that asks the seals' API for one person."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from houqin.kernel.base.clock import now
from houqin.kernel.people.models import Person
from houqin.kernel.web.api import tokens
from houqin.services.seals.models import Seal

ROOT = "/api/v1/seals"


class Asking:
    """A program that asks for one person."""

    def __init__(self, person: Person) -> None:
        token = tokens.create(person, name="test", by=None, at=now())
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str = "", **query: str) -> Any:
        return Client().get(ROOT + path, query, headers=self.headers)

    def post(
        self, path: str, body: dict[str, Any], key: str = "", files: dict[str, Any] | None = None
    ) -> Any:
        headers = self.headers | {"Idempotency-Key": key or str(uuid4())}
        if files is not None:
            return Client().post(ROOT + path, body | files, headers=headers)
        return Client().post(ROOT + path, json.dumps(body), content_type="application/json", headers=headers)


def asked(of: Seal, **given: Any) -> Any:
    return {
        "seal": of.number, "kind": "certificate", "title": "在读证明", "copies": 1, "addressee": "市档案馆",
        "purpose": "办理手续",
    } | given  # fmt: skip
