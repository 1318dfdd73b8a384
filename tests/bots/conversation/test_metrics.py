"""Turns are counted by declared words only, and requests by classes of status."""

from prometheus_client import generate_latest

from bots.metrics import make_metrics
from core.platforms import Platform
from tests.bots.conversation.conftest import Talk


async def test_a_turn_is_counted_by_its_command_and_its_end(talk: Talk) -> None:
    anna = talk.person("anna")
    await anna.say("help")
    await anna.say("draw", prompt="a fox")
    await anna.say("my secret words")
    await anna.press("redo:")
    await anna.press("no such button ever")
    exposed = generate_latest(talk.assistant.metrics.registry).decode()
    counted = {line.rsplit(" ", 1)[0] for line in exposed.splitlines() if line.startswith("inkhearth_turns_total{")}
    ends = {tuple(part.split("=")[1].strip('"') for part in line.partition("{")[2][:-1].split(",")) for line in counted}
    assert ("answered", "command", "help") in {(end, how, name) for end, how, name, _ in ends}
    assert ("answered", "command", "draw") in {(end, how, name) for end, how, name, _ in ends}
    assert {name for _, how, name, _ in ends if how == "press"} == {"redo", "unknown"}
    assert "secret" not in exposed
    assert "fox" not in exposed


def test_a_request_is_counted_by_the_class_of_its_status() -> None:
    metrics = make_metrics()
    for status in (200, 204, 429, 503, None):
        metrics.call(Platform.DISCORD, "send", status=status, seconds=0.1)
    counted = {
        sample.labels["status"]: sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "inkhearth_platform_requests_total"
    }
    assert counted == {"2xx": 2, "4xx": 1, "5xx": 1, "unreachable": 1}
