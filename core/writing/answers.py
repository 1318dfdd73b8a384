"""What a model wrote, read as fields of a known shape and as nothing else; never raises anything but ``Unreadable``.

Whatever stands in it is only ever text: a prompt that somebody approves, a line in a balloon.
"""

import json
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.errors import DomainError
from core.jobs.prompts import checked_prompt
from core.jobs.writing import LONGEST_TEXT, MOST_PANELS, Task, Writing

_LONGEST_BETTER = 1000
_MOST_LINES = 7  # of a panel; the script's own limit
_FAULTS_TOLD = 6
_THOUGHTS_END = "</think>"  # models that think aloud close their thoughts so
_NOT_STRICT = {"default", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"}
_Fields = TypeVar("_Fields", bound="Fields")
How = Literal["say", "think", "shout", "whisper", "caption", "sound"]


class Unreadable(Exception):
    """An answer is not of the asked shape; the sentence is for the model that is asked once more."""


def _plain(value: object) -> object:
    """Return text in one line without control characters; other values are pydantic's to refuse."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value[:LONGEST_TEXT]).split())


Name = Annotated[str, BeforeValidator(_plain), Field(max_length=60)]
Words = Annotated[str, BeforeValidator(_plain), Field(min_length=1, max_length=300)]
Shown = Annotated[str, BeforeValidator(_plain), Field(min_length=1, max_length=500)]
Title = Annotated[str, BeforeValidator(_plain), Field(max_length=100)]
Prompt = Annotated[str, BeforeValidator(_plain), Field(min_length=1, max_length=_LONGEST_BETTER)]


class Fields(BaseModel):
    """Fields of an answer; what else stands there is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Line(Fields):
    """Something said, told or heard; ``who`` is empty for captions and sounds."""

    who: Name = ""
    how: How = "say"
    words: Words


class ToldPanel(Fields):
    """One picture of a story and what is lettered on it."""

    shows: Shown
    lines: tuple[Line, ...] = Field((), max_length=_MOST_LINES)


class Story(Fields):
    """A whole story."""

    title: Title = ""
    panels: tuple[ToldPanel, ...] = Field(min_length=1, max_length=MOST_PANELS)


class SpokenPanel(Fields):
    """The new words of one panel, counted from 1."""

    number: int = Field(ge=1, le=MOST_PANELS)
    lines: tuple[Line, ...] = Field((), max_length=_MOST_LINES)


class Dialogue(Fields):
    """The new words of a comic."""

    panels: tuple[SpokenPanel, ...] = Field(min_length=1, max_length=MOST_PANELS)


class Better(Fields):
    """Better words for a picture."""

    prompt: Prompt


SHAPES: dict[Task, type[Fields]] = {Task.EXPAND: Better, Task.SCRIPT: Story, Task.DIALOGUE: Dialogue}


def schema_of(task: Task) -> dict[str, object]:
    """Return the JSON schema of an answer, with nothing that strict endpoints refuse (all required, none added)."""
    return _strict(SHAPES[task].model_json_schema())


def better_prompt(answer: str, asked: str) -> str:
    """Return the better prompt of an answer.

    Raises:
        Unreadable: there is none, or only what was asked.
    """
    told = fields_of(answer, Better).prompt
    try:
        better = checked_prompt(told)
    except DomainError as error:
        message = f"The prompt can't be used: {error.code}."
        raise Unreadable(message) from error
    if better.casefold() == asked.casefold():
        message = "This is the prompt that was given. Write a richer one."
        raise Unreadable(message)
    return better


def story_of(answer: str, writing: Writing, *, lenient: bool = False) -> Story:
    """Return the story of an answer with as many panels as were asked for; ``lenient`` takes a shorter one as well.

    Raises:
        Unreadable: there is none, or it is too short.
    """
    told = fields_of(answer, Story)
    kept = told.panels[: writing.panels]
    if len(kept) < writing.panels and not lenient:
        message = f"The story has {len(kept)} panels. Write {writing.panels}."
        raise Unreadable(message)
    return told.model_copy(update={"panels": kept})


def fields_of(answer: str, shape: type[_Fields]) -> _Fields:
    """Return the fields of an answer, whatever was written around them.

    Raises:
        Unreadable: says what is wrong with it.
    """
    if len(answer) > LONGEST_TEXT:
        message = "The answer is too long."
        raise Unreadable(message)
    try:
        return shape.model_validate(_json_in(answer))
    except ValidationError as error:
        faults = [f"{'.'.join(str(step) for step in one['loc'])}: {one['msg']}" for one in error.errors()]
        raise Unreadable("\n".join(faults[:_FAULTS_TOLD])) from error


def _json_in(answer: str) -> object:
    """Return the first JSON object of a text, behind whatever thoughts, fences and greetings stand before it."""
    told = answer.rpartition(_THOUGHTS_END)[2]
    begin = told.find("{")
    if begin < 0:
        message = "The answer holds no JSON object."
        raise Unreadable(message)
    try:
        return json.JSONDecoder().raw_decode(told, begin)[0]
    except (ValueError, RecursionError) as error:
        message = "The answer is no whole JSON object. Write it again, shorter."
        raise Unreadable(message) from error


def _strict(schema: dict[str, object]) -> dict[str, object]:
    """Return a schema as OpenAI's strict mode takes it: https://platform.openai.com/docs/guides/structured-outputs."""
    kept = {
        key: _strict_value(value)
        for key, value in schema.items()
        if key not in _NOT_STRICT and (key != "title" or isinstance(value, dict))  # a field may be called so
    }
    properties = kept.get("properties")
    if isinstance(properties, dict):
        kept |= {"required": list(properties), "additionalProperties": False}
    return kept


def _strict_value(value: object) -> object:
    if isinstance(value, dict):
        return _strict(value)
    return [_strict_value(one) for one in value] if isinstance(value, list) else value
