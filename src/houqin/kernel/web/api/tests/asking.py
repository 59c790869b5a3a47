"""A program that asks the API with a person's token."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.test import Client

from houqin.kernel.base.clock import now
from houqin.kernel.people.models import Person
from houqin.kernel.web.api import tokens


@dataclass
class Answer:
    """What came back: status, body (None for an empty one), headers."""

    status: int
    body: Any
    headers: Any


class Asking:
    """Asks as one person, or without a token."""

    def __init__(self, person: Person | None) -> None:
        self.person = person
        self.headers: dict[str, str] = {}
        if person is not None:
            token = tokens.create(person, name="test", by=None, at=now())
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: str) -> Answer:
        return _answer(Client().get(f"/api/v1{path}", query, headers=self.headers))

    def put(self, path: str) -> Answer:
        return _answer(Client().put(f"/api/v1{path}", headers=self.headers))

    def post(self, path: str, body: object = None, key: str | None = "") -> Answer:
        """Post; `key` "" makes a fresh Idempotency-Key, None sends none."""
        headers = self.headers | ({} if key is None else {"Idempotency-Key": key or str(uuid4())})
        content = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return _answer(
            Client().post(f"/api/v1{path}", content, content_type="application/json", headers=headers)
        )


def _answer(response: Any) -> Answer:
    return Answer(
        response.status_code, json.loads(response.content) if response.content else None, response.headers
    )
