"""A process's way to its machine's seal, which may appear while it runs: the conductor makes it at the first start."""

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from core.pictures.credentials import FOLDER, BadCredentials, read_credentials
from core.settings import ProcessSettings

if TYPE_CHECKING:
    from core.pictures.seal import Seal

_log = logging.getLogger(__name__)


class Signet:
    """Looks for the seal until it is there, then keeps it."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder of the credentials; None is a process that seals nothing."""
        self._folder = folder
        self._lock = threading.Lock()
        self._seal: Seal | None = None
        self._complained = False

    def seal(self) -> "Seal | None":
        """Return the seal, or None where this machine has none: its files carry unsigned marks only."""
        with self._lock:
            if self._seal is None and self._folder is not None:
                self._seal = self._found(self._folder)
            return self._seal

    def _found(self, folder: Path) -> "Seal | None":
        from core.pictures.seal import Seal  # noqa: PLC0415 - the library is 25 MB that most processes never need

        try:
            credentials = read_credentials(folder)
            return Seal(credentials) if credentials else None
        except BadCredentials as error:
            if not self._complained:
                _log.error("files go out unsigned, because the keys in %s can't be used: %s", folder, error)
            self._complained = True
            return None


def marks_folder(settings: ProcessSettings) -> Path:
    """Return where this machine's credentials lie."""
    return settings.marks_folder or settings.data_folder / FOLDER
