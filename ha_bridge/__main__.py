"""Starts the bridge to Home Assistant: ``python -m ha_bridge``, in its own environment."""

import asyncio
import logging
import signal
from random import SystemRandom

import uvloop

from core.bus import Bus
from core.db import Database
from core.figures.serving import serve_metrics
from core.logs import log_for
from core.pulse import pulse
from core.sealing import Sealing
from ha_bridge.answering import Answerer
from ha_bridge.bridge import Bridge
from ha_bridge.calling import Caller
from ha_bridge.client import Client
from ha_bridge.live import Live
from ha_bridge.metrics import make_metrics
from ha_bridge.rest import Rest
from ha_bridge.settings import BridgeSettings
from ha_bridge.taking import Taker
from ha_bridge.telling import Teller
from ha_bridge.token import Token

_NOISY = ("homeassistant_api", "niquests", "urllib3", "urllib3_future", "wsproto")


def make_bridge(settings: BridgeSettings, token: Token, *, database: Database, bus: Bus, rest: Rest) -> Bridge:
    """Compose a bridge."""
    metrics, live = make_metrics(), Live()
    client = Client(settings.ha_url, token, dice=SystemRandom(), ca_file=settings.ha_ca_file)
    serve_metrics(metrics.registry, settings.metrics_host, settings.ha_metrics_port)
    taker = Taker(
        database=database,
        bus=bus,
        client=client,
        caller=Caller(client, live),
        answerer=Answerer(client=client, live=live, rest=rest, bus=bus),
        sealing=Sealing(settings.sealing_keys),
        metrics=metrics,
    )
    teller = Teller(database=database, client=client, live=live, metrics=metrics, first_mode=settings.ha_mode)
    return Bridge(client=client, taker=taker, teller=teller)


async def bridge(settings: BridgeSettings) -> None:
    """Run one bridge until the process is told to stop."""
    bus = Bus(settings.redis_url)
    database = Database(
        settings.database_url,
        pool_size=settings.database_pool,
        announce=bus.announce,
        audit_key=settings.audit_key,
    )
    token = Token(settings.ha_token, settings.ha_token_file)
    rest = Rest(settings.ha_url, token, ca_file=settings.ha_ca_file)
    running = asyncio.ensure_future(make_bridge(settings, token, database=database, bus=bus, rest=rest).run())
    beating = asyncio.ensure_future(pulse(settings.pulse_file))
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        pass
    finally:
        beating.cancel()
        await rest.close()
        await database.close()
        await bus.close()


def main() -> None:
    """Read the settings and bridge."""
    settings = BridgeSettings()
    log_for(settings, "bridge")
    for noisy in _NOISY:  # they write down every message that comes
        logging.getLogger(noisy).setLevel(logging.WARNING)
    uvloop.run(bridge(settings))


if __name__ == "__main__":
    main()
