"""Everything that the API's description offers is asked with anything at all: it answers as it says, and never 5xx."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as hypothesis_seed
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.auth import tokens
from core.auth.tokens import Scope
from core.clock import utc_now
from core.roles import Role
from core.users.models import User
from launcher.folders import REPOSITORY
from tests.servers import free_port, wait_until
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_main import environment
from web_gallery.settings import WebSettings
from web_gallery.site import Site

EXAMPLES = 8  # of each operation: the whole schema within a minute of one core
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@dataclass(frozen=True, slots=True)
class Served:
    """A running gallery with somebody's token, and ids of what is theirs."""

    origin: str
    headers: dict[str, str]
    ids: dict[str, UUID]


@pytest.fixture
async def planted(site: Site, seeds: Seeds, comics: ComicSeeds) -> tuple[dict[str, str], dict[str, UUID]]:
    """A token of somebody who may ask often, and what they have."""
    ada = await seeds.person("Ada")
    async with site.database.transaction() as session:
        user = await session.get_one(User, ada.id)
        user.role_level = Role.SUPER_ADMIN.value
        _, key = await tokens.mint(session, user, name="fuzz", scopes=list(Scope), now=utc_now())
    picture = await seeds.picture(ada)
    comic = await comics.comic(ada)
    return {"authorization": f"Bearer {key}"}, {"picture": picture.id, "job": picture.job_id, "comic": comic.comic.id}


@pytest.fixture
def served(settings: WebSettings, planted: tuple[dict[str, str], dict[str, UUID]]) -> Iterator[Served]:
    """A gallery of its own process."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "web_gallery"], cwd=REPOSITORY, env=environment(settings, port) | {"PUBLIC_URL": origin},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until(lambda: _answers(origin), "the gallery is ready")
        yield Served(origin, *planted)
    finally:
        process.terminate()
        process.wait()


def _answers(origin: str) -> bool:
    try:
        return httpx.get(f"{origin}/healthz", timeout=2).status_code == HTTPStatus.OK
    except httpx.TransportError:
        return False


def _aimed(case: Case[Any], served: Served) -> None:
    """Have a case meet something that is there, and say something that can be done."""
    if "which" in (case.path_parameters or {}):
        kind = next((kind for kind in ("picture", "comic") if f"/{kind}s/" in case.path), "job")
        case.path_parameters["which"] = str(served.ids[kind])
    body = case.body if isinstance(case.body, dict) else {}
    for name, words in (("prompt", "a fox"), ("script", "A cat\nCAT: Hello."), ("idea", "a cat who wants to fly")):
        if isinstance(body.get(name), str):
            body[name] = words


def test_the_api_answers_as_its_description_says_whatever_it_is_asked_g15(served: Served) -> None:
    """G15: no 5xx, no undocumented status, every answer of the documented shape."""
    schema = schemathesis.openapi.from_url(f"{served.origin}/api/v1/openapi.json").exclude(path="/api/v1/events")
    found: list[str] = []
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()  # type: ignore[union-attr]  # a description that could not be read would end here

        @hypothesis_seed(7)
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: Case[Any]) -> None:
            nonlocal asked
            asked += 1
            if asked % 2:
                _aimed(case, served)
            try:
                case.call_and_validate(headers=served.headers, checks=list(CHECKS), timeout=20)
            except BaseExceptionGroup as failures:
                found.append(f"{case.method} {case.path}: {[str(each) for each in failures.exceptions]}")

        ask()
    assert found == []
    assert asked > 200
