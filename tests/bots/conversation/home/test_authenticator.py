"""The second factor is set up in private, kept sealed, and changed only with one of its own codes."""

from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image
from rich.console import Console

from bots.console.screen import Screen
from bots.conversation.replies import Picture
from core.home import codes
from core.home.models import HomeCode
from core.i18n import translator
from tests.bots.conversation.home.conftest import Household, authenticator, button, code_now


async def test_an_authenticator_is_set_up_in_private_and_counts_after_its_first_code(home: Household) -> None:
    crowd = await home.admin(space="a server")
    assert "only in a private chat" in (await crowd.say("home code")).text
    ada = await home.admin()
    reply = await ada.say("home code")
    assert reply.secret
    totp = authenticator(reply.lines[0].replace(" ", ""))
    (picture,) = reply.pictures
    assert _read(picture) == squares_of(codes.address(reply.lines[0].replace(" ", ""), "ada"))
    assert not reply.quote
    form = (await ada.press(button(reply, "homeenter").action)).form
    assert form is not None
    assert "wrong" in (await home.talk.assistant.form(ada.turn, form.action, {"code": "123"})).text
    done = await home.talk.assistant.form(ada.turn, form.action, {"code": code_now(totp)})
    assert done.text == "Your authenticator is set up."
    async with home.talk.database.transaction() as session:
        row = await session.get_one(HomeCode, (await ada.account()).id)
        assert b"otpauth" not in row.sealed
    again = await ada.say("home code")
    assert again.lines == ()
    form = (await ada.press(button(again, "homerenew").action)).form
    assert form is not None
    assert "wrong" in (await home.talk.assistant.form(ada.turn, form.action, {"code": "123"})).text
    renewed = await home.talk.assistant.form(ada.turn, form.action, {"code": code_now(totp, steps=1)})
    assert renewed.lines[0] != reply.lines[0]


async def test_the_secret_is_shown_on_a_terminal_and_saved_nowhere(
    home: Household, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ada = await home.admin()
    (picture,) = (await ada.say("home code")).pictures
    screen = Screen(tmp_path / "pictures", translator("en"))
    screen.console = Console(width=100, no_color=True)
    screen.picture(picture, picture.data, prompt="")
    assert not (tmp_path / "pictures").exists()
    shown = [line[2:] for line in capsys.readouterr().out.splitlines()]
    assert _unfolded(shown)[: picture.squares] == _read(picture)


def squares_of(address: str) -> list[list[bool]]:
    """Return the QR code of an address, with its margin: which squares are dark."""
    code = segno.make_qr(address, error="m")
    return [[bool(square) for square in row] for row in code.matrix_iter(border=4)]


def _read(picture: Picture) -> list[list[bool]]:
    with Image.open(BytesIO(picture.data)) as opened:
        grey = opened.convert("L")
    step = picture.width // picture.squares
    middle = [place * step + step // 2 for place in range(picture.squares)]
    return [[grey.getpixel((x, y)) == 0 for x in middle] for y in middle]


def _unfolded(lines: list[str]) -> list[list[bool]]:
    """Return the two rows of squares that each line of half blocks stands for."""
    upper, lower = "█▀", "█▄"
    wide = max(len(line) for line in lines)
    return [[letter in half for letter in line.ljust(wide)] for line in lines for half in (upper, lower)]
