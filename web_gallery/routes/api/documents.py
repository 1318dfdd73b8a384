"""The API described: as OpenAPI 3.1 for programs, as a page for people."""

import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from web_gallery.answers import SHORTLY, conditional
from web_gallery.routes import feed, granting
from web_gallery.routes.api import (
    admin_log,
    admin_people,
    admin_queue,
    catalogue,
    comic_deeds,
    comics,
    creations,
    items,
    jobs,
    own,
    pictures,
    provenance,
    texts,
)
from web_gallery.routes.api.samples import give_samples
from web_gallery.routes.api.speaking import PREFIX, Problem, problems
from web_gallery.site import TheSite
from web_gallery.visits import visit_of

AREAS = (
    creations,
    jobs,
    pictures,
    comics,
    comic_deeds,
    texts,
    own,
    catalogue,
    items,
    provenance,
    admin_people,
    admin_queue,
    admin_log,
)
_OPEN_TAGS = {"catalogue", "tokens"}
_ORDER = ("creations", "jobs", "pictures", "comics", "texts", "cast", "frames", "own", "catalogue", "tokens", "admin")
_ABOUT = (
    "Everything that the pages do, for your programs. Send `Authorization: Bearer …` with a personal token (made under "
    "Yours → Account) or an access token of `/api/v1/tokens`. Troubles are problem details (RFC 9457) whose `type` "
    "ends with a code that stays the same; `detail` is a sentence in the language of `Accept-Language`. Lists go on at "
    "the address in `next`. Representations carry an `ETag`: `If-None-Match` saves the body, `If-Match` keeps a change "
    "from overwriting another. `Idempotency-Key` makes a repeated creation the same one."
)
Json = dict[str, Any]
router = APIRouter(prefix=PREFIX)


@dataclass(frozen=True, slots=True)
class Described:
    """An operation as the page shows it."""

    method: str
    path: str
    summary: str
    about: str
    fields: tuple[tuple[str, str, str], ...]
    example: str
    answers: tuple[tuple[str, str], ...]


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request, site: TheSite) -> Response:
    """Return the description for programs."""
    written = described(site.settings.origin)
    return conditional(
        request, written.decode(), lambda: written, "application/json", headers={"cache-control": SHORTLY}
    )


@router.get("/docs", include_in_schema=False)
async def documents(request: Request, site: TheSite) -> Response:
    """Show the description to people."""
    visit = visit_of(request, site.settings.default_locale)
    shown = _by_tag(orjson.loads(described(site.settings.origin)))
    return conditional(
        request,
        (visit.locale, site.assets.build),
        lambda: site.pages.render("api.html", visit, tags=shown, about=_ABOUT, prefix=PREFIX),
        "text/html",
        headers={"content-language": visit.locale, "vary": "Accept-Language, Cookie"},
    )


@cache
def described(origin: str) -> bytes:
    """Return the OpenAPI document."""
    documented = [route for area in AREAS for route in area.router.routes]
    documented += [
        route
        for area in (feed, granting)
        for route in area.router.routes
        if isinstance(route, APIRoute) and route.path.startswith(PREFIX)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is said of GET and HEAD together is said twice; HEAD is left out below
        document = get_openapi(
            title="Inkhearth", version="1", openapi_version="3.1.0", description=_ABOUT, routes=documented,
            servers=[{"url": origin}],
        )  # fmt: skip
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    whole = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= whole.pop("$defs", {}) | {"Problem": whole}
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    for path, operations in document["paths"].items():
        operations.pop("head", None)
        for method, operation in operations.items():
            _complete(path, method, operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    give_samples(document, origin)
    return orjson.dumps(document)


def _complete(path: str, method: str, operation: Json) -> None:
    """Say what FastAPI can't know of an operation: our troubles, 304, who may."""
    tag = path.removeprefix(f"{PREFIX}/").partition("/")[0]
    operation.setdefault("tags", ["tokens" if tag == "tokens" else "catalogue"])
    answers = operation["responses"]
    if "HTTPValidationError" in str(answers.get("422", "")):
        del answers["422"]
    for status, answer in problems().items():
        answers.setdefault(str(status), answer)
    if method == "get":
        answers.setdefault("304", {"description": "Not Modified"})
    if operation["tags"][0] not in _OPEN_TAGS:
        operation["security"] = [{"bearer": []}]


def _by_tag(document: Json) -> list[tuple[str, list[Described]]]:
    found: dict[str, list[Described]] = {tag: [] for tag in _ORDER}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append(_operation(document, path, method, operation))
    return [(tag, operations) for tag, operations in found.items() if operations]


def _operation(document: Json, path: str, method: str, operation: Json) -> Described:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    shape = _resolved(document, body.get("schema", {}))
    named = [(one["name"], one["in"], one.get("description", "")) for one in operation.get("parameters", ())]
    required = shape.get("required", ())
    named += [
        (name, "body, needed" if name in required else "body", one.get("description", ""))
        for name, one in shape.get("properties", {}).items()
    ]
    return Described(
        method.upper(), path, operation.get("summary", ""), operation.get("description", "").replace("``", ""),
        tuple(named), _curl(path, method, body.get("example")),
        tuple((status, answer["description"]) for status, answer in sorted(operation["responses"].items())),
    )  # fmt: skip


def _resolved(document: Json, schema: Json) -> Json:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Json = document["components"]["schemas"].get(name, schema)
    return found


def _curl(path: str, method: str, given: object) -> str:
    """Return a request to copy, with the example of its body where it has one."""
    words = ["curl", "-H 'Authorization: Bearer ink_…'"]
    words += [f"-X {method.upper()}"] if method != "get" and not (method == "post" and given) else []
    if given:
        body = orjson.dumps(given).decode().replace("'", r"'\''")
        words += ["-H 'Content-Type: application/json'", f"-d '{body}'"]
    return " ".join([*words, f"$ORIGIN{path}"])
