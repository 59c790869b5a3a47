"""The description is whole, says what can go wrong, and is frozen by service."""

from pathlib import Path

import pytest

from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.web.api import openapi
from houqin.kernel.web.api.build import make_api
from houqin.kernel.web.api.tests.asking import Asking


@pytest.fixture
def schema(stage: Stage) -> dict[str, object]:
    """The description of the API with the toy service."""
    return dict(make_api("api-described").get_openapi_schema(path_prefix=openapi.ROOT))


def test_the_description_is_served_without_a_token_and_nothing_foreign_with_it(
    stage: Stage, guest: Asking
) -> None:
    answer = guest.get("/openapi.json")
    assert answer.status == 200
    assert "/api/v1/matters/{number}" in answer.body["paths"]
    assert guest.get("/docs").status == 404


def test_every_operation_names_the_problems_it_may_answer_with(schema: dict[str, object]) -> None:
    for operation in openapi._operations(schema):
        assert {"401", "404", "409", "422", "429"} <= set(operation["responses"])


def test_every_creating_post_wants_an_idempotency_key(schema: dict[str, object]) -> None:
    paths: dict[str, dict[str, dict[str, list[dict[str, object]]]]] = schema["paths"]  # type: ignore[assignment]
    posts = [item["post"] for item in paths.values() if "post" in item]
    assert len(posts) >= 3
    for post in posts:
        assert [each["name"] for each in post["parameters"]].count("Idempotency-Key") == 1


def test_each_service_gets_its_own_paths_and_the_schemas_they_reach(schema: dict[str, object]) -> None:
    found = openapi.parts(schema)
    assert set(found["toy"]["paths"]) == {"/api/v1/toy/pebbles"}
    assert set(found["toy"]["components"]["schemas"]) == {"Pebble", "Shore", "Problem"}
    assert "Pebble" not in found["kernel"]["components"]["schemas"]
    assert "/api/v1/me" in found["kernel"]["paths"]


def test_a_change_is_seen_until_it_is_frozen(
    schema: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openapi, "file_of", lambda part: tmp_path / f"{part}.json")
    assert {line.split(":")[0] for line in openapi.differences(schema)} >= {"kernel", "toy"}
    openapi.write(schema)
    assert list(openapi.differences(schema)) == []
    (tmp_path / "toy.json").write_text((tmp_path / "toy.json").read_text().replace("weight", "mass"))
    assert list(openapi.differences(schema)) == ["toy: differs from openapi.json"]


def test_parts_lie_beside_the_code_of_their_service() -> None:
    assert openapi.file_of("seals").parent.name == "seals"
    assert openapi.file_of("kernel").parent.name == "web"
