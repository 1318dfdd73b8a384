"""How every model's text comes to be: asked for, read, asked for once more where it can't be read, screened."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from core.comics.script import FILE, parse
from core.engines import ModelCard
from core.jobs.orders import Failure
from core.jobs.states import Kind
from core.jobs.writing import Task, Writing
from core.screening.screen import screen
from core.writing.answers import Dialogue, Unreadable, better_prompt, fields_of, schema_of, story_of
from core.writing.scripts import script_of, with_words
from gpu_worker.engines.engine import Drawn, EngineError, Wanted
from gpu_worker.engines.writing.instructions import Message, first_messages, second_messages

_log = logging.getLogger(__name__)
_TOKENS_A_PANEL = 220  # Polish takes about two tokens a word more than English
_TOKENS = {Task.EXPAND: 400, Task.SCRIPT: 300, Task.DIALOGUE: 300}
_NOTHING = np.zeros((1, 1, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a model: the conversation so far, the shape of its answer, its length in tokens."""

    messages: tuple[Message, ...]
    schema: Mapping[str, object] = field(repr=False)
    most_tokens: int
    seed: int


Answer = Callable[[Asked], str]


def card_of(engine: str, source: str, *, cost: int) -> ModelCard:
    """Return the card of a writer; ``source`` is a folder, an id of a hub or a server's name of its model."""
    last = source.rstrip("/").rpartition("/")[2].lower()
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "-" for sign in last)
    return ModelCard(name=kept.strip("._-")[:60] or engine, engine=engine, title=last, cost=cost, makes=(Kind.SCRIPT,))


def composed(wanted: Wanted, answer: Answer) -> Drawn:
    """Return a text by a model.

    Raises:
        EngineError: it writes nothing that can be used, or something that is not written here.
    """
    writing = writing_of(wanted)
    seed = wanted.seed + writing.chance
    first = Asked(first_messages(wanted.spec.prompt, writing), schema_of(writing.task), most_tokens_of(writing), seed)
    told = answer(first)
    try:
        text = _read(told, wanted, writing)
    except Unreadable as fault:
        _log.info("an answer can't be used and is asked for again: %s", fault)
        messages = second_messages(first.messages, told, str(fault))
        again = Asked(messages, first.schema, first.most_tokens, seed + 1)
        text = _mended(answer(again), wanted, writing)
    return drawn(text, writing)


def drawn(text: str, writing: Writing) -> Drawn:
    """Return a text as a result, once it is screened.

    Raises:
        EngineError: it asks for what is not made here.
    """
    found = screen(text, allowed=frozenset(writing.allowed))
    if found is not None:
        _log.warning("a text is not shown: %s", found.rule)
        raise EngineError(Failure.REFUSED)
    return Drawn(_NOTHING, text={writing.language: text})


def writing_of(wanted: Wanted) -> Writing:
    """Return what is to be written.

    Raises:
        EngineError: the order is not for a writer.
    """
    if wanted.spec.writing is None:
        raise EngineError(Failure.ENGINE)
    return wanted.spec.writing


def most_tokens_of(writing: Writing) -> int:
    """Return how long an answer may be, in tokens."""
    panels = 0 if writing.task is Task.EXPAND else writing.panels
    return _TOKENS[writing.task] + _TOKENS_A_PANEL * panels


def _mended(told: str, wanted: Wanted, writing: Writing) -> str:
    try:
        return _read(told, wanted, writing, lenient=True)
    except Unreadable as fault:
        _log.warning("the model's answer can't be used: %s", fault)
        raise EngineError(Failure.ENGINE) from fault


def _read(told: str, wanted: Wanted, writing: Writing, *, lenient: bool = False) -> str:
    match writing.task:
        case Task.EXPAND:
            return better_prompt(told, wanted.spec.prompt)
        case Task.SCRIPT:
            return script_of(story_of(told, writing, lenient=lenient), writing)
        case Task.DIALOGUE:
            script = parse(writing.script, limits=FILE, language=writing.language).script
            if script is None:
                raise EngineError(Failure.ENGINE)
            return with_words(script, fields_of(told, Dialogue))
