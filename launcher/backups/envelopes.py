"""Sealing: every file of a backup is an age file (age-encryption.org/v1), which ``age`` itself can open as well.

The house knows the recipient and can only seal; opening takes the identity, which belongs away from the machine.
"""

import os
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from launcher.sentences import N_, Trouble

__all__ = ["KEY_FILE", "Identity", "Recipient", "make_identity", "read_identity", "recipient_of", "seal", "unseal"]

KEY_FILE = "backup.key"
_MARK = "AGE-SECRET-KEY-"


def make_identity(path: Path) -> Identity:
    """Write a new identity to a file that only we can read, and return it."""
    identity = Identity.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("# Opens the backups of this house. Keep a copy away from this machine, show it to nobody.\n")
        file.write(f"# public key: {identity.to_public()}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return identity


def read_identity(path: Path) -> Identity:
    """Return the identity of a file.

    Raises:
        Trouble: there is no such file, or no identity in it.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return Identity.from_str(next(line.strip() for line in lines if line.startswith(_MARK)))
    except FileNotFoundError:
        sentence = N_("The key of the backups is not at {file}: bring it there, or name it with --key.")
        raise Trouble(sentence, file=path) from None
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError):
        raise Trouble(
            N_("{file} holds no key of a backup: a line has to begin with {mark}."), file=path, mark=_MARK
        ) from None


def recipient_of(text: str) -> Recipient:
    """Return the recipient that a setting names.

    Raises:
        Trouble: it is none.
    """
    try:
        return Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise Trouble(N_("BACKUP_RECIPIENT is no public key of age: it begins with age1.")) from None


def seal(path: Path, sealed: Path, *, to: Recipient) -> None:
    """Write the sealed form of a file."""
    pyrage.encrypt_file(str(path), str(sealed), [to])


def unseal(sealed: Path, path: Path, *, by: Identity) -> None:
    """Write what a sealed file holds.

    Raises:
        Trouble: it was sealed for somebody else, or was changed.
    """
    try:
        pyrage.decrypt_file(str(sealed), str(path), [by])
    except (pyrage.DecryptError, OSError) as error:
        sentence = N_("A file of the backup cannot be opened with this key ({reason}).")
        raise Trouble(sentence, reason=error) from error
