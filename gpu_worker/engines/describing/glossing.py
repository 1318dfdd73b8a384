"""Polish words for an English caption: what the storyboard's own dictionary understands of it."""

import logging
import threading
from pathlib import Path

from gpu_worker.engines.storyboard import Library, MissingAssetsError, load, named, parse

_log = logging.getLogger(__name__)


class Glossary:
    """Says in Polish what a caption names; the dictionary is read when first needed.

    It is no translation: only nouns, places and times, so that the model's own sentence always stands beside them.
    """

    def __init__(self, assets: Path | None) -> None:
        """Name the folder of npm packages with the dictionary; None knows no words."""
        self._assets = assets
        self._library: Library | None = None
        self._reading = threading.Lock()

    def polish(self, caption: str) -> str:
        """Return what a caption means as far as its words are known, with the caption; "" where none is."""
        library = self._read()
        if library is None:
            return ""
        words = named(parse(caption, language="en", library=library), library, "pl")
        return f"Na obrazie: {words}. Model, który zna tylko angielski, mówi: „{caption}”" if words else ""

    def _read(self) -> Library | None:
        with self._reading:
            if self._library is None and self._assets is not None:
                try:
                    self._library = load(self._assets)
                except MissingAssetsError as error:
                    _log.warning("captions stay in English: the storyboard has no dictionary here: %s", error)
                    self._assets = None
            return self._library
