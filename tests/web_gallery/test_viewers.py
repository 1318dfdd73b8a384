"""Forms say how long they are, in a number that is one (G14)."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_signing_in import signed_in
from web_gallery.site import Site

PATHS = ("/me/tokens", "/studio")  # a plain form, and one that may carry a file


@pytest.mark.parametrize("said", [None, "", "-5", "abc", "٣", "9" * 5000, "12e3", "999999999"])
async def test_a_form_without_an_honest_length_is_refused_unread(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, said: str | None
) -> None:
    csrf = await signed_in(site, client, await seeds.person("Ada"))
    read = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal read
        for piece in (f"csrf={csrf}&name=x&prompt=a+fox&".encode(), *[b"x" * 1000] * 900):
            read += len(piece)
            yield piece

    for path in PATHS:
        headers = {b"origin": ORIGIN.encode(), b"content-type": b"application/x-www-form-urlencoded"}
        if said is not None:
            headers[b"content-length"] = said.encode()
        answer = await client.post(path, content=pieces(), headers=list(headers.items()))
        assert answer.status_code in {403, 413, 400}, (path, answer.status_code)
        assert read == 0, "it is refused before anything of it is read"
