"""The words of a request: cleaned, and refused where they can't be drawn."""

import unicodedata

from core.errors import DomainError, Refusal
from core.i18n import N_

PROMPT_LENGTH = 2000


class PromptEmpty(DomainError):
    """Nothing was asked for."""

    refusal = Refusal.INVALID
    code = "prompt-empty"
    msgid = N_("Say what to draw, for example: a fox reading under a tree at night.")


class PromptWithoutWords(DomainError):
    """There is neither a letter nor a picture sign in the prompt."""

    refusal = Refusal.INVALID
    code = "prompt-without-words"
    msgid = N_("I found no words in this. Describe the picture in a few words.")


class PromptTooLong(DomainError):
    """The prompt does not fit."""

    refusal = Refusal.INVALID
    code = "prompt-too-long"
    msgid = N_("This prompt has {length} characters; at most {limit} fit. Shorten it, the picture gets better too.")


def checked_prompt(text: str) -> str:
    """Return what somebody wrote without control characters, composed (NFC) and with single spaces.

    Raises:
        PromptEmpty, PromptTooLong, PromptWithoutWords: what the person can change.
    """
    cleaned = "".join(" " if _is_control(character) else character for character in text)
    prompt = " ".join(unicodedata.normalize("NFC", cleaned).split())
    if not prompt:
        raise PromptEmpty
    if len(prompt) > PROMPT_LENGTH:
        raise PromptTooLong(length=len(prompt), limit=PROMPT_LENGTH)
    if not any(
        unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "So" for character in prompt
    ):
        raise PromptWithoutWords
    return prompt


def _is_control(character: str) -> bool:
    """Tell control characters and lone surrogates (which no store keeps) from text; joiners in emoji stay."""
    return unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}
