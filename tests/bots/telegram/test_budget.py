"""The budget that progress and answers share."""

from bots.telegram.budget import Budget
from bots.telegram.traces import Recent

PRIVATE, GROUP = 7001, -100500


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        """Begin at an odd moment."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the present."""
        return self.now


def test_progress_in_a_private_chat_waits_a_second() -> None:
    clock = Clock()
    budget = Budget(clock)
    assert budget.leaves_room_for_progress(PRIVATE)
    budget.spend(PRIVATE)
    assert not budget.leaves_room_for_progress(PRIVATE)
    clock.now += 1.01
    assert budget.leaves_room_for_progress(PRIVATE)


def test_progress_takes_at_most_half_of_a_groups_minute() -> None:
    clock = Clock()
    budget = Budget(clock)
    shown = 0
    for _ in range(60):
        if budget.leaves_room_for_progress(GROUP):
            budget.spend(GROUP)
            shown += 1
        clock.now += 1
    assert shown <= 10 + 20
    assert budget.wait(GROUP) == 0


def test_progress_stops_when_the_bot_as_a_whole_is_busy() -> None:
    budget = Budget(Clock())
    for chat in range(1, 16):
        budget.spend(chat)
    assert not budget.leaves_room_for_progress(PRIVATE)


def test_each_answer_to_a_full_group_gets_a_moment_of_its_own() -> None:
    budget = Budget(Clock())
    waits = [budget.book(GROUP, 1) for _ in range(26)]
    assert waits[:20] == [0] * 20
    assert [round(wait) for wait in waits[20:]] == [3, 6, 9, 12, 15, 18]
    assert budget.book(PRIVATE, 5) == 0


def test_a_full_group_tells_how_long_it_takes() -> None:
    clock = Clock()
    budget = Budget(clock)
    for _ in range(20):
        budget.spend(GROUP)
    assert round(budget.wait(GROUP)) == 3
    clock.now += 3.1
    assert budget.wait(GROUP) == 0
    assert budget.wait(PRIVATE) == 0


def test_chats_that_are_quiet_are_forgotten() -> None:
    clock = Clock()
    budget = Budget(clock)
    for chat in range(1, 6000):
        budget.spend(chat)
        clock.now += 1
    assert len(budget._chats) <= 4096  # noqa: SLF001 - what must not grow has no other face


def test_the_oldest_is_forgotten_first() -> None:
    recent: Recent[int, str] = Recent(2)
    for number in (1, 2, 3):
        recent.keep(number, str(number))
    assert 1 not in recent
    assert recent.get(3) == "3"
