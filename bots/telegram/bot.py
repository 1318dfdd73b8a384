"""The Telegram front end, composed: ``run_telegram`` speaks until it is cancelled."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import SecretStr
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bots.conversation.assistant import Assistant
from bots.conversation.reporting import Flags
from bots.deliveries import Courier
from bots.errands import Runner
from bots.house import HouseCourier
from bots.naming import tell_name
from bots.settings import BotSettings
from bots.telegram.answers import Desk
from bots.telegram.budget import Budget, Pace
from bots.telegram.counting import POLL, SEND, CountedRequest
from bots.telegram.menu import publish_menus
from bots.telegram.polling import Polling
from bots.telegram.post import TelegramPost
from bots.telegram.poster import Poster
from bots.telegram.reactions import Reactions
from bots.telegram.traces import Traces
from bots.telegram.updates import WANTED, Updates
from bots.telegram.webhook import Webhook, listening
from bots.telegram.wire import Wire
from core.bus import Bus
from core.platforms import Platform
from core.signing import signature

_CONNECTIONS = 64
_UPLOAD_S = 40.0
_LONGEST_PAUSE_S = 30.0
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


async def run_telegram(assistant: Assistant, bus: Bus, settings: BotSettings) -> None:
    """Speak on Telegram until cancelled: take updates, bring answers and progress.

    Returns only when the token is missing or wrong, so that the other front ends keep speaking.
    """
    if settings.telegram_token is None:
        return
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # asked for by the library, which else warns at each 429
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)  # a 429 is waited out, and no fault
    budget = Budget()
    polls = CountedRequest(assistant.metrics, POLL, connection_pool_size=2)
    bot = ExtBot(
        settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_api_url,
        base_file_url=settings.telegram_file_url,
        request=CountedRequest(
            assistant.metrics,
            SEND,
            connection_pool_size=_CONNECTIONS,
            read_timeout=20.0,
            media_write_timeout=_UPLOAD_S,
        ),
        get_updates_request=polls,
        rate_limiter=Pace(budget),
    )
    try:
        await _forever(bot.initialize)
        await _speak(bot, assistant, bus, settings=settings, budget=budget, polls=polls)
    except InvalidToken:
        _log.error("Telegram is left out: TELEGRAM_TOKEN is refused, ask @BotFather for the bot's token")
    finally:
        await bot.shutdown()


async def _speak(
    bot: Bot, assistant: Assistant, bus: Bus, *, settings: BotSettings, budget: Budget, polls: HTTPXRequest
) -> None:
    """Compose what speaks, and run it."""
    traces = Traces()
    poster = Poster(Wire(bot), assistant.setting.store, copyist=assistant.setting.copyist)
    room = asyncio.Semaphore(max(1, settings.database_pool // 2))  # the other half is for deliveries
    desk = Desk(assistant, poster, traces, budget, bot.bot, settings.signing_key, room)
    reactions = Reactions(Flags(assistant.setting), bot, emoji=settings.telegram_flag_emoji)
    post = TelegramPost(poster, budget=budget, traces=traces)
    courier = Courier(Platform.TELEGRAM, assistant=assistant, bus=bus, post=post)
    async with asyncio.TaskGroup() as group:
        group.create_task(courier.run())
        house = HouseCourier(Platform.TELEGRAM, database=assistant.setting.database, bus=bus, post=post)
        group.create_task(house.run())
        group.create_task(Runner(Platform.TELEGRAM, assistant=assistant, bus=bus, hands=post).run())
        group.create_task(_publish(bot))
        group.create_task(tell_name(bus, Platform.TELEGRAM, bot.username))
        group.create_task(_listen(bot, Updates(desk, reactions), settings, polls=polls))


async def _listen(bot: Bot, updates: Updates, settings: BotSettings, *, polls: HTTPXRequest) -> None:
    """Take updates by webhook where an address is set, else by polling."""
    if settings.telegram_webhook_url is None:
        await _forever(bot.delete_webhook)
        await Polling(bot, updates, request=polls).run()
        return
    secret = webhook_secret(settings)
    host, port = listening(settings.telegram_webhook_listen)
    url = settings.telegram_webhook_url
    ready = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(Webhook(updates, secret=secret).run(host, port, ready=ready))
        await ready.wait()
        await _forever(lambda: bot.set_webhook(url, allowed_updates=WANTED, secret_token=secret))
        _log.info("Telegram sends updates to %s", url)


def webhook_secret(settings: BotSettings) -> str:
    """Return the secret that updates must carry; without a setting one is derived, so there always is one."""
    if settings.telegram_webhook_secret is not None:
        return settings.telegram_webhook_secret.get_secret_value()
    token = settings.telegram_token or SecretStr("")
    return signature(settings.signing_key, "telegram-webhook", token.get_secret_value())


async def _publish(bot: Bot) -> None:
    try:
        await publish_menus(bot)
    except TelegramError as error:
        _log.warning("the list of commands stays as it is: %s", error)


async def _forever(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call until Telegram answers; a wrong token is final."""
    pause = 1.0
    while True:
        try:
            return await call()
        except InvalidToken:
            raise
        except TelegramError as error:
            _log.warning("Telegram can't be reached yet: %s", error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
