"""What a name in a prompt means: somebody new, somebody known, or the cast."""

from typing import Protocol

from gpu_worker.engines.storyboard.language.casting import Troupe
from gpu_worker.engines.storyboard.language.describe import Describer
from gpu_worker.engines.storyboard.language.drafts import Draft, Draughtboard
from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.vocabulary import Sense, Vocabulary


class Reader(Protocol):
    """What of the assembler names have to do with."""

    vocabulary: Vocabulary
    troupe: Troupe
    board: Draughtboard
    describer: Describer
    last: Draft | None
    touching: bool

    def take_thing(self, sense: Sense, mention: Mention, following: Mention | None, *, merge: bool = True) -> Draft:
        """A thing named."""

    def place_thing(self, draft: Draft, following: Mention | None) -> None:
        """Gives a thing its part."""


def call(reader: Reader, mention: Mention, following: Mention | None) -> None:
    """Reads a name."""
    if mention.low.endswith("'s") and following is not None and following.kind in {"thing", "adjective"}:
        return  # "Anna's cat": she need not be there
    if mention.sense.group == "cast":
        _player(reader, mention.sense.key, following)
        return
    if reader.touching and reader.last is not None and reader.last.alive and not reader.last.name:
        reader.last.name = mention.text
        return
    known = next((d for d in reader.board.drafts.values() if d.name.lower() == mention.low), None)
    if known is not None:
        reader.place_thing(known, following)
        return
    sense = reader.vocabulary.things["woman" if mention.sense.group == "f" else "man"]
    draft = reader.take_thing(sense, mention, following, merge=False)
    draft.name = mention.text


def _player(reader: Reader, name: str, following: Mention | None) -> None:
    player, last = reader.troupe.players[name], reader.last
    draft = reader.board.drafts.get(player.key)
    if draft is None and reader.touching and last is not None and player.fits(last):  # "the girl Maya"
        reader.board.rename(last, player.key)
        player.play(last)
        return
    if draft is None:
        draft = reader.board.create(player.draft.sense, name, id_=player.key)
        player.play(draft)
        reader.describer.describe(draft, plural=False, board=reader.board)
    else:
        reader.describer.settle(draft, reader.board)
    reader.place_thing(draft, following)
