"""A finished page as JSON: the same page is the same bytes (L26), and old versions say so."""

from functools import cache
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from core.comics.render.model import FinishedPage

VERSION = 1
_PLACES = 2  # a hundredth of a pixel: nobody sees less, and sums that differ in the last bit are written the same


class UnreadablePage(ValueError):
    """The bytes are no page that this version reads."""


def write_page(page: FinishedPage) -> bytes:
    """Return a page as JSON with sorted keys; lengths are rounded to a hundredth of a pixel."""
    content = _rounded(_adapter().dump_python(page, mode="json"))
    return orjson.dumps({"version": VERSION, "page": content}, option=orjson.OPT_SORT_KEYS)


def read_page(data: bytes) -> FinishedPage:
    """Return the page that ``write_page`` wrote.

    Raises:
        UnreadablePage: broken, or written by another version.
    """
    try:
        content = orjson.loads(data)
        if not isinstance(content, dict) or content.get("version") != VERSION:
            raise UnreadablePage
        return _adapter().validate_python(content.get("page"))
    except (orjson.JSONDecodeError, ValidationError) as error:
        raise UnreadablePage from error


@cache
def _adapter() -> TypeAdapter[FinishedPage]:
    return TypeAdapter(FinishedPage)


def _rounded(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    match value:
        case float():
            return round(value, _PLACES) + 0.0  # no minus before a zero
        case list():
            return [_rounded(each) for each in value]
        case dict():
            return {key: _rounded(each) for key, each in value.items()}
        case _:
            return value
