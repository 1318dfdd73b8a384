"""The notice on first use, and one's rights, as people use them in a chat (issue 6, line 5)."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, update

from bots.conversation.actions import Action
from bots.conversation.assistant import Assistant
from bots.conversation.replies import Button, Reply
from bots.conversation.turns import Setting
from core.audit.models import AuditEntry
from core.clock import utc_now
from core.db import Database
from core.jobs.models import Job
from core.jobs.service import Policy
from core.privacy import Visibility
from core.rights import exports
from core.rights.consents import NOTICE_VERSION
from core.rights.models import Asked, Consent, Erasure, Export
from core.roles import Role
from core.spaces import service as spaces
from core.storage import FolderStore
from core.users.models import User
from tests.bots.conversation.conftest import Speaker, Talk
from tests.core.conftest import AUDIT_KEY
from tests.factories import SEALING


def labels(reply: Reply) -> list[str]:
    """Return what the buttons of a reply say."""
    return [button.label for row in reply.rows for button in row]


def button(reply: Reply, label: str) -> Button:
    """Return a button by its label."""
    return next(button for row in reply.rows for button in row if button.label == label)


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[Talk]:
    """An assistant that asks for consent, as a deployment does."""
    database = Database(database_url, audit_key=AUDIT_KEY)
    store = FolderStore(tmp_path / "store", base_url="http://gallery.test", signing_key=SecretStr("k" * 40))
    setting = Setting(database, store, Policy(), "https://gallery.test", asks_consent=True)
    yield Talk(Assistant(setting), database)
    await database.close()


async def count(talk: Talk, what: type) -> int:
    """Return how many rows of a table there are."""
    async with talk.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(what)) or 0


async def test_the_first_picture_is_one_button_away(house: Talk) -> None:
    ann = house.person("ann")
    notice = await ann.say("draw", prompt="a fox", style="ink")
    assert notice.private
    assert "computer program" in notice.text
    assert any("7 days" in line for line in notice.lines)
    assert button(notice, "Read it all").url == "https://gallery.test/legal/privacy"
    assert await count(house, Job) == 0
    accepted = await ann.press(button(notice, "Fine, go on").action)
    job = await house.job(accepted)
    assert (job.draw.prompt, job.draw.style) == ("a fox", "ink")
    async with house.database.transaction() as session:
        (consent,) = await session.scalars(select(Consent))
    assert (consent.version, consent.manner, consent.platform, consent.locale) == (
        NOTICE_VERSION,
        "agreed",
        "discord",
        "en",
    )
    assert await count(house, Asked) == 0
    assert (await ann.say("draw", prompt="an owl")).job is not None, "and nobody is asked twice"


async def test_a_button_under_somebody_elses_picture_waits_for_the_notice_too(house: Talk) -> None:
    ann, ben = house.person("ann"), house.person("ben")
    await ann.press(button(await ann.say("draw", prompt="x y"), "Fine, go on").action)
    await house.draw()
    job = await house.drawn(ann, visibility=Visibility.PUBLIC)
    notice = await ben.press(str(Action("redo", job.id)))
    again = await ben.press(button(notice, "Fine, go on").action)
    assert (await house.job(again)).draw.prompt == "a planted fox"


async def test_only_the_latest_request_waits_and_only_once(house: Talk) -> None:
    ann = house.person("ann")
    await ann.say("draw", prompt="a fox")
    notice = await ann.say("draw", prompt="an owl")
    action = button(notice, "Fine, go on").action
    assert (await house.job(await ann.press(action))).draw.prompt == "an owl"
    assert "What shall I draw" in (await ann.press(action)).text
    assert await count(house, Job) == 1


async def test_what_waited_is_still_refused_for_what_is_wrong_with_it(house: Talk) -> None:
    ann = house.person("ann")
    notice = await ann.say("draw", prompt="a fox", style="neon")
    refused = await ann.press(button(notice, "Fine, go on").action)
    assert "neon" in refused.text


@pytest.mark.parametrize("command", ["help", "about", "language", "privacy notice", "privacy erase", "mine", "queue"])
async def test_looking_around_and_ones_rights_wait_for_nothing(house: Talk, command: str) -> None:
    reply = await house.person("ann").say(command)
    assert "Fine, go on" not in labels(reply)


async def test_a_notice_of_another_version_is_shown_again(house: Talk) -> None:
    ann = house.person("ann")
    await ann.say("draw", prompt="a fox")
    for forged in (f"agree::{NOTICE_VERSION - 1}", f"agree::{NOTICE_VERSION + 1}", "agree"):
        assert "Fine, go on" in labels(await ann.press(forged))
    assert await count(house, Consent) == 0


async def test_at_ones_own_terminal_the_notice_is_shown_once_and_asks_nothing(house: Talk) -> None:
    ann = house.person("ann", "pl")
    shown = await house.assistant.first_notice(ann.turn)
    assert shown is not None
    assert shown.rows == ()
    assert await house.assistant.first_notice(ann.turn) is None
    async with house.database.transaction() as session:
        assert await session.scalar(select(Consent.manner)) == "shown"


async def test_the_notice_tells_what_is_kept_and_leads_on(talk: Talk) -> None:
    reply = await talk.person("ann").say("privacy notice")
    assert reply.private
    assert labels(reply) == ["Read it all", "Copy of everything", "Erase everything"]


async def test_a_copy_is_packed_once_a_day_and_its_link_given_to_its_owner_alone(talk: Talk, tmp_path: Path) -> None:
    ann, eve = talk.person("ann"), talk.person("eve")
    await talk.drawn(ann)
    packing = await ann.say("privacy export")
    again = await ann.say("privacy export")
    assert labels(packing) == labels(again) == ["Is it ready?"]
    assert await count(talk, Export) == 1
    action = button(packing, "Is it ready?").action
    assert labels(await ann.press(action)) == ["Is it ready?"]
    await exports.pack_next(talk.database, talk.assistant.setting.store, tmp_path, sealing=SEALING, now=utc_now())
    ready = await ann.press(action)
    assert (ready.private, ready.secret) == (True, True)
    address = button(ready, "To the download").url
    assert re.fullmatch(r"http://gallery\.test/exports/[\w-]{43}", address)
    assert address in ready.lines, "where a platform shows no button for it"
    assert "gone" in (await eve.press(action)).text
    other = button(await ann.say("privacy export"), "To the download").url
    assert other != address, "each link is new, and ends the one before"


async def test_a_copy_that_failed_is_said_to_be_gone_and_may_be_asked_again(talk: Talk) -> None:
    ann = talk.person("ann")
    packing = await ann.say("privacy export")
    async with talk.database.transaction() as session:
        await session.execute(update(Export).values(failed_at=utc_now()))
    assert "gone" in (await ann.press(button(packing, "Is it ready?").action)).text
    assert labels(await ann.press("export")) == ["Is it ready?"]
    assert await count(talk, Export) == 2


async def _asked_twice(ann: Speaker) -> Reply:
    card = await ann.say("privacy erase")
    assert len(card.lines) == 5
    return await ann.press(button(card, "Erase everything").action)


async def test_erasing_is_asked_twice_and_waits_a_day(talk: Talk) -> None:
    ann = talk.person("ann")
    question = await _asked_twice(ann)
    assert await count(talk, Erasure) == 0
    wish = await ann.press(button(question, "Yes, in 24 hours").action)
    assert "will be erased on" in wish.text
    async with talk.database.transaction() as session:
        (row,) = await session.scalars(select(Erasure))
    assert row.due_at - row.asked_at == timedelta(days=1)
    shown = await ann.say("privacy erase")
    assert "will be erased on" in shown.text
    assert "Nothing is erased" in (await ann.press(button(shown, "I changed my mind").action)).text
    assert await count(talk, Erasure) == 0
    async with talk.database.transaction() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert actions == ["erasure.asked", "erasure.taken-back"]


async def test_no_is_no(talk: Talk) -> None:
    ann = talk.person("ann")
    await ann.press(button(await _asked_twice(ann), "No, keep everything").action)
    assert await count(talk, Erasure) == 0


@pytest.mark.parametrize(("typed", "erased"), [("ERASE", 1), (" erase ", 1), ("usuń", 1), ("yes", 0), ("", 0)])
async def test_at_once_takes_a_word_that_nobody_types_by_chance(talk: Talk, typed: str, erased: int) -> None:
    ann = talk.person("ann")
    form = (await ann.press(button(await _asked_twice(ann), "Yes, at once").action)).form
    assert form is not None
    reply = await talk.assistant.form(ann.turn, form.action, {"phrase": typed})
    assert await count(talk, Erasure) == erased
    assert ("Goodbye" if erased else "Nothing was erased") in reply.text


async def test_who_is_blocked_keeps_their_rights_and_nothing_else(talk: Talk) -> None:
    ann = talk.person("ann")
    account = await ann.account()
    async with talk.database.transaction() as session:
        await session.execute(update(User).where(User.id == account.id).values(blocked_at=utc_now()))
    for command in ("draw", "mine", "settings"):
        assert "blocked" in (await ann.say(command, prompt="a fox")).text
    assert "blocked" in (await ann.press("more")).text
    assert "blocked" in (await talk.assistant.form(ann.turn, "edited", {})).text
    for command in ("help", "privacy notice", "privacy erase", "privacy export"):
        assert "blocked" not in (await ann.say(command)).text


async def test_in_a_space_results_reach_as_far_as_it_says_unless_a_person_chose(talk: Talk) -> None:
    ann = talk.person("ann", space="home")
    await ann.say("help")
    async with talk.database.transaction() as session:
        found = await spaces.enter(session, ann.platform, "home", now=utc_now())
        await spaces.change(session, found.id, {"visibility": "public"})
    assert (await talk.job(await ann.say("draw", prompt="a fox"))).visibility is Visibility.PUBLIC
    assert (
        await talk.job(await ann.say("draw", prompt="a fox", visibility="private"))
    ).visibility is Visibility.PRIVATE
    elsewhere = replace(ann, space=None)
    assert (await talk.job(await elsewhere.say("draw", prompt="a fox"))).visibility is Visibility.PRIVATE
    await ann.say("settings", visibility="unlisted")
    assert (await talk.job(await ann.say("draw", prompt="a fox"))).visibility is Visibility.UNLISTED


async def test_in_a_channel_that_admins_did_not_choose_nobody_is_served(talk: Talk) -> None:
    ann = talk.person("ann", space="home")
    await ann.say("help")
    async with talk.database.transaction() as session:
        found = await spaces.enter(session, ann.platform, "home", now=utc_now())
        await spaces.change(session, found.id, {"channels": ["elsewhere"]})
    assert "don't work in this channel" in (await ann.say("draw", prompt="a fox")).text
    assert "don't work" not in (await ann.say("privacy notice")).text
    await ann.become(Role.ADMIN)
    assert (await ann.say("draw", prompt="a fox")).job is not None, "admins can try things out"
