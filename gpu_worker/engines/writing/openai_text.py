"""Texts by any server with OpenAI's chat API: OpenAI, Gemini, Ollama, vLLM, llama.cpp; by address."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import openai

from core.engines import ModelCard
from core.jobs.orders import Failure
from core.pictures.writing import TRAINED
from gpu_worker.engines.engine import Drawn, EngineError, Wanted, Watch
from gpu_worker.engines.remote.openai_service import TRIES_AGAIN, OpenAIService, failure_of
from gpu_worker.engines.remote.waiting import together
from gpu_worker.engines.writing.composing import Asked, card_of, composed

ENGINE = "openai-text"
_MOST_BYTES = 1024 * 1024  # of one answer
_OWN_HOST = "api.openai.com"  # knows max_completion_tokens; all others know max_tokens
_TEMPERATURE = 0.8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TextService:
    """A server, its model, what a text costs in credits, and how long one answer may take."""

    url: str
    key: str
    model: str
    cost: int = 1
    limit_s: float = 60.0


class OpenAITextEngine:
    """Has a server elsewhere write; asks for structured answers until the server says that it knows none."""

    name = ENGINE
    source = TRAINED

    def __init__(self, service: TextService) -> None:
        """Hold the service; nothing is asked of it yet."""
        self._service = service
        self._server = OpenAIService(service.url, service.key, limit_s=service.limit_s, most_bytes=_MOST_BYTES)
        self._structured = True

    def close(self) -> None:
        """Let go of the connections."""
        self._server.close()

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the one model."""
        return (card_of(ENGINE, self._service.model, cost=self._service.cost),)

    def warm(self) -> None:
        """Do nothing: there is nothing to load here."""

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Ask for every text of a batch at the same time."""
        watch.step(0.0)
        calls = [partial(composed, wanted, self._answer) for wanted in batch]
        # Each text is asked for twice at most, each time with the client's own tries.
        try:
            return together(calls, watch, within_s=self._service.limit_s * (TRIES_AGAIN + 1) * 2)
        except EngineError as error:  # the client has tried again: the next writer is nearer than the next attempt
            raise EngineError(error.failure) from error

    def _answer(self, asked: Asked) -> str:
        try:
            if self._structured:
                try:
                    return self._ask(asked, structured=True)
                except openai.BadRequestError as error:
                    _log.info("the writers' service knows no structured answers: %s", error.message[:200])
                    self._structured = False
            return self._ask(asked, structured=False)
        except openai.BadRequestError as error:
            raise failure_of(error) from error

    def _ask(self, asked: Asked, *, structured: bool) -> str:
        request: dict[str, Any] = {
            "model": self._service.model,
            "messages": [{"role": one.role, "content": one.content} for one in asked.messages],
            self._tokens_field(): asked.most_tokens,
        }
        if structured:
            shape = {"name": "answer", "schema": dict(asked.schema), "strict": True}
            request |= {"response_format": {"type": "json_schema", "json_schema": shape}, "seed": asked.seed % 2**31}
            request |= {"temperature": _TEMPERATURE}
        told = self._server.ask(lambda: self._server.client.chat.completions.create(**request))
        return _content(told)

    def _tokens_field(self) -> str:
        return "max_completion_tokens" if urlsplit(self._service.url).hostname == _OWN_HOST else "max_tokens"


def _content(told: object) -> str:
    """Return what a model said; the client checks no types, so the answer may be anything.

    Raises:
        EngineError: it is no answer, or the model refused.
    """
    choices = getattr(told, "choices", None)
    message = getattr(choices[0], "message", None) if isinstance(choices, list) and choices else None
    content = getattr(message, "content", None)
    if isinstance(content, str):
        return content
    if getattr(message, "refusal", None):
        raise EngineError(Failure.REFUSED)
    _log.warning("the writers' service sent no text")
    raise EngineError(Failure.SERVICE)
