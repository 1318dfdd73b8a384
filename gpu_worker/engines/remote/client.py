"""An HTTP client that a server can neither hold for ever nor fill our memory through."""

from collections.abc import Iterator

import httpx2

CONNECT_S = 5.0
MOST_BYTES = 64 * 1024 * 1024  # of one answer: four pictures as base64, or a clip


class AnswerTooLong(httpx2.TransportError):
    """A server sent more than anybody asked for."""


class _Counted(httpx2.SyncByteStream):
    """A body that ends in an error beyond its limit."""

    def __init__(self, body: httpx2.SyncByteStream, limit: int) -> None:
        self._body = body
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        taken = 0
        for piece in self._body:
            taken += len(piece)
            if taken > self._limit:
                message = f"more than {self._limit} bytes"
                raise AnswerTooLong(message)
            yield piece

    def close(self) -> None:
        self._body.close()


class _Bounded(httpx2.HTTPTransport):
    """A transport whose answers end at a limit, whatever their headers say."""

    def __init__(self, limit: int) -> None:
        super().__init__(retries=1)
        self._limit = limit

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        assert isinstance(answer.stream, httpx2.SyncByteStream)  # noqa: S101 - this transport is synchronous
        answer.stream = _Counted(answer.stream, self._limit)
        return answer


def make_client(*, read_s: float, base_url: str = "", most_bytes: int = MOST_BYTES) -> httpx2.Client:
    """Return a client that waits ``read_s`` for each part of an answer, and follows nobody elsewhere.

    Proxies and certificates of the environment are left out: an engine's address is the owner's own setting.
    """
    return httpx2.Client(
        base_url=base_url,
        timeout=httpx2.Timeout(read_s, connect=CONNECT_S),
        transport=_Bounded(most_bytes),
        follow_redirects=False,
    )
