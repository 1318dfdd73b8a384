"""Looking at the house: how it is, cameras, histories; and being told of changes."""

from datetime import datetime, time, timedelta
from io import BytesIO
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import text

from bots.conversation.home.charts import DARK, chart
from bots.conversation.home.outcomes import Surroundings, history, notice, outcome
from bots.conversation.home.past import QuietHoursUnclear, quiet_hours
from core.clock import utc_now
from core.db import Json
from core.home import sending
from core.home.histories import History, Point
from core.home.models import HomeAction
from core.home.seeing import Health, note_health
from core.home.states import Mode
from core.home.watching import Change, Told, claim_notices, note_changes
from core.i18n import translator
from core.platforms import Platform
from core.roles import Role
from tests.bots.conversation.home.conftest import Household, button
from tests.factories import NOON


async def test_the_house_is_shown_by_areas_without_what_is_hidden(home: Household) -> None:
    ada = await home.admin()
    reply = await ada.say("home status")
    assert reply.private
    assert "Front Door: locked" in reply.lines
    assert not any("Hidden" in line for line in reply.lines)
    kitchen = await ada.press(button(reply, "Kuchnia").action)
    assert kitchen.lines == ("Blat: on, 50 %, #ff7800", "Ekspres do kawy: off", "Lampa sufitowa: off")
    again = await ada.say("home status", area="w kuchni")
    assert (again.text, again.lines) == ("Kuchnia", kitchen.lines)
    assert "I know no area" in (await ada.say("home status", area="strych")).text
    assert "I know no area" in (await ada.press("homearea::99")).text


async def test_the_house_speaks_polish(home: Household) -> None:
    ada = await home.admin(locale="pl")
    salon = await ada.say("home status", area="salon")
    assert "Termostat: grzeje, ustawione na 21 °" in salon.lines
    bathroom = await ada.say("home status", area="łazience")
    assert "Temperatura: 22,5 °C" in bathroom.lines


async def test_status_warns_of_the_token_and_of_an_absent_house(home: Household) -> None:
    """H8."""
    ada = await home.admin()
    health = Health(connected=False, token_is_admin=True, token_ends_at=utc_now() + timedelta(days=3))
    async with home.talk.database.transaction() as session:
        await note_health(session, health, now=utc_now())
    lines = " ".join((await ada.say("home status")).lines)
    assert "can't be reached" in lines
    assert "administrator of Home Assistant" in lines
    assert "The token ends on" in lines
    await home.mode(Mode.OFF)
    assert "switched off for me" in (await ada.say("home status")).text


async def test_without_a_bridge_status_says_what_to_set(home: Household) -> None:
    async with home.talk.database.transaction() as session:
        await session.execute(text("DELETE FROM home_bridge"))
    ada = await home.admin()
    assert "HA_URL" in " ".join((await ada.say("home status")).lines)
    assert "switched off" in (await ada.say("home on", name="blat")).text


async def _answered(home: Household, result: Json) -> HomeAction:
    order = await home.take()
    assert order is not None
    async with home.talk.database.transaction() as session:
        await sending.answer(session, order.action_id, result, now=utc_now())
    return (await home.actions())[-1]


async def test_a_camera_is_shown_in_private_only_and_its_picture_passes_through(home: Household) -> None:
    crowd = await home.admin(space="a server")
    assert "only in a private chat" in (await crowd.say("home camera", name="kamera")).text
    ada = await home.admin()
    await ada.say("home camera", name="kamera na wjeździe")
    action = await _answered(home, {"snapshot": {"entity_id": "camera.wjazd"}})
    picture = BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    reply = outcome(translator("en"), action, Surroundings(picture.getvalue(), name="Kamera"))
    (shown,) = reply.pictures
    assert (shown.key, shown.data, shown.width, shown.height) == ("", picture.getvalue(), 64, 48)
    assert reply.private
    gone = outcome(translator("en"), action, Surroundings(None))
    assert gone.pictures == ()
    assert "only for a moment" in gone.text


def _points(states: list[str]) -> History:
    since = NOON - timedelta(hours=24)
    points = tuple(Point(at=since + timedelta(hours=hour), state=state) for hour, state in enumerate(states))
    return History(entity_id="sensor.temperatura_lazienka", since=since, until=NOON, unit="°C", points=points)


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (["20.5", "21", "unavailable", "19.25"], "lowest 19.25, highest 21, now 19.25 °C"),
        (["21", "21"], "lowest 21, highest 21, now 21 °C"),
        (["off", "on", "off"], "2 changes, now off"),
        (["home"], "0 changes, now at home"),
        (["-1e308", "1e15", "nan"], "changes, now"),
    ],
)
async def test_a_history_is_a_chart_and_words_in_light_and_dark(home: Household, states: list[str], words: str) -> None:
    ada = await home.admin(platform=Platform.TELEGRAM)
    await ada.say("home history", name="temperatura w łazience", hours=24)
    action = await _answered(home, {"history": _points(states).written()})
    reply = outcome(translator("en"), action, Surroundings(None, ZoneInfo("Europe/Warsaw"), "Temperatura"))
    assert words in reply.lines[0]
    (light,) = reply.pictures
    with Image.open(BytesIO(light.data)) as drawn:
        assert drawn.size == (960, 420)
        assert sum(drawn.convert("RGB").getpixel((2, 2))) > 700  # type: ignore[arg-type]  # three numbers
    dark = (await ada.press(button(reply, "Dark").action)).pictures[0]
    with Image.open(BytesIO(dark.data)) as drawn:
        assert sum(drawn.convert("RGB").getpixel((2, 2))) < 150  # type: ignore[arg-type]  # as above
    other = await home.admin("bob")
    assert "Only the person" in (await other.press(button(reply, "Dark").action)).text


async def test_an_empty_history_says_so(home: Household) -> None:
    ada = await home.admin()
    await ada.say("home history", name="temperatura")
    action = await _answered(home, {"history": _points([]).written()})
    assert "remembers nothing" in history(translator("en"), action, Surroundings(), theme="dark").text


async def test_a_history_of_several_things_asks_which(home: Household) -> None:
    ada = await home.admin()
    reply = await ada.say("home history", name="lampkę", hours=3)
    await ada.press(button(reply, "Lampka Zosi").action)
    order = await home.take()
    assert order is not None
    assert (order.entity_ids, order.hours) == (("light.zosia",), 3)


async def test_names_are_suggested_to_admins_only(home: Household) -> None:
    ada, eve = await home.admin(), home.talk.person("eve")
    complete = home.talk.assistant.complete
    assert [one.value for one in await complete(ada.turn, "home on", "name", "nocn")] == ["light.nocna"]
    assert [one.label for one in await complete(ada.turn, "home status", "area", "sal")] == ["Salon"]
    assert await complete(eve.turn, "home on", "name", "nocn") == []
    assert await complete(eve.turn, "home status", "area", "") == []


async def test_a_chat_is_told_of_what_it_watches(home: Household) -> None:
    ada = await home.admin(locale="pl")
    assert "nie jest jeszcze o niczym" in (await ada.say("home watch")).text
    await ada.say("home watch", name="front door", quiet="22-6:30")
    assert (await ada.say("home watch")).lines == ("lock.front_door (22:00–06:30)",)
    assert "Nie rozumiem godzin" in (await ada.say("home watch", name="front door", quiet="nocą")).text
    assert "O które" in (await ada.say("home watch", name="lampkę")).text
    await ada.say("home watch", name="front door")
    async with home.talk.database.transaction() as session:
        await note_changes(session, [Change("lock.front_door", "unlocked", utc_now())], now=utc_now())
    async with home.talk.database.transaction() as session:
        (told,) = await claim_notices(session, Platform.DISCORD, limit=5, now=utc_now())
    assert notice(translator("pl"), told).text == "🔔 Front Door: zaryglowane → odryglowane"
    await ada.say("home watch", name="front door", stop="yes")
    assert (await ada.say("home watch")).lines == ()


def test_a_first_notice_has_no_before() -> None:
    told = Told(UUID(int=1), "sensor.x", "Temperature", None, "21.5", NOON, "c", "en", 1)
    assert notice(translator("en"), told).text == "🔔 Temperature is now 21.5."


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        ("", None),
        ("22-7", (time(22), time(7))),
        ("22:30 – 6:45", (time(22, 30), time(6, 45))),
        ("0-0", (time(0), time(0))),
    ],
)
def test_quiet_hours_are_read(given: str, hours: tuple[time, time] | None) -> None:
    assert quiet_hours(given) == hours


@pytest.mark.parametrize("given", ["22", "25-7", "22-7:75", "x-y", "٢٢-٧", "22-7-9", "-"])
def test_quiet_hours_that_are_none_are_refused(given: str) -> None:
    with pytest.raises(QuietHoursUnclear):
        quiet_hours(given)


async def test_the_log_shows_what_was_tried_by_pages_and_people(home: Household) -> None:
    ada, bob = await home.admin(), await home.admin("bob")
    assert (await ada.say("home log")).text == "Nothing is on record."
    for number in range(9):
        await (bob if number % 3 else ada).say("home on", name=f"light.no_such_{number}")
    await ada.say("home on", name="blat")
    await home.act()
    first = await ada.say("home log")
    assert len(first.lines) == 12
    assert "ada" in first.lines[0]
    assert "done" in first.lines[0]
    assert "turn_on light.kuchnia_blat" in first.lines[1]
    await ada.say("home camera", name="kamera")
    await home.act()
    assert "snapshot camera.wjazd" in "".join((await ada.say("home log")).lines[:2])
    second = await ada.press(button(first, "Older").action)
    assert len(second.lines) == 8
    assert second.in_place
    his = await ada.say("home log", person="bob", hours=1)
    assert len(his.lines) == 12
    assert not his.rows
    assert "I know nobody" in (await ada.say("home log", person="carol")).text


@pytest.mark.parametrize("role", [Role.USER, Role.CREATOR])
@pytest.mark.parametrize(
    "command", ["status", "log", "undo", "mode", "allow", "deny", "code", "watch", "camera", "history", "do", "set"]
)
async def test_no_command_of_the_house_is_for_others(home: Household, role: Role, command: str) -> None:
    eve = home.talk.person("eve")
    await eve.become(role)
    reply = await eve.say(f"home {command}", name="blat", words="turn on blat", what="light")
    assert "Your role does not allow this" in reply.text
    assert reply.lines == ()


def test_moments_of_other_zones_stay_within_the_chart() -> None:
    odd = History(
        entity_id="light.x",
        since=NOON,
        until=NOON,
        points=(Point(at=datetime.fromisoformat("2026-11-21T23:00:00+05:30"), state="on"),),
    )
    assert chart(odd, title="🦊 \0", names={}, theme=DARK, zone=ZoneInfo("UTC")).startswith(b"\x89PNG")
