"""Starts the chat front ends: ``python -m bots`` (those with a token), ``python -m bots console`` (a terminal chat)."""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta

import uvloop

from bots.conversation.assistant import Assistant
from bots.conversation.turns import Keys, Setting
from bots.copies import Copyist
from bots.metrics import BotMetrics, make_metrics
from bots.settings import BotSettings
from core.bus import Bus
from core.db import Database
from core.figures.serving import MetricsServer, serve_metrics
from core.jobs.service import Policy
from core.logs import log_for
from core.pictures.signet import Signet, marks_folder
from core.pulse import pulse
from core.quotas.limits import limits_with
from core.revision import MISCONFIGURED, stop_on_wrong_schema
from core.roles import Role
from core.sealing import Sealing
from core.storage import open_store

_log = logging.getLogger(__name__)
FrontEnd = Callable[[Assistant, Bus, BotSettings], Awaitable[None]]


def make_setting(settings: BotSettings, bus: Bus, metrics: BotMetrics | None = None) -> Setting:
    """Compose what the conversation stands on."""
    metrics = metrics or make_metrics()
    return Setting(
        database=Database(
            settings.database_url,
            pool_size=settings.database_pool,
            announce=bus.announce,
            count=metrics.counting,
            audit_key=settings.audit_key,
        ),
        store=open_store(settings),
        policy=Policy(
            limits_with(settings.credits_a_day),
            timedelta(hours=settings.job_expiry_hours),
            settings.engine_order,
            settings.writer_order,
        ),
        public_url=settings.public_url.rstrip("/"),
        first_role=Role[settings.default_role.upper()],
        default_locale=settings.default_locale,
        asks_consent=settings.ask_consent,
        keys=Keys(settings.signing_key, Sealing(settings.sealing_keys)),
        copyist=Copyist(Signet(marks_folder(settings))),
    )


def serve(settings: BotSettings, metrics: BotMetrics) -> MetricsServer | None:
    """Serve the bots' figures."""
    return serve_metrics(metrics.registry, settings.metrics_host, settings.bots_metrics_port)


def front_ends(settings: BotSettings) -> dict[str, FrontEnd]:
    """Return the front ends that have a token; what is left out says so."""
    found: dict[str, FrontEnd] = {}
    if settings.discord_token is None:
        _log.warning("Discord is left out: DISCORD_TOKEN is not set")
    else:
        from bots.discord.bot import run_discord  # noqa: PLC0415 - half a second of imports that others need not pay

        found["discord"] = run_discord
    if settings.telegram_token is None:
        _log.warning("Telegram is left out: TELEGRAM_TOKEN is not set")
    else:
        from bots.telegram.bot import run_telegram  # noqa: PLC0415 - as above

        found["telegram"] = run_telegram
    return found


async def speak(settings: BotSettings, running: dict[str, FrontEnd]) -> None:
    """Run front ends until the process is told to stop."""
    bus = Bus(settings.redis_url)
    metrics = make_metrics()
    setting = make_setting(settings, bus, metrics)
    assistant = Assistant(setting, metrics)
    serving = None if "console" in running else serve(settings, metrics)
    work = asyncio.ensure_future(_together(assistant, bus, settings, running))
    beating = asyncio.ensure_future(pulse(settings.pulse_file))
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        _log.info("stopped")
    finally:
        beating.cancel()
        if serving is not None:
            serving.stop()
        await setting.database.close()
        await bus.close()


async def _together(assistant: Assistant, bus: Bus, settings: BotSettings, running: dict[str, FrontEnd]) -> None:
    await asyncio.gather(*(front_end(assistant, bus, settings) for front_end in running.values()))


def main() -> None:
    """Read the settings and speak."""
    settings = BotSettings()
    is_console = sys.argv[1:2] == ["console"]
    logs = settings.data_folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    log_for(settings, "bots", file=logs / "console.log" if is_console else None)
    if is_console:
        from bots.console.chat import run_console  # noqa: PLC0415 - see front_ends

        running: dict[str, FrontEnd] = {"console": run_console}
    else:
        running = front_ends(settings)
    if not running:
        _log.error("no front end has a token: set DISCORD_TOKEN or TELEGRAM_TOKEN, or use the console")
        sys.exit(MISCONFIGURED)
    stop_on_wrong_schema(settings.database_url)
    # uvloop makes a terminal's descriptor non-blocking, which cuts what is printed to it.
    run = asyncio.run if is_console else uvloop.run
    run(speak(settings, running))


if __name__ == "__main__":
    main()
