"""Examples in the description: one of each request and of each answer, set together as the shapes say.

What they say stands in ``sample_words``; that each has the documented shape is tested.
"""

from http import HTTPStatus
from typing import Any

import orjson
from pydantic import JsonValue

from core.admin.people import LastSuperAdmin
from core.auth.tokens import TokenUnknown
from core.comics.making import NotDrawnYet
from core.errors import DomainError
from core.i18n import translator
from core.jobs.service import JobEnded
from core.media.service import PictureHidden
from web_gallery.rates import TooManyRequests
from web_gallery.refusals import AddressDamaged, KeyReused, NothingHere, Outdated, PictureGone, StoreAway
from web_gallery.routes.api.sample_words import ANSWERS, JOB, REQUESTS
from web_gallery.routes.api.speaking import PREFIX
from web_gallery.troubles import TITLES, UNREADABLE

_JSON, _PROBLEM, _EVENTS = "application/json", "application/problem+json", "text/event-stream"
_TROUBLES: dict[HTTPStatus, DomainError] = {
    HTTPStatus.BAD_REQUEST: AddressDamaged(),
    HTTPStatus.FORBIDDEN: TokenUnknown(),
    HTTPStatus.NOT_FOUND: NothingHere(),
    HTTPStatus.CONFLICT: JobEnded(),
    HTTPStatus.GONE: PictureGone(),
    HTTPStatus.PRECONDITION_FAILED: Outdated(),
    HTTPStatus.UNPROCESSABLE_ENTITY: KeyReused(),
    HTTPStatus.TOO_MANY_REQUESTS: TooManyRequests(seconds=40),
    HTTPStatus.SERVICE_UNAVAILABLE: StoreAway(),
}
_CONFLICTS: dict[str, DomainError] = {  # by what the address is about; of all else jobs are the likeliest
    "pictures": PictureHidden(),
    "comics": NotDrawnYet(),
    "people": LastSuperAdmin(),
}
_HEARD = {"job": JOB, "done": 0.4, "preview": None}
_Node = dict[str, Any]  # a part of an OpenAPI document, whose shape the specification gives


def give_samples(document: _Node, origin: str) -> None:
    """Write an example into whatever each operation takes and answers; files, which are bytes, have none."""
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        noun = path.removeprefix(f"{PREFIX}/").removeprefix("admin/").partition("/")[0]
        for operation in operations.values():
            takes = operation.get("requestBody", {}).get("content", {}).get(_JSON)
            if takes is not None:
                takes["example"] = REQUESTS[_name(takes["schema"])]
            for status, answer in operation["responses"].items():
                for kind, content in answer.get("content", {}).items():
                    _show(kind, content, schemas, origin)
                    if kind == _PROBLEM:
                        _tell(content, HTTPStatus(int(status)), noun, reads=takes is not None)


def _show(kind: str, content: _Node, schemas: _Node, origin: str) -> None:
    if kind == _JSON:
        content["example"] = _sample(content["schema"], schemas, origin)
    elif kind == _EVENTS:
        content["example"] = f"event: progress\ndata: {orjson.dumps(_HEARD).decode()}\n\n"


def _tell(content: _Node, status: HTTPStatus, noun: str, *, reads: bool) -> None:
    """Write a trouble that this status may mean: an unreadable body where there is one."""
    say = translator("en")
    trouble = _CONFLICTS.get(noun, _TROUBLES[status]) if status is HTTPStatus.CONFLICT else _TROUBLES[status]
    code, detail = trouble.code, say.error(trouble)
    places = []
    if reads and status is HTTPStatus.BAD_REQUEST:
        code, detail = "unreadable", say.gettext(UNREADABLE, places="#/color")
        places = [{"pointer": "#/color", "code": "extra_forbidden"}]
    example = {"type": f"urn:inkhearth:{code}", "title": TITLES[status], "status": int(status), "detail": detail}
    content["example"] = example | ({"errors": places} if places else {})


def _sample(schema: _Node, schemas: _Node, origin: str, *, name: str = "", of: str = "") -> JsonValue:
    """Return an example of a shape; ``name`` is the field that has it, ``of`` the shape that the field is of.

    Raises:
        KeyError: nobody has said what a field of this name looks like.
    """
    for known in (f"{of}.{name}", *(() if _holds_shapes(schema, schemas) else (name,))):
        if known in ANSWERS:
            value = ANSWERS[known]
            return value.replace("{origin}", origin) if isinstance(value, str) else value
    if "$ref" in schema:
        return _sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, origin, of=_name(schema))
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0], schemas, origin, name=name, of=of)
    if schema.get("type") == "array":
        return [_sample(schema["items"], schemas, origin)]
    if "properties" not in schema:
        raise KeyError(of, name)
    fields = schema["properties"].items()
    return {name: _sample(one, schemas, origin, name=name, of=of) for name, one in fields}


def _holds_shapes(schema: _Node, schemas: _Node) -> bool:
    """Tell whether a schema is one of our shapes, or a list of them."""
    inner = schema.get("items", schema) if schema.get("type") == "array" else schema
    return "properties" in schemas.get(inner.get("$ref", "").rpartition("/")[2], {})


def _name(schema: _Node) -> str:
    """Return what a shape is called; FastAPI writes the module before it where two have one name."""
    named: str = schema["$ref"]
    return named.rpartition("/")[2].rpartition("__")[2]
