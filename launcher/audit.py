"""Checking the audit log from the terminal: that no entry was changed, removed, moved or added, and none cut off."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from core.audit.checkpoints import CheckpointForged, read_checkpoints
from core.audit.verifying import Fault, Verdict
from core.audit.verifying import verify as verify_log
from core.db import Database
from launcher.configuration import AUDIT_KEY, DATABASE, read_in, settings
from launcher.folders import Folders
from launcher.house import embedded
from launcher.lock import holder
from launcher.sentences import N_, Trouble
from launcher.speech import complain, say

_FAULTS = {
    Fault.MISSING: N_("BROKEN: entry {seq} is missing. Everything before it is as it was written."),
    Fault.ALTERED: N_("BROKEN: entry {seq} was altered, moved or added. Everything before it is as it was written."),
    Fault.REWRITTEN: N_("BROKEN: entry {seq} is not the one of its checkpoint, so somebody else knows the key."),
    Fault.CUT: N_("BROKEN: the log was cut off from entry {seq} on; a checkpoint knows of later ones."),
}


def verify(folders: Folders) -> int:
    """Verify the whole log against its checkpoints; return 1 when a link is broken, which is named.

    Raises:
        Trouble: when the house isn't running, or a checkpoint is forged.
    """
    given = read_in(settings(folders))
    urls = embedded(folders, given)
    if urls and not holder(folders.lock):
        raise Trouble(N_("Inkhearth is not running. Start ./run in another terminal first."))
    folder = Path(given.get("AUDIT_CHECKPOINTS") or folders.data / "audit")
    verdict = asyncio.run(_verdict(given | urls, folder))
    if verdict.broken is not None:
        complain(_FAULTS[verdict.broken.fault], seq=verdict.broken.seq)
        return 1
    say(N_("{number} entries verified; the last is number {seq}."), number=verdict.entries, seq=verdict.seq)
    return 0


async def _verdict(given: Mapping[str, str], folder: Path) -> Verdict:
    key = SecretStr(given[AUDIT_KEY])
    try:
        known = read_checkpoints(folder, key=key)
    except CheckpointForged as forged:
        sentence = N_("BROKEN: the checkpoint {file} was not signed with this key.")
        raise Trouble(sentence, file=folder / str(forged)) from forged
    database = Database(given[DATABASE], pool_size=1, audit_key=key)
    try:
        async with database.transaction() as session:
            return await verify_log(session, key, checkpoints=known)
    finally:
        await database.close()
