"""One socket that comes back: greeting, backoff, slow, wrong, dropped and doubled answers."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr, TypeAdapter

from core.clock import utc_now
from ha_bridge.client import Client, Hello, Pauses
from ha_bridge.connection import Connection
from ha_bridge.rest import Rest
from ha_bridge.token import Token
from ha_bridge.troubles import Away, Declined, NotUnderstood, Silent
from ha_bridge.wire import Config, Event, StateChange
from tests.ha_bridge.certificates import self_signed
from tests.ha_bridge.fake import TOKEN, FakeHome
from tests.ha_bridge.orders import so
from tests.stage import until

QUICK = Pauses(first_s=0.05, longest_s=0.4, refused_s=30.0, ping_every_s=0.2, answer_s=0.5, look_every_s=0.05)
CONFIG = TypeAdapter(Config)
ANYTHING: TypeAdapter[object] = TypeAdapter(object)


@dataclass
class Watch:
    """A client at work and what it told."""

    client: Client
    hellos: list[Hello] = field(default_factory=list)
    goodbyes: list[str] = field(default_factory=list)
    events: list[StateChange] = field(default_factory=list)

    async def welcome(self, connection: Connection, hello: Hello) -> None:
        """Subscribe as the bridge does."""
        await connection.subscribe("state_changed", self._hear)
        self.hellos.append(hello)

    def _hear(self, event: Event) -> None:
        self.events.append(StateChange.model_validate(event.data))

    async def farewell(self, why: str) -> None:
        """Keep the reason."""
        self.goodbyes.append(why)

    async def ready(self) -> None:
        """Wait until Home Assistant may be asked."""
        await until(self._is_ready, "the client is ready", within_s=20)

    async def gone(self) -> None:
        """Wait until it may not."""
        await until(self._is_gone, "the client notices", within_s=20)

    async def is_refused(self) -> bool:
        """Tell whether it could not connect."""
        return bool(self.goodbyes)

    async def _is_ready(self) -> bool:
        return self.client.is_ready

    async def _is_gone(self) -> bool:
        return not self.client.is_ready


@asynccontextmanager
async def watching(
    home: FakeHome, shown: Token | None = None, *, token: str = TOKEN, ca_file: Path | None = None
) -> AsyncIterator[Watch]:
    shown = shown or Token(SecretStr(token))
    watch = Watch(Client(home.url, shown, dice=Random(1), pauses=QUICK, ca_file=ca_file))
    task = asyncio.create_task(watch.client.run(welcome=watch.welcome, farewell=watch.farewell))
    try:
        yield watch
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_greets_and_answers(fake: FakeHome) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        assert (await watch.client.ask("get_config", CONFIG)).version == "2025.4.4"
        assert watch.hellos[0].person.name == "bridge"


async def test_it_waits_until_home_assistant_has_started_h8(fake: FakeHome) -> None:
    """H8: what is not there yet is refused."""
    fake.config["state"] = "STARTING"
    async with watching(fake) as watch:
        await asyncio.sleep(0.3)
        with pytest.raises(Away):
            await watch.client.ask("get_config", CONFIG)
        fake.config["state"] = "RUNNING"
        await watch.ready()


async def test_it_comes_back_and_subscribes_again_after_a_drop(fake: FakeHome) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        fake.break_off()
        await watch.gone()
        with pytest.raises(Away):
            await watch.client.ask("get_config", CONFIG)
        await watch.ready()
        await fake.change("light.lamp", "on")
        await until(lambda: so(len(watch.events) == 1), "the event arrives", within_s=5)
        assert len(watch.hellos) == 2
        assert watch.goodbyes == ["unreachable"]


async def test_it_comes_back_when_home_assistant_was_stopped_for_a_while(fake: FakeHome) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        await fake.stop()
        await until(lambda: so(len(watch.goodbyes) >= 3), "it tries again and again", within_s=45)
        await fake.start()
        await watch.ready()


async def test_a_home_assistant_that_says_nothing_more_is_left(fake: FakeHome) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        fake.faults.silent.add("*")
        await until(lambda: so(bool(watch.goodbyes)), "the ping is missed", within_s=45)
        assert watch.goodbyes[0] == "silent"
        fake.faults.silent.clear()
        await watch.ready()


async def test_a_wrong_token_is_not_tried_again_and_again(fake: FakeHome) -> None:
    async with watching(fake, token="wrong") as watch:  # noqa: S106 - wrong on purpose
        await until(lambda: so(bool(watch.goodbyes)), "it is refused", within_s=5)
        await asyncio.sleep(1.0)
        assert watch.goodbyes == ["token-refused"]
        assert fake.logins == 1


async def test_a_slow_answer_is_not_waited_for_and_its_late_coming_disturbs_nobody(fake: FakeHome) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        fake.faults.slow_s["get_states"] = 0.4
        with pytest.raises(Silent):
            await watch.client.ask("get_states", ANYTHING, within_s=0.1)
        await asyncio.sleep(0.5)
        assert (await watch.client.ask("get_config", CONFIG)).state == "RUNNING"
        assert watch.goodbyes == []


async def test_a_doubled_answer_counts_once(fake: FakeHome) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        fake.faults.doubled.add("get_config")
        for _ in range(3):
            await watch.client.ask("get_config", CONFIG)
        assert watch.goodbyes == []


async def test_an_answer_that_is_cut_off_ends_the_connection(fake: FakeHome) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        fake.faults.dropped.add("get_states")
        with pytest.raises(Away):
            await watch.client.ask("get_states", ANYTHING)
        fake.faults.dropped.clear()
        await watch.ready()


@pytest.mark.parametrize(
    "answer",
    ['{"id": 1}', '{"id": "x", "type": "result"}', '{"id": 3, "type": "strange"}', '{"type": "event"}', "{}"],
)
async def test_what_is_not_understood_is_passed_over(fake: FakeHome, answer: str) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        fake.faults.wrong["get_states"] = answer
        with pytest.raises(Silent):
            await watch.client.ask("get_states", ANYTHING, within_s=0.2)
        assert (await watch.client.ask("get_config", CONFIG)).state == "RUNNING"


@pytest.mark.parametrize("answer", ["no json at all", "[1, 2]", '"text"', '{"id": 4, '])
async def test_what_is_no_message_at_all_costs_the_connection_and_nothing_more(fake: FakeHome, answer: str) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        fake.faults.wrong["get_states"] = answer
        with pytest.raises(Away):
            await watch.client.ask("get_states", ANYTHING, within_s=0.3)
        fake.faults.wrong.clear()
        await until(lambda: so(len(watch.hellos) == 2), "it comes back", within_s=45)


async def test_an_answer_of_another_form_is_told_from_silence(fake: FakeHome) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        with pytest.raises(NotUnderstood):
            await watch.client.ask("get_states", CONFIG)


async def test_home_assistants_own_refusal_keeps_its_words(fake: FakeHome) -> None:
    async with watching(fake) as watch:
        await watch.ready()
        fake.faults.declined["get_states"] = ("unauthorized", "Unauthorized")
        with pytest.raises(Declined) as caught:
            await watch.client.ask("get_states", ANYTHING)
        assert (caught.value.code, caught.value.message) == ("unauthorized", "Unauthorized")


async def test_the_token_is_in_no_log_and_in_no_representation(
    fake: FakeHome, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with watching(fake) as watch:
        await watch.ready()
        fake.break_off()
        await watch.gone()
        await watch.ready()
        assert TOKEN not in repr(watch.client)
    async with watching(fake, token=f"{TOKEN}!") as watch:
        await until(lambda: so(bool(watch.goodbyes)), "it is refused", within_s=5)
    assert caplog.records
    assert TOKEN not in caplog.text


async def test_a_new_token_in_its_file_is_taken_up_while_the_old_one_is_refused(fake: FakeHome, tmp_path: Path) -> None:
    """No restart, and no ten minutes of waiting as after any refused token."""
    file = tmp_path / "token"
    file.write_text("ended\n", encoding="ascii")
    async with watching(fake, Token(SecretStr("ended"), file)) as watch:
        await until(lambda: so(watch.goodbyes == ["token-refused"]), "it is refused", within_s=5)
        await asyncio.sleep(0.3)
        assert fake.logins == 1
        file.write_text("", encoding="ascii")  # as an editor leaves it for a moment
        await asyncio.sleep(0.2)
        file.write_text(f"{TOKEN}\n", encoding="ascii")
        await watch.ready()


async def test_a_token_that_is_renewed_in_time_is_taken_up_on_the_way(fake: FakeHome, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN, encoding="ascii")
    async with watching(fake, Token(SecretStr(TOKEN), file)) as watch:
        await watch.ready()
        fake.token = "the-next-token"  # noqa: S105 - the fake's own
        file.write_text(fake.token, encoding="ascii")
        await until(lambda: so(len(watch.hellos) == 2), "it comes back with the new one", within_s=45)
        assert watch.goodbyes == ["token-renewed"]


async def test_a_certificate_of_ones_own_is_trusted_only_where_its_file_is_named(
    fake: FakeHome, tmp_path: Path
) -> None:
    """Checking is never switched off: without the file, or with another one, there is no connection."""
    await fake.stop()
    own, other = self_signed(tmp_path / "own.pem"), self_signed(tmp_path / "other.pem")
    fake.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    fake.tls.load_cert_chain(own)
    await fake.start()
    for stranger in (None, other):
        async with watching(fake, ca_file=stranger) as watch:
            await until(watch.is_refused, "it is not trusted", within_s=45)
            assert (fake.connections, watch.goodbyes[0]) == (0, "unreachable")
    async with watching(fake, ca_file=own) as watch:
        await watch.ready()
    rest = Rest(fake.url, Token(SecretStr(TOKEN)), ca_file=own)
    fake.faults.rest = (200, "application/json", b"[]")
    assert await rest.history("light.lamp", utc_now(), utc_now()) == []
    await rest.close()
    rest = Rest(fake.url, Token(SecretStr(TOKEN)), ca_file=other)
    with pytest.raises(Away):
        await rest.history("light.lamp", utc_now(), utc_now())
    await rest.close()


async def test_the_pauses_grow_to_their_limit_with_jitter() -> None:
    client = Client("http://127.0.0.1:9", Token(SecretStr("x")), dice=Random(1))
    pauses = [client._pause(Away(), failures) for failures in range(1, 12)]  # noqa: SLF001 - a minute is long to wait for
    assert all(1.0 <= pause <= 60.0 for pause in pauses)
    assert pauses[-1] >= 30.0
    assert pauses[0] <= 2.0
    assert len(set(pauses)) == len(pauses)
