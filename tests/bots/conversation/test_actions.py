"""Action strings fit every platform, survive restarts and are never trusted."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.conversation.actions import MOST_BYTES, Action, parse_action
from bots.conversation.commands import FORMS, PRESSES

VERBS = st.from_regex(r"[a-z]{2,16}", fullmatch=True)
DETAILS = st.just("") | st.from_regex(r"[a-z0-9._-]{1,20}", fullmatch=True)


@given(VERBS, st.none() | st.uuids(), DETAILS)
def test_an_action_fits_into_64_bytes_and_is_read_as_it_was_written(
    verb: str, subject: UUID | None, detail: str
) -> None:
    action = Action(verb, subject, detail)
    assert len(str(action).encode()) <= MOST_BYTES == 64
    assert parse_action(str(action)) == action


@given(st.text(st.characters()) | st.from_regex(r"[a-z]{2,20}:[A-Za-z0-9_-]{0,30}(:[a-z.]{0,30})?"))
def test_whatever_is_sent_back_is_read_or_refused_but_never_a_fault(text: str) -> None:
    action = parse_action(text)
    assert action is None or parse_action(str(action)) == action


@pytest.mark.parametrize(
    "action", [Action("x"), Action("Redo"), Action("redo", None, "ą"), Action("set", None, "x" * 21)]
)
def test_an_action_that_does_not_fit_fails_where_it_is_made(action: Action) -> None:
    with pytest.raises(ValueError, match=action.verb):
        str(action)


@pytest.mark.parametrize("verb", [*PRESSES, *FORMS])
def test_every_button_can_be_written(verb: str) -> None:
    assert parse_action(str(Action(verb, UUID(int=7), "unlisted"))) is not None
