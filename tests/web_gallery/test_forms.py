"""Every form, filled in as nobody should: it answers on its page, in the person's language, with what was typed kept.

Which forms there are is read from the pages themselves, and which addresses take one from the routes, so that a new
one is tried here without anybody thinking of it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from core.auth.registering import Registration
from tests.web_gallery.papers import Field, Paper, kept_in, matcher, papers_in
from tests.web_gallery.reaches import REACHES
from tests.web_gallery.scenes import Scene
from tests.web_gallery.visitors import FROM_HERE, browser, gallery
from web_gallery.settings import WebSettings

HOSTILE = """"'></textarea><script>alert(1)</script>{{7*7}}${7*7}%00' OR 1=1 --\u202e\U0001f525\ud7ff../../etc/passwd"""
LONG = "Zażółć gęślą jaźń. " * 2_600  # 49,400 letters: more than any field takes, less than a form may have
WRONG = {
    "number": "nie",
    "checkbox": "może",
    "radio": "żaden",
    "select": "żaden",
    "email": "nie adres",
    "hidden": "żaden",
}
PASSWORD = "żółta łódź podwodna"  # noqa: S105 - so that it can be looked for
MANNERS = ("missing", "long", "hostile", "wrong", "as a file", "as no page says")
VIEWERS = ("anonymous", "owner", "admin", "other")
# What takes a form that no page shows until something has happened, or that only our own scripts send, with its fields.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "/admin/queue/jobs/{which}/{deed}": ("csrf",),
    "/admin/queue/resume": ("what",),
    "/c/{slug}/download/{wanted}": ("until",),
    "/c/{slug}/reveal": ("until",),
    "/i/{slug}/reveal": ("until",),
    "/exports/{secret}": ("csrf",),
    "/login": ("key",),
    "/me/data/keep": ("csrf",),
    "/me/invitations": ("address",),
    "/me/join": ("ticket",),
    "/me/decisions/{which}/appeal": ("words",),
    "/me/notice": ("then", "prompt"),
    "/me/password": ("password", "old"),
    "/me/ways/{which}/end": ("password",),
    "/moderation/{which}/look": ("csrf",),
    "/studio/cast/remove": ("name",),
    "/studio/comics/check": ("script", "size"),
    "/studio/comics/draft": ("script", "size", "style"),
    "/studio/draft": ("prompt", "shape", "style"),
    "/studio/jobs/{which}/cancel": ("csrf",),
    "/studio/reference": ("file",),
    "/welcome": ("key", "name", "password"),
}
ANSWERS = frozenset(
    {
        HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.SEE_OTHER, HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A form, the address pattern that takes it, and who fills it in."""

    pattern: str
    who: str
    paper: Paper


@pytest.fixture
async def app(settings: WebSettings) -> AsyncIterator[FastAPI]:
    """A gallery with every way in."""
    every = {"registration": Registration.OPEN, "discord_client_id": "1", "discord_client_secret": SecretStr("x")}
    async with gallery(settings.model_copy(update=every)) as app:
        yield app


def taking() -> list[str]:
    """Return the patterns of addresses that take a form of a person."""
    found = [route.removeprefix("POST ") for route in REACHES if route.startswith("POST ") and "/api/" not in route]
    return sorted(found, key=lambda pattern: pattern.count("{"))


async def shown(visitor: httpx.AsyncClient, scene: Scene, who: str) -> list[Case]:
    """Return every form on every page that somebody can look at."""
    found: dict[tuple[str, tuple[str, ...]], Case] = {}
    for route in REACHES:
        if not route.startswith("GET ") or "/api/" in route:
            continue
        page = await visitor.get(scene.path(route.removeprefix("GET ")))
        if not page.headers.get("content-type", "").startswith("text/html"):
            continue
        for paper in papers_in(page.text):
            if paper.method == "post":
                pattern = next((one for one in taking() if matcher(one).fullmatch(paper.action)), paper.action)
                found.setdefault((paper.action, tuple(one.name for one in paper.asked)), Case(pattern, who, paper))
    return list(found.values())


def beside(scene: Scene, known: set[str]) -> list[Case]:
    """Return what no page shows as it stands."""
    found = []
    for pattern in taking():
        if pattern not in known:
            fields = [Field(name, "password" if name == "password" else "text") for name in ELSEWHERE.get(pattern, ())]
            found.append(Case(pattern, "owner", Paper(scene.path(pattern), "post", "", fields)))
    return found


def filled(one: Field, manner: str) -> str | None:
    """Return what is written into a field in some manner, or None where it is left out."""
    if manner == "missing":
        return None
    if one.kind == "hidden":
        return HOSTILE if manner == "as no page says" else one.value
    if one.kind == "password":
        return PASSWORD * (200 if manner == "long" else 1)
    if manner == "long":
        return LONG if one.is_written else "x" * 3_000
    if manner in {"hostile", "as no page says"}:
        return HOSTILE
    return WRONG.get(one.kind, "nie")


async def send(visitor: httpx.AsyncClient, case: Case, manner: str, csrf: str) -> tuple[httpx.Response, dict[str, str]]:
    """Send a form; return the answer and what stood in the fields that people write into."""
    given = {one.name: filled(one, manner) for one in case.paper.fields}
    data = {name: value for name, value in given.items() if value is not None} | {"csrf": csrf}
    longest = max(len(value.encode()) for value in data.values())
    if len(data) > 3 and longest > len(LONG):
        data = {name: value[:9_000] for name, value in data.items()}  # as much as a form may have in all
    written = {one.name: data[one.name] for one in case.paper.asked if one.is_written and one.name in data}
    files: dict[str, tuple[str | None, str]] | None = None
    if case.paper.enctype or manner == "as a file":
        files = {name: (None, value) for name, value in data.items()}
    if manner == "as no page says":
        written = {}  # nobody has typed what a page hides
    if manner == "as a file":
        files = {name: ("x.txt", value) if name in written else (None, value) for name, value in data.items()}
        written = {}
    visitor.headers["accept-language"] = "pl"
    return await visitor.post(case.paper.action, data=None if files else data, files=files, headers=FROM_HERE), written


def faults(case: Case, answer: httpx.Response, written: dict[str, str]) -> list[str]:
    """Return what is wrong with an answer."""
    if answer.status_code not in ANSWERS:
        return [f"answered {answer.status_code}"]
    found = ["shows a password"] if PASSWORD in answer.text else []
    if answer.status_code < HTTPStatus.BAD_REQUEST or case.pattern in ELSEWHERE:
        return found
    if '<html lang="pl">' not in answer.text:
        found.append("is no page in Polish")
    if answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return found  # it wasn't theirs to fill in, or not there
    kept = {tidy(text) for text in kept_in(answer.text)}
    lost = [name for name, text in written.items() if tidy(text) and not any(holds(one, tidy(text)) for one in kept)]
    return found + [f"lost what was typed as {name}" for name in lost]


def holds(kept: str, typed: str) -> bool:
    """Tell whether a field holds what was typed, or as much of it as it takes."""
    return kept == typed or (bool(kept) and len(typed) > 400 and typed.startswith(kept))


def tidy(text: str) -> str:
    """Return a text without what is no word of it: line ends, and blanks around it."""
    return " ".join(text.split())


@pytest.mark.timeout(180)
async def test_every_form_answers_on_its_page_in_the_persons_words_with_what_was_typed(
    app: FastAPI, scene: Scene
) -> None:
    """Issue 7, bad input; G14."""
    wrong: list[str] = []
    known = {"/logout"}  # it ends everything that follows
    for who in VIEWERS:
        async with browser(app, user=scene.people.get(who)) as visitor:
            csrf = papers_mark(await visitor.get("/me/account"))
            cases = [case for case in await shown(visitor, scene, who) if case.pattern not in known]
            known |= {case.pattern for case in cases}
            if who == VIEWERS[-1]:
                cases += beside(scene, known)
            for case in sorted(cases, key=lambda one: not one.paper.asked):
                for manner in MANNERS if case.paper.asked else MANNERS[-1:]:
                    answer, written = await send(visitor, case, manner, csrf)
                    wrong += [f"{who}, {manner}: {case.paper.action} {what}" for what in faults(case, answer, written)]
    assert set(taking()) - known <= set(ELSEWHERE), "no page shows these: say in ELSEWHERE what they take"
    assert not wrong, "\n".join(wrong)


def papers_mark(page: httpx.Response) -> str:
    """Return the mark of somebody's own forms, nothing for a stranger."""
    return next((paper.hidden["csrf"] for paper in papers_in(page.text) if "csrf" in paper.hidden), "")
