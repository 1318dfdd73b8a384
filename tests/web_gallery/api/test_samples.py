"""The description's examples: none is missing, and each is what it is an example of."""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from core.errors import error_classes
from tests.web_gallery.api.test_deeds import API
from web_gallery.routes.api.documents import described

ORIGIN = "https://pictures.example.org"
FILES = ("application/octet-stream", "application/pdf", "application/zip", "image/png")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The description as programs read it."""
    read: dict[str, Any] = orjson.loads(described(ORIGIN))
    return read


def contents(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield where something is taken or answered, as what kind of media, and what is said of it."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            places = {"takes": operation.get("requestBody", {}), **operation["responses"]}
            for place, said in places.items():
                for kind, content in said.get("content", {}).items():
                    yield f"{method} {path} {place}", kind, content


def test_no_operation_is_without_examples_of_what_it_takes_and_answers(document: dict[str, Any]) -> None:
    """Issue 7, line 3; G15."""
    found = [(place, kind) for place, kind, content in contents(document) if "example" not in content]
    assert [(place, kind) for place, kind in found if kind not in FILES and not kind.endswith("+zip")] == []
    bare = [
        f"{method} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if not any("content" in answer for answer in operation["responses"].values()) or not operation.get("summary")
    ]
    assert bare == []


def test_every_example_has_the_shape_that_is_documented(document: dict[str, Any]) -> None:
    registry: Registry[Any] = Registry().with_resource(
        "urn:api", Resource.from_contents(document, default_specification=DRAFT202012)
    )
    checked, wrong = 0, []
    for place, kind, content in contents(document):
        if "json" not in kind:
            continue
        schema = {"$ref": f"urn:api{content['schema']['$ref']}"}
        validator = Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)
        wrong += [f"{place}: {one.message}" for one in validator.iter_errors(content["example"])]
        checked += 1
    assert wrong == []
    assert checked > 200


def test_examples_of_troubles_carry_codes_that_there_are_and_the_status_they_stand_at(document: dict[str, Any]) -> None:
    known = {error.code for error in error_classes()} | {"unreadable"}
    for place, kind, content in contents(document):
        if kind == "application/problem+json":
            example = content["example"]
            assert (place, example["type"].removeprefix("urn:inkhearth:") in known) == (place, True)
            assert place.endswith(f" {example['status']}")


async def test_the_page_for_people_copies_the_same_example(client: httpx.AsyncClient) -> None:
    page = (await client.get(f"{API}/docs")).text
    assert "a fox reading under a tree at night" in page
    assert "Breakfast is late." in page
