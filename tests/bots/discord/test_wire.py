"""The real bots process against a Discord on loopback: bytes, rate limits, broken sockets, kills."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image

from bots.conversation.actions import Action
from tests.bots.discord import contract
from tests.bots.discord.house import House, eventually, noise_bytes
from tests.bots.discord.payloads import interaction
from tests.bots.discord.process import BotProcess
from tests.bots.discord.server import LoopbackDiscord, rate_limited, refused

COMMAND, PRESS, FORM = 2, 3, 5


def slash(number: str, prompt: str = "a fox", **more: int) -> dict[str, Any]:
    """Return ``/draw`` as the gateway sends it."""
    options = [{"name": "prompt", "type": 3, "value": prompt}]
    options += [{"name": name, "type": 4, "value": value} for name, value in more.items()]
    return interaction(COMMAND, {"id": "1", "name": "draw", "type": 1, "options": options}, number=number)


def press(number: str, action: str, message: dict[str, Any], **more: int) -> dict[str, Any]:
    """Return the press of a button."""
    return interaction(
        PRESS, {"custom_id": f"ik:{action}", "component_type": 2}, number=number, pressed=message, **more
    )


async def jobs_are(house: House, count: int) -> None:
    """Wait until there are so many jobs."""

    async def so() -> bool:
        return len(await house.jobs()) == count

    await eventually(so, f"{count} jobs")


async def delivered(house: House, count: int = 1) -> None:
    """Wait until so many answers have arrived."""

    async def so() -> bool:
        return sum(delivery.state == "delivered" for delivery in await house.deliveries()) == count

    await eventually(so, f"{count} answers")


async def accepted(loopback: LoopbackDiscord, house: House, number: str, *, count: int = 1) -> None:
    """Ask for a picture and wait until its message is known."""
    await loopback.emit("INTERACTION_CREATE", slash(number, count=count))

    async def so() -> bool:
        return bool(found := await house.deliveries()) and found[-1].message_id is not None

    await eventually(so, "the accepting message is known")


async def the_message(loopback: LoopbackDiscord, house: House) -> dict[str, Any]:
    """Return the message of the first delivery."""
    return loopback.messages[str((await house.deliveries())[0].message_id)]


@pytest.mark.skipif(not contract.is_present(), reason=contract.ABSENT)
def test_the_schema_finds_what_is_wrong() -> None:
    assert contract.faults("PUT", "/applications/1/commands", [{"name": "x" * 40, "description": "d"}])
    assert contract.faults("POST", "/channels/1/messages", {"content": 7})
    assert contract.faults("POST", "/channels/1/nothing", None)
    assert not contract.faults("POST", "/channels/1/messages", {"content": "hello"})


@pytest.mark.usefixtures("process")
async def test_pictures_arrive_as_real_bytes_in_one_message_with_alternative_texts(
    loopback: LoopbackDiscord, house: House
) -> None:
    await accepted(loopback, house, "7001", count=3)

    await house.draw()
    await delivered(house)

    edit = loopback.sent("PATCH", "/channels/")[-1]
    assert [Image.open(io.BytesIO(data)).size for data in edit.files.values()] == [(96, 64)] * 3
    assert [entry["description"] for entry in edit.body["attachments"]] == ["pomarańczowa płaszczyzna"] * 3
    assert edit.body["allowed_mentions"] == {"parse": []}
    assert len(loopback.messages) == 1


@pytest.mark.usefixtures("process")
async def test_an_interaction_heard_three_times_makes_one_job_one_charge_one_reply_r3(
    loopback: LoopbackDiscord, house: House
) -> None:
    for _ in range(3):
        await loopback.emit("INTERACTION_CREATE", slash("7001"))
    await accepted(loopback, house, "7001")
    await house.draw()
    await delivered(house)

    assert len(await house.jobs()) == 1
    assert await house.charged() == 1
    assert len(loopback.messages) == 1
    assert len(loopback.sent("POST", "/callback")) == 1


@pytest.mark.usefixtures("process")
async def test_a_rate_limit_and_a_passing_fault_only_delay_the_answer_r2(
    loopback: LoopbackDiscord, house: House
) -> None:
    await accepted(loopback, house, "7001")
    loopback.fail("PATCH", "/channels/", lambda: rate_limited(0.2), lambda: refused(503, 0), lambda: rate_limited(0.1))

    await house.draw()
    await delivered(house)

    assert len(loopback.sent("PATCH", "/channels/")) == 4
    assert len((await the_message(loopback, house))["attachments"]) == 1


@pytest.mark.slow
@pytest.mark.usefixtures("process")
async def test_a_message_that_thinks_goes_when_its_picture_overtook_it_r2(
    loopback: LoopbackDiscord, house: House
) -> None:
    """Discord takes the words of it at the fourth try, nine seconds late; the courier waits for five."""
    loopback.fail("PATCH", "@original", *[lambda: refused(503, 0)] * 3)
    await loopback.emit("INTERACTION_CREATE", slash("7002"))
    await jobs_are(house, 1)
    await house.draw()
    await delivered(house)
    assert len(loopback.messages) == 2, "the picture overtook what says “thinking”"

    async def alone() -> bool:
        return len(loopback.messages) == 1

    await eventually(alone, "the message that thought is gone")
    assert len((await the_message(loopback, house))["attachments"]) == 1


@pytest.mark.usefixtures("process")
async def test_a_dropped_socket_is_resumed_and_hears_again(loopback: LoopbackDiscord, house: House) -> None:
    await loopback.drop()
    await loopback.connected(sessions=2)

    assert loopback.sessions == ["identify", "resume"]
    await accepted(loopback, house, "7001")


async def test_buttons_and_forms_work_after_kill_9(
    loopback: LoopbackDiscord, house: House, process: BotProcess
) -> None:
    await accepted(loopback, house, "7001")
    await house.draw()
    await delivered(house)
    message = await the_message(loopback, house)
    job = (await house.jobs())[0]
    process.kill()
    process.start()
    await loopback.connected(sessions=2)

    await loopback.emit("INTERACTION_CREATE", press("7002", str(Action("redo", job.id)), message))
    await jobs_are(house, 2)
    fields = [{"type": 18, "component": {"type": 4, "custom_id": "prompt", "value": "a red boat"}}]
    form = {"custom_id": f"ik:{Action('edited', job.id)}", "components": fields}
    await loopback.emit("INTERACTION_CREATE", interaction(FORM, form, number="7003", pressed=message))
    await jobs_are(house, 3)

    assert (await house.jobs())[-1].draw.prompt == "a red boat"
    assert len(loopback.sent("PUT", "/commands")) == 1, "a restart registers nothing anew"


async def test_a_kill_between_commit_and_message_still_brings_the_picture_once_r3(
    loopback: LoopbackDiscord, house: House, process: BotProcess
) -> None:
    loopback.stall("PATCH", "/webhooks/")
    await loopback.emit("INTERACTION_CREATE", slash("7001"))
    await jobs_are(house, 1)
    process.kill()
    await house.draw()

    process.start()
    await loopback.connected(sessions=2)
    await delivered(house)

    posted = loopback.sent("POST", "/channels/")
    assert len(posted) == 1
    assert posted[0].body["enforce_nonce"] is True
    assert "message_reference" not in posted[0].body


@pytest.mark.usefixtures("process")
async def test_what_is_too_large_for_the_channel_is_coded_smaller(loopback: LoopbackDiscord, house: House) -> None:
    await accepted(loopback, house, "7001")
    data = noise_bytes(2200, 2200)
    assert len(data) > 10 * 1024**2

    await house.draw(data=data)
    await delivered(house)

    edit = loopback.sent("PATCH", "/channels/")[-1]
    sent = edit.files["files[0]"]
    assert len(sent) <= 10 * 1024**2
    assert Image.open(io.BytesIO(sent)).format == "WEBP"


@pytest.mark.usefixtures("process")
async def test_an_original_beyond_the_limit_of_the_interaction_comes_as_a_link(
    loopback: LoopbackDiscord, house: House
) -> None:
    await accepted(loopback, house, "7001")
    await house.draw()
    await delivered(house)
    job = (await house.jobs())[0]
    message = await the_message(loopback, house)

    await loopback.emit("INTERACTION_CREATE", press("7002", str(Action("original", job.id)), message, limit=100))

    async def told() -> bool:
        return bool(loopback.sent("POST", "/webhooks/"))

    await eventually(told, "the original is answered")
    answer = loopback.sent("POST", "/webhooks/")[-1]
    assert not answer.files
    assert "<https://pictures.example/files/" in answer.body["content"]
    assert answer.body["flags"] & 64


@pytest.mark.usefixtures("process")
async def test_wrong_choices_and_old_buttons_get_a_polish_sentence(loopback: LoopbackDiscord, house: House) -> None:
    data = slash("7001")
    data["data"]["options"].append({"name": "style", "type": 3, "value": "cubism"})
    await loopback.emit("INTERACTION_CREATE", data)
    await loopback.emit("INTERACTION_CREATE", slash("7002", "x" * 10_000))
    message = {**loopback.blank(), "components": []}
    message["components"] = [{"type": 1, "components": [{"type": 2, "style": 2, "custom_id": "ik:old", "label": "?"}]}]
    await loopback.emit("INTERACTION_CREATE", press("7003", "old", message))

    async def told() -> bool:
        return len(loopback.sent("POST", "/webhooks/")) == 3

    await eventually(told, "three refusals")
    said = " ".join(request.body["content"] for request in loopback.sent("POST", "/webhooks/"))
    assert "cubism" in said
    assert "10000" in said.replace("\xa0", "")
    assert "przycisk" in said.lower()
    assert await house.charged() == 0


async def test_a_wrong_token_is_one_sentence_and_no_crash(loopback: LoopbackDiscord, process: BotProcess) -> None:
    process.stop()
    process.change(DISCORD_TOKEN="wrong")  # noqa: S106 - that is the point
    process.start()

    async def ended() -> bool:
        return process.ended() is not None

    await eventually(ended, "the process ends")
    assert "Discord refuses DISCORD_TOKEN" in process.log()
    assert "Traceback" not in process.log()
    assert loopback.sessions == ["identify"]


async def test_a_stop_is_clean(process: BotProcess) -> None:
    await asyncio.sleep(0.2)

    assert process.stop() == 0
    assert "Traceback" not in process.log()
