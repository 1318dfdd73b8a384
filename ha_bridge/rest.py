"""What is better fetched beside the socket, since it is big: camera snapshots and histories, by the library's REST."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from homeassistant_api import AsyncClient
from homeassistant_api.errors import (
    EndpointNotFoundError,
    HomeassistantAPIError,
    RequestError,
    RequestTimeoutError,
    UnauthorizedError,
)
from niquests.exceptions import RequestException
from pydantic import TypeAdapter, ValidationError

from core.pictures.reading import check_size
from ha_bridge.connection import quiet_session
from ha_bridge.token import Token
from ha_bridge.troubles import Away, Declined, NotUnderstood, Silent, TokenRefused
from ha_bridge.wire import Moment

FETCH_S = 15.0
_ENTITY = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_HISTORIES = TypeAdapter(list[list[Moment]])
_OK, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 200, 401, 403, 404
_PIECE = 65536
_CAMERA, _HISTORY = "camera_proxy", "history"
_NOT_THERE, _WRONG, _STATUS = "not_found", "invalid_format", "http_status"


class Rest:
    """The library's REST client with a limit on time and size, and errors in our words."""

    def __init__(self, url: str, token: Token, *, ca_file: Path | None = None) -> None:
        """Prepare requests to the address of Home Assistant; nothing is connected yet."""
        # The library reads no pictures, so those go through its session, which is made here.
        self._session = quiet_session(ca_file)
        self._token = token
        self._url = f"{url.rstrip('/')}/api"

    async def close(self) -> None:
        """Close the session."""
        await self._session.close()

    async def snapshot(self, entity_id: str) -> bytes:
        """Return a camera's present picture as it comes.

        Raises:
            Declined: there is no such camera, or it gives none now.
            Away: Home Assistant can't be reached.
            PictureTooLarge: it is above 20 MB.
        """
        client = self._client()
        path = client.endpoint(_CAMERA, _checked(entity_id))
        with _translated(_CAMERA):
            answer = await self._session.get(
                path, headers=client.prepare_headers(), timeout=FETCH_S, stream=True, allow_redirects=False
            )
            try:
                _check_status(answer.status_code)
                pieces = bytearray()
                async for piece in await answer.iter_content(_PIECE):
                    pieces += piece
                    check_size(len(pieces))
                return bytes(pieces)
            finally:
                await answer.close()

    async def history(self, entity_id: str, since: datetime, until: datetime) -> list[Moment]:
        """Return an entity's states between two moments, oldest first; the first may be older than ``since``.

        Raises:
            Declined, Away, NotUnderstood: as the socket does.
        """
        params = {
            "filter_entity_id": _checked(entity_id),
            "end_time": (until + timedelta(seconds=1)).isoformat(),
            "significant_changes_only": "0",
            "minimal_response": "",
            "no_attributes": "",
        }
        with _translated(_HISTORY):
            found = await self._client().request(f"history/period/{since.isoformat()}", params=params)
        try:
            histories = _HISTORIES.validate_python(found)
        except ValidationError as error:
            raise NotUnderstood(_HISTORY) from error
        return histories[0] if histories else []

    def _client(self) -> AsyncClient:
        """Return the library's client with the token as it is now."""
        token = self._token.now().get_secret_value()
        client = AsyncClient(self._url, token, session=self._session)
        # Given to the constructor it would lose against "verify: True" there, and with it the file of the session.
        client.global_request_kwargs = {"timeout": FETCH_S}
        return client


def _checked(entity_id: str) -> str:
    """Return an entity's id once it is sure that it is one, and so safe in a path."""
    if not _ENTITY.fullmatch(entity_id):
        raise Declined(_WRONG, entity_id)
    return entity_id


def _check_status(status: int | None) -> None:
    match status:
        case _ if status == _OK:
            return
        case _ if status in {_UNAUTHORIZED, _FORBIDDEN}:
            raise UnauthorizedError
        case _ if status == _NOT_FOUND:
            raise EndpointNotFoundError(_CAMERA)
        case _:
            raise Declined(_STATUS, str(status))


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except UnauthorizedError as error:
        raise TokenRefused(error) from error
    except EndpointNotFoundError as error:
        raise Declined(_NOT_THERE, what) from error
    except RequestTimeoutError as error:
        raise Silent(what, FETCH_S) from error
    except RequestError as error:
        raise Declined(_WRONG, what) from error
    except HomeassistantAPIError as error:
        raise NotUnderstood(what) from error
    except (RequestException, OSError, TimeoutError) as error:
        raise Away(error) from error
