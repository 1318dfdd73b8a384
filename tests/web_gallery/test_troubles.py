"""Refusals and faults: one status code a kind, a sentence in the person's language, faults logged once."""

import logging
import re

import httpx
import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError

from core.errors import Refusal
from core.i18n import LOCALES, translator
from web_gallery.refusals import STATUSES
from web_gallery.site import Site
from web_gallery.troubles import TITLES


def test_every_kind_of_refusal_has_a_status_and_every_status_a_title() -> None:
    assert set(STATUSES) == set(Refusal)
    assert len(set(STATUSES.values())) == len(STATUSES)
    assert set(STATUSES.values()) <= set(TITLES)


def test_every_title_can_be_said_in_every_language() -> None:
    assert all(translator(locale).gettext(title) for locale in LOCALES for title in TITLES.values())


@pytest.mark.parametrize(
    "path", ["/nothing", "/i/", "/files", "/static/0/gallery.css", "/%00", "/about/", "/api/v2", "//", "/.env"]
)
async def test_what_is_not_there_is_told_on_a_page(path: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"http://gallery.test{path}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert "There is nothing at this address" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_pages_can_only_be_looked_at(method: str, client: httpx.AsyncClient) -> None:
    answer = await client.request(method, "/")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert "can only be looked at" in answer.text


async def test_a_fault_is_shown_with_the_number_under_which_it_was_logged_once(
    app: FastAPI, client: httpx.AsyncClient, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    app.add_api_route("/broken", broken)
    with caplog.at_level(logging.INFO):
        answer = await client.get("/broken")
    number = re.search(r"quote number (\w{12})", answer.text)
    assert number is not None
    assert answer.status_code == 500
    assert [record.getMessage() for record in caplog.records if record.exc_info] == [
        f"fault {number.group(1)} at /broken"
    ]
    assert "ZeroDivisionError" not in answer.text
    assert site.metrics.registry.get_sample_value("inkhearth_http_faults_total") == 1


async def test_what_the_framework_cannot_read_is_refused_in_our_words(app: FastAPI, client: httpx.AsyncClient) -> None:
    async def picky(number: int) -> int:
        return number

    async def pickier() -> None:
        raise RequestValidationError([])

    app.add_api_route("/picky", picky)
    app.add_api_route("/pickier", pickier)
    for path in ("/picky?number=x", "/pickier"):
        answer = await client.get(path)
        assert answer.status_code == 400
        assert "This address is damaged" in answer.text


async def test_programs_get_problem_details(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/nothing")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:inkhearth:nothing-here",
        "title": "Nothing here",
        "status": 404,
        "detail": "There is nothing at this address, or it is not for everyone to see.",
    }
