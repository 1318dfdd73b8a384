"""Sending mail: it waits for a server that is away, and without one it is a file."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from core.auth.registering import Registration
from core.clock import utc_now
from core.errands.models import Errand
from tests.web_gallery.post_office import PostOffice, key_in
from tests.web_gallery.test_registering import ADA, WAIT_S, errands_of, letters, until
from tests.web_gallery.visitors import browser, gallery, send
from web_gallery.mailing import postbox
from web_gallery.settings import WebSettings
from web_gallery.site import Site


async def test_a_mail_waits_for_a_server_that_is_away(settings: WebSettings) -> None:
    """Issue 7, line 2: sending survives a crash; the errand is there until the server has taken the mail."""
    office = PostOffice()
    away = settings.model_copy(update={"registration": Registration.OPEN, "smtp_url": SecretStr(office.url)})
    async with gallery(away) as app, browser(app) as visitor:
        await send(visitor, "/register", **ADA)
        site: Site = app.state.site
        async with asyncio.timeout(WAIT_S):
            while not [one for one in await errands_of(site) if one.tries and one.claimed_until is None]:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)
        async with site.database.transaction() as session:
            (errand,) = await session.scalars(select(Errand))
            assert "ada" not in f"{errand.body} {errand.place}"
            errand.not_before = utc_now()
    office.start()
    try:
        async with gallery(away):
            (letter,) = await letters(office, 1)
        assert letter["To"] == "ada@example.org"
    finally:
        office.stop()


async def test_without_a_mail_server_a_mail_is_a_file_of_ours_alone(settings: WebSettings, data_folder: Path) -> None:
    embedded = settings.model_copy(update={"registration": Registration.OPEN})
    async with gallery(embedded) as app, browser(app) as visitor:
        visitor.headers["accept-language"] = "pl"
        await send(visitor, "/register", **ADA)
        await until(lambda: bool(list((data_folder / "mail").glob("*.eml"))))
        found = list((data_folder / "mail").glob("*.eml"))
        assert found[0].stat().st_mode & 0o777 == 0o600
        letter = message_from_bytes(found[0].read_bytes(), policy=default)
        assert isinstance(letter, EmailMessage)
        assert letter["Content-Language"] == "pl"
        assert (await visitor.get("/welcome", params={"key": key_in(letter)})).status_code == 200


@pytest.mark.parametrize("url", ["http://example.org", "smtp://", "ada"])
def test_a_mail_server_that_is_none_is_refused_at_the_start(url: str, settings: WebSettings) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        postbox(settings.model_copy(update={"smtp_url": SecretStr(url)}))
