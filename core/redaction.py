"""Takes secrets and what names people out of what is logged, whoever wrote it: ourselves, a library, a database."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, SecretStr

_LEAST = 8  # a shorter secret would take common words out of every line
# Forms of what never belongs into a log, with what stands there instead; each is bounded, so it takes linear time.
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form), instead)
    for form, instead in (
        (r"(?<!\d)\d{6,12}:[\w-]{30,64}", "[token]"),  # core.telegram.org/bots/features#botfather
        (r"\b[\w-]{23,30}\.[\w-]{5,8}\.[\w-]{27,64}", "[token]"),  # discord.com/developers: three parts
        (r"\beyJ[\w-]{6,4000}\.[\w-]{6,4000}(?:\.[\w-]{0,1000})?", "[token]"),  # RFC 7519
        (r"(?i)\b(bearer|basic)\s{1,4}[\w.~+/=-]{12,4000}", r"\1 [token]"),  # RFC 9110, § 11.4
        (r"://[^\s/@\"']{1,400}@", "://[…]@"),
        (r"(?i)([?&](?:key|signature|sig|token|code|state|x-amz-[a-z-]{1,30})=)[^&\s\"']{1,4000}", r"\1[…]"),
        (r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", "[e-mail]"),
        (r"DETAIL:[^\n]{0,4000}", "DETAIL: […]"),  # Postgres quotes the row
        (r"input_value=.{0,400}?, input_type=", "input_value=[…], input_type="),  # pydantic quotes what it read
        (
            r"\b(?!127\.|10\.|0\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!\.)",
            "[address]",
        ),
    )
)


class Redactor:
    """Knows a process's own secrets beside the forms of everybody's."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Remember secrets, the longest first, as one may begin another."""
        kept = sorted({secret for secret in secrets if len(secret) >= _LEAST}, key=len, reverse=True)
        self._own = re.compile("|".join(map(re.escape, kept))) if kept else None

    def clean(self, words: str) -> str:
        """Return words without secrets and without what names people."""
        if self._own is not None:
            words = self._own.sub("[secret]", words)
        for form, instead in _FORMS:
            words = form.sub(instead, words)
        return words


def secrets_of(settings: BaseModel) -> Iterator[str]:
    """Yield every secret among settings: what is declared as one, and passwords within addresses."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield from (part.strip() for part in value.get_secret_value().split(","))
            value = value.get_secret_value()
        if isinstance(value, str) and "://" in value:
            yield from _password(value)


def _password(address: str) -> Iterator[str]:
    try:
        password = urlsplit(address).password
    except ValueError:
        return
    if password:
        yield password
        yield unquote(password)
