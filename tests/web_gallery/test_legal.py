"""Legal pages in both languages, without JavaScript, made of the same tables that the programs follow."""

import re

import httpx
import jsonschema
import pytest

from core.rights.document import schema
from core.rights.retention import RULES
from tests.web_gallery.visitors import browser, gallery
from web_gallery.routes.legal import TITLES
from web_gallery.settings import WebSettings

PATHS = ["/legal", *(f"/legal/{name}" for name in TITLES)]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("locale", "title"), [("en", "Privacy"), ("pl", "Prywatność")])
async def test_each_page_speaks_both_languages(client: httpx.AsyncClient, path: str, locale: str, title: str) -> None:
    answer = await client.get(path, headers={"accept-language": locale})
    assert (answer.status_code, answer.headers["content-language"]) == (200, locale)
    assert title in answer.text, "each leads to the others"
    assert not re.search(r"<script(?![^>]* src=)", answer.text), "no script within the page"
    assert (await client.get(path, headers={"if-none-match": answer.headers["etag"]})).status_code in {200, 304}


async def test_every_page_of_the_gallery_leads_to_them(client: httpx.AsyncClient) -> None:
    for path in ("/", "/about", "/login", "/nowhere"):
        text = (await client.get(path)).text
        assert all(f'href="{link}"' in text for link in ("/legal", "/legal/privacy", "/legal/terms")), path


async def test_an_unknown_page_is_not_there(client: httpx.AsyncClient) -> None:
    for name in ("nothing", "_legal", "..%2fabout"):
        assert (await client.get(f"/legal/{name}")).status_code == 404


async def test_the_privacy_page_is_made_of_the_retention_table(client: httpx.AsyncClient) -> None:
    text = (await client.get("/legal/privacy", headers={"accept-language": "en"})).text
    for rule in RULES:
        assert rule.what in text, rule.name
    assert "400 days" in text
    assert "until you delete it" in text
    assert "7 dni" in (await client.get("/legal/privacy", headers={"accept-language": "pl"})).text


async def test_who_runs_the_place_is_named_or_said_to_be_unknown(
    client: httpx.AsyncClient, settings: WebSettings
) -> None:
    assert "has not written down who they are" in (await client.get("/legal")).text
    named = settings.model_copy(
        update={
            "legal_operator": "Ada <b>",
            "legal_address": "Cicha 7; ; Kraków",
            "legal_email": "a@b.example",
            "legal_authority": "UODO, Warszawa.",
        }
    )
    async with gallery(named) as app, browser(app) as visitor:
        text = (await visitor.get("/legal")).text
        assert "Ada &lt;b&gt;" in text
        assert "<span>Cicha 7</span>\n<span>Kraków</span>" in text
        assert "mailto:a@b.example" in text
        assert "a@b.example" in (await visitor.get("/legal/notices")).text
        assert "a@b.example" in (await visitor.get("/legal/accessibility")).text
        assert "UODO" in (await visitor.get("/legal/privacy")).text


async def test_the_schema_of_exports_is_published(client: httpx.AsyncClient) -> None:
    answer = await client.get("/legal/export.schema.json")
    assert answer.json() == schema()
    jsonschema.Draft202012Validator.check_schema(answer.json())
