"""A server that speaks like OpenAI's: one client with bounded waits and answers, and a rest after faults in a row."""

import logging
from collections.abc import Callable
from typing import TypeVar

import openai
import pybreaker

from core.jobs.orders import Failure
from gpu_worker.engines.engine import EngineError
from gpu_worker.engines.remote.client import MOST_BYTES, make_client

TRIES_AGAIN = 3  # with growing, jittered pauses, and as long as Retry-After asks: the client's own
_FAULTS_BEFORE_REST = 5
_REST_S = 30.0
_REFUSALS = {"content_policy_violation", "moderation_blocked", "content_filter"}
_TOO_MANY, _SERVERS_OWN = 429, 500
_log = logging.getLogger(__name__)
_Made = TypeVar("_Made")


class OpenAIService:
    """Asks a server; every fault comes out as an ``EngineError``."""

    def __init__(self, url: str, key: str, *, limit_s: float, most_bytes: int = MOST_BYTES) -> None:
        """Hold the connection's settings; ``limit_s`` is how long one request may take, tries apart."""
        self.client = openai.OpenAI(
            api_key=key or "none",  # local servers want none, the client does
            base_url=url,
            max_retries=TRIES_AGAIN,
            timeout=limit_s,
            http_client=make_client(read_s=limit_s, most_bytes=most_bytes),
        )
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=_FAULTS_BEFORE_REST, reset_timeout=_REST_S, exclude=[is_ours], throw_new_error_on_trip=False
        )

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()

    def ask(self, call: Callable[[], _Made]) -> _Made:
        """Return what a call of ``client`` brings.

        Raises:
            EngineError: the server is away, at rest after faults, or refuses.
            openai.BadRequestError: it does not understand the request; refusals of words are no such.
        """
        try:
            return self._breaker.call(call)
        except pybreaker.CircuitBreakerError as error:
            raise EngineError(Failure.SERVICE, passing=True) from error
        except openai.BadRequestError as error:
            if error.code in _REFUSALS:
                raise EngineError(Failure.REFUSED) from error
            raise
        except openai.APIStatusError as error:
            raise failure_of(error) from error
        except (openai.OpenAIError, ValueError) as error:  # the client lets broken JSON through as it is
            _log.warning("the service does not answer: %s", error)
            raise EngineError(Failure.SERVICE, passing=True) from error


def is_ours(error: BaseException) -> bool:
    """Tell our own mistakes from the service's: they say nothing about how it is."""
    return (
        isinstance(error, openai.APIStatusError) and error.status_code < _SERVERS_OWN and error.status_code != _TOO_MANY
    )


def failure_of(error: openai.APIStatusError) -> EngineError:
    """Return what a refusal means: of the words, of our key, or of the moment."""
    if error.code in _REFUSALS:
        return EngineError(Failure.REFUSED)
    if is_ours(error):
        _log.error("the service refuses us (%d): %s", error.status_code, error.code or error.message[:200])
        return EngineError(Failure.ENGINE)
    return EngineError(Failure.SERVICE, passing=True)
