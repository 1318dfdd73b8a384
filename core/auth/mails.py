"""Mail to people: put down as an errand of the web, so that it is sent although a process is killed.

The address and the link's secret are sealed in the errand; whoever sends it opens them (``web_gallery.mailing``).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.clock import new_id
from core.db import after_commit
from core.errands.models import Errand, Task
from core.nudges import Nudge
from core.platforms import Platform
from core.sealing import Sealing

_PURPOSE = "mail"


class Topic(StrEnum):
    """What a mail says; ``UNKNOWN`` is never sent and only makes an answer take as long as another."""

    REGISTER = "mail-register"
    KNOWN = "mail-known"
    ATTACH = "mail-attach"
    RESET = "mail-reset"
    UNKNOWN = "mail-unknown"
    CHANGED = "mail-changed"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: ``key`` is the secret of the link in it, empty where it has none."""

    topic: Topic
    address: str
    key: str = ""


async def send(
    session: AsyncSession, mail: Mail, *, locale: str, sealing: Sealing, now: datetime, user_id: UUID | None = None
) -> None:
    """Have a mail sent once this transaction is committed."""
    errand_id = new_id()
    inside = orjson.dumps({"address": mail.address, "key": mail.key})
    session.add(
        Errand(
            id=errand_id,
            platform=Platform.WEB.value,
            task_name=Task.TELL.value,
            place=Platform.WEB.value,
            user_id=user_id,
            locale=locale,
            topic=mail.topic.value,
            body={"sealed": sealing.seal(_PURPOSE, str(errand_id), inside).hex()},
            created_at=now,
            not_before=now,
        )
    )
    after_commit(session, Nudge(bus.errands_channel(Platform.WEB)))


def opened(errand: Errand, sealing: Sealing) -> Mail:
    """Return the mail that an errand of the web is about.

    Raises:
        SealBroken: it was sealed with a key that is gone.
    """
    inside = orjson.loads(sealing.unseal(_PURPOSE, str(errand.id), bytes.fromhex(errand.body["sealed"])))
    return Mail(Topic(errand.topic), inside["address"], inside["key"])
