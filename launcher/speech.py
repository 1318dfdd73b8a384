"""The launcher's voice: sentences in the language of the terminal."""

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from core.i18n import CATALOGUES, DEFAULT_LOCALE, LOCALES, translator
from launcher.sentences import Say


def locale_of(environment: Mapping[str, str]) -> str:
    """Return the language of the terminal, if it is one of ours."""
    for name in ("INKHEARTH_LOCALE", "LC_ALL", "LC_MESSAGES", "LANG"):
        language = environment.get(name, "").partition("_")[0].partition(".")[0]
        if language in LOCALES:
            return language
    return DEFAULT_LOCALE


def text(msgid: str, /, **fields: object) -> str:
    """Return a sentence in the language of the terminal."""
    locale = locale_of(os.environ)
    if not (CATALOGUES / locale).exists():
        return msgid.format(**fields)
    return translator(locale).gettext(msgid, **fields)


def say(msgid: str, /, **fields: object) -> None:
    """Show a sentence."""
    _show(text(msgid, **fields), sys.stdout)


def complain(msgid: str, /, **fields: object) -> None:
    """Show a sentence where errors go."""
    _show(text(msgid, **fields), sys.stderr)


def _show(line: str, stream: TextIO) -> None:
    print(line, file=stream, flush=True)


_: tuple[Say, ...] = (say, complain)
