"""The account that the database runs under when we are root, since Postgres refuses root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from launcher.sentences import N_, Trouble

# An account of its own comes first; every Unix has the last one.
_CANDIDATES = ("inkhearth", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    def reaches(self, folder: Path) -> bool:
        """Tell whether this account may walk down to ``folder``, which must exist."""
        return all(self._may_pass(place) for place in (folder, *folder.parents))

    def _may_pass(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def unprivileged() -> Account | None:
    """Return the account to use in place of root, or None when we aren't root.

    Raises:
        Trouble: when the machine has no such account.
    """
    if os.geteuid() != 0:
        return None
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Trouble(
        N_("The database cannot run as root and there is no other account: add one with 'useradd -r inkhearth'.")
    )
