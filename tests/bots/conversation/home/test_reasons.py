"""Whatever an action ends with is told in a sentence, not in a program's word."""

import pytest

from bots.conversation.home.outcomes import Surroundings, outcome
from bots.conversation.home.reasons import REASONS
from core.clock import new_id, utc_now
from core.errors import error_classes
from core.home.models import HomeAction
from core.home.states import Kind, State
from core.i18n import LOCALES, translator

# Modules whose refusals the bridge may meet when it decides again, or when it reads a camera's picture.
_DECIDING = {"core.home.sending", "core.home.rules", "core.home.plans", "core.home.services", "core.pictures.reading"}
# The bridge's own words, and Home Assistant's (websocket_api/const.py).
_WORDS = {
    *("home-away", "home-pin-refused", "home-pin-lost", "home-bridge-died", "token-refused", "not-allowed"),
    *("not_found", "not_understood", "http_status", "invalid_format", "not_allowed", "home_assistant_error"),
    *("service_validation_error", "unknown_error", "unauthorized", "timeout"),
}


def _codes() -> list[str]:
    refused = {one.code for one in error_classes() if one.__module__ in _DECIDING}
    return sorted(refused | _WORDS)


@pytest.mark.parametrize("code", _codes())
@pytest.mark.parametrize("locale", LOCALES)
def test_each_word_has_its_sentence(code: str, locale: str) -> None:
    action = HomeAction(
        id=new_id(), kind_name=Kind.CALLS.value, state_name=State.FAILED.value, error=code, calls=[], entity_ids=[],
        risk_level=1, platform="console", created_at=utc_now(),
    )  # fmt: skip
    said = outcome(translator(locale), action, Surroundings())
    assert said.text == translator(locale).gettext(REASONS[code])
    assert not said.small


def test_a_word_that_nobody_knows_is_shown_small() -> None:
    action = HomeAction(
        id=new_id(), kind_name=Kind.CALLS.value, state_name=State.FAILED.value, error="zwave_error", calls=[],
        entity_ids=[], risk_level=1, platform="console", created_at=utc_now(),
    )  # fmt: skip
    said = outcome(translator("en"), action, Surroundings())
    assert (said.text, said.small) == ("Home Assistant could not do this.", "zwave_error")
