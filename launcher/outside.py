"""What the doctor asks of others: chat platforms, the certificate of the gallery, and what the bridge wrote down."""

import json
import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import asyncpg

from launcher.configuration import is_given
from launcher.sentences import N_, Trouble
from launcher.speech import text

_PATIENCE_S = 5.0
_SOON = timedelta(days=14)
_MOST_GROUPS = 50
TELEGRAM, DISCORD = "TELEGRAM_TOKEN", "DISCORD_TOKEN"
_API = {TELEGRAM: "https://api.telegram.org/bot", DISCORD: "https://discord.com/api/v10"}
_SCOPES = {"bot", "applications.commands"}


class Concern(Trouble):
    """Nothing is broken yet, but somebody should do something."""


def telegram(given: Mapping[str, str]) -> str:
    """Ask Telegram whether it knows the token, and whether updates come the way that the settings say."""
    if not is_given(given, TELEGRAM):
        return text(N_("no Telegram bot"))
    name = str(_telegram(given, "getMe")["username"])
    if not given.get("TELEGRAM_WEBHOOK_URL") and _telegram(given, "getWebhookInfo").get("url"):
        sentence = N_("Telegram sends @{name}'s updates to a webhook of another program: stop that one first.")
        raise Trouble(sentence, name=name)
    return text(N_("Telegram knows @{name}"), name=name)


def telegram_groups(given: Mapping[str, str], chats: list[str]) -> str:
    """Ask whether the bot is an administrator where it works, since only then it sees reactions."""
    if not is_given(given, TELEGRAM) or not chats:
        return text(N_("no Telegram groups"))
    me = int(str(_telegram(given, "getMe")["id"]))
    blind = [chat for chat in chats[:_MOST_GROUPS] if not _is_admin(given, chat, me)]
    if blind:
        sentence = N_(
            "The Telegram bot is no administrator in {number} of its groups ({first}), so it sees no 🤬 there: make it "
            "one, it needs no single right. The button and /report work without."
        )
        raise Concern(sentence, number=len(blind), first=blind[0])
    return text(N_("the Telegram bot sees reactions in all of its groups"))


def _is_admin(given: Mapping[str, str], chat: str, me: int) -> bool:
    try:
        member = _telegram(given, "getChatMember", chat_id=chat, user_id=me)
    except Trouble:
        return True  # a group that it was taken out of needs nothing
    return member.get("status") in {"administrator", "creator"}


def discord(given: Mapping[str, str]) -> str:
    """Ask Discord whether it knows the token, and how the application is added to servers."""
    if not is_given(given, DISCORD):
        return text(N_("no Discord bot"))
    application = _discord(given, "applications/@me")
    name = str(application.get("name"))
    asked = application.get("install_params")
    missing = _SCOPES - set(asked.get("scopes", ())) if isinstance(asked, dict) else set()
    if missing:
        sentence = N_(
            "Discord's install link of {name} lacks the scopes {scopes}: add them in the developer portal, under "
            "Installation."
        )
        raise Concern(sentence, name=name, scopes=", ".join(sorted(missing)))
    return text(N_("Discord knows {name}; no privileged intent is needed"), name=name)


def certificate(given: Mapping[str, str], *, now: datetime, trusted: Path | None = None) -> str:
    """Shake hands with PUBLIC_URL as a browser does, and look how long its certificate still holds."""
    url = urlsplit(given.get("PUBLIC_URL") or "")
    if url.scheme != "https" or not url.hostname:
        return text(N_("the gallery's address has no TLS, which is fine on this machine alone"))
    context = ssl.create_default_context(cafile=str(trusted) if trusted else None)
    try:
        with (
            socket.create_connection((url.hostname, url.port or 443), timeout=_PATIENCE_S) as plain,
            context.wrap_socket(plain, server_hostname=url.hostname) as secured,
        ):
            shown = secured.getpeercert() or {}
    except OSError as error:
        sentence = N_("{url} does not answer as browsers expect ({reason}): look at the proxy and its certificate.")
        raise Trouble(sentence, url=url.geturl(), reason=error) from error
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    if ends - now < _SOON:
        sentence = N_("The certificate of {url} ends on {day}: renew it.")
        raise Concern(sentence, url=url.geturl(), day=f"{ends:%Y-%m-%d}")
    return text(N_("TLS of {url} until {day}"), url=url.geturl(), day=f"{ends:%Y-%m-%d}")


async def bridge(connection: asyncpg.Connection, *, now: datetime) -> str:
    """Say what the bridge wrote down: how far it goes, whether it is connected, and what kind of token it has."""
    row = await connection.fetchrow("SELECT mode, connected, token_is_admin, token_ends_at FROM home_bridge")
    if row is None:
        return text(N_("the bridge to Home Assistant has not started yet"))
    if row["token_is_admin"]:
        sentence = N_("Home Assistant's token belongs to an administrator: make one for a user who is none.")
        raise Concern(sentence)
    if row["token_ends_at"] and row["token_ends_at"] - now < _SOON:
        raise Concern(
            N_("Home Assistant's token ends on {day}: make a new one."), day=f"{row['token_ends_at']:%Y-%m-%d}"
        )
    if not row["connected"]:
        raise Trouble(N_("The bridge is not connected to Home Assistant: see data/logs/bridge.log."))
    return text(N_("the bridge is connected and set to {mode}"), mode=row["mode"])


def _telegram(given: Mapping[str, str], method: str, **parameters: object) -> Mapping[str, object]:
    base = given.get("TELEGRAM_API_URL") or _API[TELEGRAM]
    found = _ask(f"{base}{_token(given, TELEGRAM)}/{method}?{urlencode(parameters)}", {}, "Telegram")
    result = found.get("result")
    return result if isinstance(result, dict) else {}


def _discord(given: Mapping[str, str], path: str) -> Mapping[str, object]:
    base = (given.get("DISCORD_API_URL") or _API[DISCORD]).rstrip("/")
    headers = {"Authorization": f"Bot {_token(given, DISCORD)}", "User-Agent": "DiscordBot (inkhearth, doctor)"}
    return _ask(f"{base}/{path}", headers, "Discord")


def _token(given: Mapping[str, str], name: str) -> str:
    return given.get(name) or Path(given[f"{name}_FILE"]).read_text(encoding="utf-8").strip()


def _ask(url: str, headers: Mapping[str, str], platform: str) -> Mapping[str, object]:
    """Ask a platform one thing; what is said of a failure never holds the address, which may hold the token."""
    try:
        asked = Request(url, headers=dict(headers))  # noqa: S310 - a platform's address, or the owner's own
        with build_opener(ProxyHandler()).open(asked, timeout=_PATIENCE_S) as answer:
            found = json.load(answer)
    except HTTPError as error:
        error.close()
        if error.code in {401, 404}:
            raise Trouble(N_("{platform} does not know the token: copy it again."), platform=platform) from None
        raise _deaf(platform, error.code) from None
    except (OSError, HTTPException, ValueError) as error:
        raise _deaf(platform, type(error).__name__) from None
    return found if isinstance(found, dict) else {}


def _deaf(platform: str, reason: object) -> Trouble:
    sentence = N_("{platform} does not answer ({reason}): check the network connection and try again.")
    return Trouble(sentence, platform=platform, reason=reason)
