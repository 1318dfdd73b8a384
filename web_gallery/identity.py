"""What signing in on the web works with: keys, providers, hashing that never takes the machine, and counting."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from core.auth import passwords
from core.auth.access import AccessKeys
from core.auth.providers import Client, Discord, Provider, Telegram
from core.bus import Bus
from core.db import Database
from core.sealing import Sealing
from web_gallery.callers import Callers
from web_gallery.rates import Rates
from web_gallery.settings import WebSettings

_AT_ONCE = 2  # each hash takes 19 MiB and a core


@dataclass(frozen=True, slots=True)
class Hashing:
    """Hashes passwords beside the event loop, two at a time; the others wait their turn."""

    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def hashed(self, password: str) -> str:
        """Return what is kept of a checked password."""
        async with self.turns:
            return await asyncio.to_thread(passwords.hashed, password)

    async def fits(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one that was kept; None takes as long as somebody."""
        async with self.turns:
            return await asyncio.to_thread(passwords.fits, kept, password)


@dataclass(frozen=True, slots=True)
class Identity:
    """The collaborators of everything that proves who somebody is; ``providers`` are known by their path."""

    sealing: Sealing
    keys: AccessKeys
    providers: Mapping[str, Provider]
    hashing: Hashing
    rates: Rates
    callers: Callers


def make_identity(settings: WebSettings, *, database: Database, bus: Bus) -> Identity:
    """Return them as the settings say."""
    sealing = Sealing(settings.sealing_keys)
    keys = AccessKeys.of(sealing, audience=settings.origin)
    return Identity(
        sealing=sealing,
        keys=keys,
        providers=providers_of(settings),
        hashing=Hashing(),
        rates=Rates(bus.redis, settings.request_rates),
        callers=Callers(settings, database=database, keys=keys),
    )


def providers_of(settings: WebSettings) -> dict[str, Provider]:
    """Return the providers that are configured, by the name in their address."""
    found: list[Provider] = []
    if settings.discord_client_id and settings.discord_client_secret:
        found.append(Discord(_client(settings, "discord", settings.discord_client_id, settings.discord_client_secret)))
    if settings.telegram_client_id and settings.telegram_client_secret:
        client = _client(settings, "telegram", settings.telegram_client_id, settings.telegram_client_secret)
        found.append(Telegram(client))
    return {provider.platform.value: provider for provider in found}


def _client(settings: WebSettings, name: str, client_id: str, secret: SecretStr) -> Client:
    url = settings.discord_login_url if name == "discord" else settings.telegram_login_url
    return Client(client_id, secret, url.rstrip("/"), f"{settings.origin}/login/{name}/callback")
