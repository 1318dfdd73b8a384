"""How long each thing is kept: the one table that the retention job follows and the privacy page is made of."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.i18n import N_
from core.rights import sweeping
from core.rights.models import RetentionRun

Work = Callable[[sweeping.Sweep], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept, how long and why; ``days`` None is until its owner deletes it, 0 not at all."""

    name: str
    what: str
    why: str
    days: int | None = None
    work: Work | None = None


RULES: tuple[Rule, ...] = (
    Rule("account", N_("Your account: name and number on each platform, role, settings"), N_("To know you again.")),
    Rule(
        "pictures",
        N_("Your pictures and comics, with the words you asked for them with"),
        N_("They are yours; you publish, hide or delete them."),
    ),
    Rule(
        "decisions",
        N_("What you reported, what moderators decided about your results and why, and warnings"),
        N_("So that you can read it and appeal, and nobody reports the same twice."),
    ),
    Rule("consents", N_("That you know our notice, and which version"), N_("To prove it.")),
    Rule(
        "deleted-words",
        N_("The words of requests that failed, were cancelled, or whose pictures you deleted"),
        N_("To find out what went wrong."),
        7,
        sweeping.blank_prompts,
    ),
    Rule(
        "deleted-pictures",
        N_("The address of a deleted picture, without the picture and its words"),
        N_("So that the address says that it is gone."),
        30,
        sweeping.deleted_pictures,
    ),
    Rule(
        "asked",
        N_("What you asked before you had read the notice"),
        N_("So that one button is enough."),
        1,
        sweeping.rows("asked.created_at"),
    ),
    Rule(
        "exports", N_("Copies of your data that you asked for"), N_("So that you can fetch them."), 1, sweeping.exports
    ),
    Rule(
        "links",
        N_("Links and codes for signing in, as hashes"),
        N_("So that each works once."),
        1,
        sweeping.rows("link_codes.created_at", "sign_in_links.created_at", "mail_keys.created_at", "trips.created_at"),
    ),
    Rule(
        "sessions",
        N_("Browsers in which you signed in and have not come back"),
        N_("So that you stay signed in."),
        30,
        sweeping.rows("web_sessions.seen_at", "grants.seen_at", "refresh_tokens.created_at", "invitations.created_at"),
    ),
    Rule(
        "messages",
        N_("Messages that a bot could not bring"),
        N_("To try again."),
        30,
        sweeping.rows("errands.created_at"),
    ),
    Rule("credits", N_("What your credits were spent on"), N_("To count them."), 400, sweeping.old_credits),
    Rule("logs", N_("Logs of the programs, without names and words"), N_("To mend faults."), 30, sweeping.logs),
    Rule(
        "addresses",
        N_("Internet addresses of visitors"),
        N_("Requests are counted for some minutes against floods; no address is written down."),
        0,
    ),
    Rule(
        "strangers",
        N_("A mark of whoever reported a picture without an account, made anew each day"),
        N_("So that nobody counts twice. No address can be read from it."),
        7,
        sweeping.strangers,
    ),
    Rule(
        "house",
        N_("What admins asked of the house, and what came of it"),
        N_("So that it can be taken back and told as the house's day; the log of switches stays longer."),
        30,
        sweeping.rows("home_actions.created_at", "home_choices.created_at"),
    ),
    Rule(
        "audit",
        N_("Who changed roles, settings and switches, under a pseudonym"),
        N_("So that misuse can be found. When you are erased, nobody can say any more that it was you."),
        400,
        sweeping.audit_log,
    ),
    Rule(
        "shown",
        N_("Which messages in private chats show your pictures"),
        N_("So that they can be taken away when you are erased."),
    ),
    Rule(
        "addresses-gone",
        N_("Addresses of public pictures whose owner was erased, as hashes of random letters"),
        N_("So that the address says that the picture is gone."),
        400,
        sweeping.rows("gone_addresses.gone_at"),
    ),
    Rule(
        "tombstones",
        N_("That an account was erased, as a hash of a random number"),
        N_("So that a restored backup does not bring it back."),
        400,
        sweeping.tombstones,
    ),
)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one rule removed, or would remove."""

    rule: Rule
    removed: int


async def sweep(database: Database, folder: Path, *, now: datetime, dry: bool = False) -> list[Swept]:
    """Apply every rule with a limit, each in transactions of its own; with ``dry`` nothing changes."""
    done = []
    for rule in RULES:
        if rule.work is None or rule.days is None:
            continue
        scope = sweeping.Sweep(database, folder, before=now - timedelta(days=rule.days), now=now, dry=dry)
        removed = await rule.work(scope)
        done.append(Swept(rule, removed))
        if not dry:
            async with database.transaction() as session:
                await _note(session, rule, removed, now=now)
    return done


async def last_runs(session: AsyncSession) -> Sequence[RetentionRun]:
    """Return when each rule last ran and what it removed."""
    return list(await session.scalars(select(RetentionRun).order_by(RetentionRun.rule)))


async def _note(session: AsyncSession, rule: Rule, removed: int, *, now: datetime) -> None:
    run = insert(RetentionRun).values(rule=rule.name, ran_at=now, removed=removed, removed_in_all=removed)
    changed = {
        "ran_at": now,
        "removed": removed,
        "removed_in_all": RetentionRun.removed_in_all + removed,
    }
    await session.execute(run.on_conflict_do_update(index_elements=[RetentionRun.rule], set_=changed))
