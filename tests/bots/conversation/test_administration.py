"""Admins from the chat: roles, credits, blocks, places, workers, the log, announcements (issue 6, line 4)."""

from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bots.conversation.commands import COMMANDS
from core.audit.queries import Filter, Seen, entries
from core.audit.verifying import verify
from core.clock import utc_now
from core.errands.models import Errand
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Permission, Role
from core.spaces.service import enter
from tests.bots.conversation.conftest import Speaker, Talk
from tests.bots.conversation.test_privacy import button, labels

ADMIN = [command.key for command in COMMANDS if command.group and command.group.name == "admin"]


@pytest.fixture
async def boss(talk: Talk) -> Speaker:
    """An admin on a server."""
    boss = talk.person("boss", space="home")
    await boss.become(Role.ADMIN)
    return boss


@pytest.fixture
async def ann(talk: Talk) -> Speaker:
    """Somebody on the same server."""
    ann = talk.person("ann", space="home")
    await ann.say("help")
    return ann


async def recorded(talk: Talk, area: str = "") -> list[Seen]:
    """Return what is on record, newest first."""
    async with talk.database.transaction() as session:
        return await entries(session, Filter(area=area), limit=50)


@pytest.mark.parametrize("command", ADMIN)
async def test_nobody_below_admin_gets_anything(talk: Talk, ann: Speaker, command: str) -> None:
    reply = await ann.say(command, person="boss", role="admin", credits=5, words="x", what="block")
    assert "does not allow" in reply.text
    assert await recorded(talk) == []


@pytest.mark.parametrize("action", ["space::s.close.draw", "audit::5"])
async def test_nobody_below_admin_presses_their_buttons(ann: Speaker, action: str) -> None:
    assert "does not allow" in (await ann.press(action)).text


async def test_a_role_is_given_and_is_on_record_with_both_people(talk: Talk, boss: Speaker, ann: Speaker) -> None:
    assert "user" in (await boss.say("admin role", person="ann")).lines[0]
    reply = await boss.say("admin role", person="@ANN", role="creator")
    assert "creator" in reply.lines[0]
    (seen,) = await recorded(talk, "role")
    giver, getter = await boss.account(), await ann.account()
    assert (seen.user_id, seen.resource) == (giver.id, f"user:{getter.id}")
    assert (seen.old, seen.new, seen.origin) == ("user", "creator", "discord")


async def test_nobody_hands_out_more_than_they_have(boss: Speaker, ann: Speaker) -> None:
    assert "does not allow" in (await boss.say("admin role", person="ann", role="super_admin")).text
    assert (await ann.account()).role is Role.USER


async def test_the_last_super_admin_can_not_lock_themselves_out(talk: Talk, boss: Speaker, ann: Speaker) -> None:
    await boss.become(Role.SUPER_ADMIN)
    assert "only super admin" in (await boss.say("admin role", person="boss", role="user")).text
    assert "can't block yourself" in (await boss.say("admin block", person="boss")).text
    await ann.become(Role.SUPER_ADMIN)
    assert "user" in (await boss.say("admin role", person="boss", role="user")).lines[0]
    assert (await boss.account()).role is Role.USER
    assert "only super admin" in (await ann.say("admin role", person="ann", role="user")).text
    assert len(await recorded(talk, "role")) == 1


async def test_a_person_gets_their_own_credits_and_more_for_today(talk: Talk, boss: Speaker, ann: Speaker) -> None:
    reply = await boss.say("admin quota", person="ann", credits=7, today=3)
    assert "7 (their own); left today: 10" in reply.lines[1]
    assert "10" in (await ann.say("quota")).text
    back = await boss.say("admin quota", person="ann", credits=-1)
    assert "100 (of the role); left today: 103" in back.lines[1]
    assert [seen.action for seen in await recorded(talk, "quota")] == [
        "quota.changed",
        "quota.granted",
        "quota.changed",
    ]


async def test_a_role_gets_other_credits_and_is_refused_for_lack_of_them(boss: Speaker, ann: Speaker) -> None:
    assert "user: 0 credits a day" in (await boss.say("admin quota", role="user", credits=0)).text
    assert "credits and you have 0 left" in (await ann.say("draw", prompt="a fox")).text
    assert "user: 100 credits a day" in (await boss.say("admin quota", role="user", credits=-1)).text
    assert (await ann.say("draw", prompt="a fox")).job is not None
    assert "does not allow" in (await boss.say("admin quota", role="super_admin", credits=1)).text


@pytest.mark.parametrize("options", [{}, {"person": "ann", "role": "user"}])
async def test_credits_are_somebodys(boss: Speaker, ann: Speaker, options: dict[str, Any]) -> None:
    assert "not both" in (await boss.say("admin quota", credits=5, **options)).text


@pytest.mark.parametrize("number", [10**9, 2**70])
async def test_absurd_credits_are_refused(boss: Speaker, ann: Speaker, number: int) -> None:
    assert "from 0 to" in (await boss.say("admin quota", person="ann", credits=number)).text
    assert "from 0 to" in (await boss.say("admin quota", person="ann", today=number)).text


async def test_who_is_shut_out_is_shut_out_until_let_in(talk: Talk, boss: Speaker, ann: Speaker) -> None:
    assert "Blocked since" in (await boss.say("admin block", person="ann")).lines[-1]
    assert "blocked" in (await ann.say("draw", prompt="a fox")).text
    await boss.say("admin block", person="ann", what="unblock")
    assert (await ann.say("draw", prompt="a fox")).job is not None
    assert [(seen.old, seen.new) for seen in await recorded(talk, "block")] == [(True, False), (False, True)]


async def test_admins_do_not_block_their_equals_or_betters(talk: Talk, boss: Speaker) -> None:
    for role in (Role.ADMIN, Role.SUPER_ADMIN):
        other = talk.person(f"other {role}")
        await other.become(role)
        assert "does not allow" in (await boss.say("admin block", person=f"other {role}")).text


async def test_people_are_found_by_name_mention_number_and_id(talk: Talk, boss: Speaker) -> None:
    someone = talk.person("123456")
    account = await someone.account()
    for name in ("123456", "<@123456>", "<@!123456>", str(account.id), " @123456 "):
        assert (await boss.say("admin role", person=name)).text == "123456"
    assert "nobody called" in (await boss.say("admin role", person="x" * 5000)).text
    await talk.person("123456", platform=Platform.TELEGRAM).account()
    assert "2 people are called" in (await boss.say("admin role", person="123456")).text


async def test_names_are_suggested_to_admins_alone(talk: Talk, boss: Speaker, ann: Speaker) -> None:
    async def suggested(who: Speaker, typed: str) -> list[str]:
        return [one.label for one in await talk.assistant.complete(who.turn, "admin role", "person", typed)]

    assert await suggested(boss, "A") == ["ann"]
    assert await suggested(boss, "%") == []
    assert await suggested(ann, "a") == []


async def _place(talk: Talk, channel: str = "channel") -> object:
    async with talk.database.transaction() as session:
        return await enter(session, Platform.DISCORD, "home", channel_id=channel, now=utc_now())


async def test_a_server_is_set_by_buttons(talk: Talk, boss: Speaker, ann: Speaker) -> None:
    card = await boss.say("admin space")
    assert card.private
    assert all(len(row) <= 5 for row in card.rows)
    assert len(card.rows) == 5
    for label in ("Polski", "Up to 2", "Public", "drawing"):
        card = await boss.press(button(card, label).action)
        assert card.in_place
    assert "Twoja rola" not in (await ann.say("draw", prompt="a fox")).text
    assert "switched off" in (await ann.say("draw", prompt="a fox")).text
    card = await boss.press(button(card, "drawing").action)
    assert (await talk.job(await ann.say("draw", prompt="a fox"))).visibility is Visibility.PUBLIC
    polish = talk.person("ola", None, space="home")
    assert "Rola" in (await polish.say("quota")).lines[0]
    place = await _place(talk)
    assert getattr(place, "level", None) == 2
    changes = await recorded(talk, "space")
    assert len(changes) == 5
    assert changes[-1].new == {"setting": "locale", "value": "pl"}


async def test_one_channel_narrows_its_server(talk: Talk, boss: Speaker) -> None:
    card = await boss.press(button(await boss.say("admin space"), "This channel alone").action)
    assert "This channel alone" in card.text
    card = await boss.press(button(card, "Up to 0").action)
    card = await boss.press(button(card, "publishing").action)
    assert button(card, "publishing").emoji == "🚫"
    here, there = await _place(talk), await _place(talk, "elsewhere")
    assert (getattr(here, "level", None), getattr(there, "level", None)) == (0, 1)
    assert Permission.PUBLISH in getattr(here, "closed", ())
    assert Permission.PUBLISH not in getattr(there, "closed", ())


async def test_a_channel_is_chosen_and_let_go(talk: Talk, boss: Speaker) -> None:
    card = await boss.press(button(await boss.say("admin space"), "Only in chosen: here").action)
    assert "1 chosen one" in card.lines[1]
    assert getattr(await _place(talk, "elsewhere"), "is_open", None) is False
    card = await boss.press(button(card, "Not in this channel").action)
    assert getattr(await _place(talk, "elsewhere"), "is_open", None) is True


@pytest.mark.parametrize(
    "action",
    [
        "space::s.lang.de",
        "space::s.level.9",
        "space::s.reach.x",
        "space::x.here",
        "space::s.owner.x",
        "space::s.close.z",
    ],
)
async def test_a_forged_button_changes_nothing(talk: Talk, boss: Speaker, action: str) -> None:
    assert "no longer works" in (await boss.press(action)).text
    assert await recorded(talk) == []


async def test_a_private_chat_has_no_settings_of_a_server(talk: Talk, boss: Speaker) -> None:
    alone = talk.person("boss")
    assert "in the server or group" in (await alone.say("admin space")).text


async def test_an_announcement_goes_to_every_channel_that_wants_it(talk: Talk, boss: Speaker) -> None:
    form = (await boss.say("admin announce")).form
    assert form is not None
    nobody = await talk.assistant.form(boss.turn, form.action, {"words": "We move."})
    assert "has a channel for announcements" in nobody.text
    await boss.press(button(await boss.say("admin space"), "Announcements here").action)
    sent = await talk.assistant.form(boss.turn, form.action, {"words": " We move. "})
    assert "1 channel" in sent.text
    async with talk.database.transaction() as session:
        (errand,) = await session.scalars(select(Errand))
    assert (errand.task, errand.place, errand.body) == ("announce", "channel", {"words": "We move."})
    (seen,) = await recorded(talk, "announcement")
    assert seen.new == {"places": 1}
    await boss.press(button(await boss.say("admin space"), "No announcements here").action)
    assert "has a channel" in (await talk.assistant.form(boss.turn, form.action, {"words": "x"})).text


@pytest.mark.parametrize(("words", "why"), [("", "Write what"), ("  \n", "Write what"), ("x" * 1501, "at most 1500")])
async def test_an_announcement_says_something_and_fits(talk: Talk, boss: Speaker, words: str, why: str) -> None:
    assert why in (await talk.assistant.form(boss.turn, "announced", {"words": words})).text


async def test_the_workers_are_listed_with_what_waits(talk: Talk, boss: Speaker, ann: Speaker) -> None:
    assert "No worker" in (await boss.say("admin engines")).lines[0]
    await talk.worker_awake()
    await ann.say("draw", prompt="a fox")
    reply = await boss.say("admin engines")
    assert reply.text == "1 job waits."
    assert reply.lines[0].startswith("🟢 pc: awake")


async def test_the_log_is_read_page_by_page_by_area_and_by_person(talk: Talk, boss: Speaker, ann: Speaker) -> None:
    assert "Nothing" in (await boss.say("admin audit")).text
    for credits_ in range(12):
        await boss.say("admin quota", person="ann", credits=credits_)
    await boss.say("admin role", person="ann", role="creator")
    page = await boss.say("admin audit")
    assert len(page.lines) == 10
    assert all(part in page.lines[0] for part in ("boss", "role.changed", "ann", "user → creator"))
    older = await boss.press(button(page, "Older").action)
    assert (len(older.lines), labels(older), older.in_place) == (3, [], True)
    assert len((await boss.say("admin audit", area="role")).lines) == 1
    assert (await boss.say("admin audit", person="ann")).lines == ()
    filtered = await boss.say("admin audit", area="quota", person="boss")
    assert len((await boss.press(button(filtered, "Older").action)).lines) == 2
    async with talk.database.transaction() as session:
        assert (await verify(session, SecretStr("a" * 40))).broken is None


async def test_a_private_picture_that_an_admin_looks_at_is_on_record(talk: Talk, boss: Speaker, ann: Speaker) -> None:
    await talk.drawn(ann)
    (picture,) = await talk.pictures()
    assert (await ann.say("show", picture=picture.slug)).pictures
    assert await recorded(talk, "private") == []
    assert (await boss.say("show", picture=picture.slug)).pictures
    (seen,) = await recorded(talk, "private")
    assert (seen.user_id, seen.resource) == ((await boss.account()).id, f"media:{picture.id}")
