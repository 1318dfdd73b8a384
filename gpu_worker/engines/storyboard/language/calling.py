"""What a name in a prompt means: somebody new, somebody known, or the cast."""

from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.nouns import take_thing
from gpu_worker.engines.storyboard.language.placing_nouns import place_thing
from gpu_worker.engines.storyboard.language.reading import Reading


def call(reader: Reading, mention: Mention, following: Mention | None) -> None:
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
        place_thing(reader, known, following)
        return
    sense = reader.vocabulary.things["woman" if mention.sense.group == "f" else "man"]
    draft = take_thing(reader, sense, mention, following, merge=False)
    draft.name = mention.text


def _player(reader: Reading, name: str, following: Mention | None) -> None:
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
    place_thing(reader, draft, following)
