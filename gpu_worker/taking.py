"""How a worker takes orders from Redis: what is no order is dropped, and nobody stops drawing for it.

kombu 5.7 decodes what lies in a queue inside the event loop of Celery's worker, and what it can't read ends the worker
(the one after it takes the next piece). Whatever a list in Redis can hold is therefore expected here.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty
from typing import Any, Literal

from kombu.exceptions import SerializationError
from kombu.transport import TRANSPORT_ALIASES, redis
from pydantic import Base64Bytes, BaseModel, Field, TypeAdapter
from redis.exceptions import DataError

from core.jobs.orders import DERIVE_TASK, RENDER_TASK

_UNREADABLE = (
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError),
    *(SerializationError, DataError),
)
_TASKS = "|".join(re.escape(name) for name in (RENDER_TASK, DERIVE_TASK))
_SCHEMES = ("redis", "rediss")
_log = logging.getLogger(__name__)


def take_carefully() -> None:
    """Have kombu use this module's transport for Redis; before anything is connected."""
    TRANSPORT_ALIASES.update(dict.fromkeys(_SCHEMES, f"{__name__}:Transport"))


class _Headers(BaseModel):
    """What names a task (Celery's message protocol 2); nobody of ours compresses or puts off an order."""

    task: str = Field(pattern=f"^({_TASKS})$")
    id: str = Field(min_length=1, max_length=200)
    compression: None = None
    eta: None = None


class _Properties(BaseModel):
    delivery_tag: str = Field(min_length=1, max_length=200)
    body_encoding: Literal["base64"]


class _Message(BaseModel):
    """An order as kombu packs it."""

    body: Base64Bytes
    headers: _Headers
    properties: _Properties
    content_type: Literal["application/json"] = Field(alias="content-type")
    content_encoding: Literal["utf-8"] = Field(alias="content-encoding")


_BODY = TypeAdapter(tuple[list[Any], dict[str, Any], dict[str, Any] | None])


class Channel(redis.Channel):
    """Reads a queue whatever lies in it."""

    def _brpop_read(self, **options: Any) -> Any:  # noqa: ANN401 - kombu's signature
        """Take an entry; one that can't be decoded has left Redis by now, so there was nothing."""
        with _dropping():
            return super()._brpop_read(**options)  # type: ignore[misc]  # celery-types does not know it
        raise Empty


class Transport(redis.Transport):
    """Hands on what is an order."""

    Channel = Channel

    def _deliver(self, message: Any, queue: str | None) -> None:  # noqa: ANN401 - any JSON
        """Hand an order to its consumer; one that it can't take is no longer held against the prefetch limit."""
        with _dropping():
            _BODY.validate_json(_Message.model_validate(message).body)
            super()._deliver(message, queue)
            return
        for channel in self.channels or ():
            with suppress(*_UNREADABLE):
                tag = message["properties"]["delivery_tag"]
                channel.qos.get(tag)
                channel.basic_reject(tag, requeue=False)


@contextmanager
def _dropping() -> Iterator[None]:
    """Log what can't be read without a word of it: it may be what somebody wrote, and as long as it likes."""
    try:
        yield
    except _UNREADABLE as error:
        _log.error("what lay in a queue is no order and is dropped: %s", type(error).__name__)
