"""Brings the cast into a scene that has been read: speakers who were not named, their faces and what they carry."""

from gpu_worker.engines.storyboard.language.casting import ANYBODY, Player, Players, Troupe
from gpu_worker.engines.storyboard.language.drafts import Draft, Draughtboard


def enter(players: Players, troupe: Troupe, board: Draughtboard) -> dict[str, str]:
    """Completes the scene with the cast; returns the ids by name, as the names were given.

    A speaker who is not named becomes whoever of the scene he may be, else comes in.
    """
    _fill(players, troupe, board)
    present = {name: player for name, player in troupe.players.items() if player.key in board.drafts}
    for player in present.values():
        _equip(player, board)
    for name, feel in players.expressions.items():
        if draft := _somebody(name, troupe, board):
            draft.feel = str(feel)
    names = {name: player.key for name, player in present.items()}
    spoken = {speaker: troupe.named(speaker) for speaker in players.speakers}
    return names | {speaker: player.key for speaker, player in spoken.items() if player and player.key in board.drafts}


def _fill(players: Players, troupe: Troupe, board: Draughtboard) -> None:
    for speaker in players.speakers:
        player = troupe.named(speaker)
        if player is not None and player.key not in board.drafts:
            _appear(player, board)
    for player in troupe.players.values():
        if player.key not in board.drafts and player.draft.sense.key not in ANYBODY and not player.vague:
            _take_part(player, board)


def _appear(player: Player, board: Draughtboard) -> None:
    if not _take_part(player, board):
        draft = board.create(player.draft.sense, player.name, id_=player.key)
        player.play(draft)


def _take_part(player: Player, board: Draughtboard) -> bool:
    """Whether somebody unnamed of the scene could be the player; the very word comes before words for anybody."""
    fitting = [draft for draft in board.drafts.values() if player.fits(draft)]
    fitting.sort(key=lambda draft: draft.sense.key != player.draft.sense.key)
    if not fitting:
        return False
    board.rename(fitting[0], player.key)
    player.play(fitting[0])
    return True


def _equip(player: Player, board: Draughtboard) -> None:
    """What a player always carries, unless the hands are full."""
    busy = any(relation.subject == player.key and relation.kind in {"hold", "eat"} for relation in board.relations)
    for prop in player.props if not busy else ():
        held = board.create(prop.sense, "")
        held.color = prop.color
        board.relate("hold", board.drafts[player.key], held)
    board.lost.extend((len(board.lost) + 10_000, word) for word in player.lost)


def _somebody(name: str, troupe: Troupe, board: Draughtboard) -> Draft | None:
    player = troupe.named(name)
    if player is not None:
        return board.drafts.get(player.key)
    wanted = name.casefold()
    return next((draft for draft in board.drafts.values() if wanted in {draft.name.casefold(), draft.id}), None)
