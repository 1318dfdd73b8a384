"""Adjectives, numbers, places and conditions: what qualifies the things or the whole scene."""

from dataclasses import dataclass, field

from gpu_worker.engines.storyboard.language.drafts import Draft, Draughtboard
from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.plurals import plural_en, plural_pl
from gpu_worker.engines.storyboard.language.vocabulary import Sense

_HAIR = {
    "red": "#b5502a",
    "orange": "#c8622a",
    "yellow": "#e2bb5a",
    "gold": "#e2bb5a",
    "brown": "#6a4326",
    "black": "#2a2428",
    "grey": "#a9a7a5",
}
_LOOKS = frozenset({"hair", "beard", "glasses", "freckles"})
_ONLY_ALIVE = frozenset({"feel", "age"}) | _LOOKS
_MATERIALS = {"wood": "brown", "stone": "grey", "metal": "grey", "ice": "lightblue"}
_INDOOR = "room"


def rgb_text(color: str) -> str:
    """Hair of a named colour: natural where there is a natural one."""
    return _HAIR.get(color, color)


# What Polish has in the plural only, or is a pair.
_PAIRS = frozenset({
    "stairs", "ruins", "skis", "sled", "scissors", "cards", "rollerskates", "iceskates", "chess", "drum",
    "door", "headphones", "shovel", "boots", "gloves", "glasses", "sunglasses", "violin", "accordion", "swing",
    "gate",
})  # fmt: skip
_PLURAL_ADJECTIVES = ("e", "ych", "ich", "ymi", "imi")
_NATURAL = frozenset({"green", "blue", "gold", "white"})  # colours that hills, seas, fields and snow have anyway
_SOME = 3  # what a plural without a number means


@dataclass(slots=True)
class Describer:
    """What is said about the thing that comes next, and about the scene."""

    waiting: list[Mention] = field(default_factory=list)
    count: int = 0
    places: list[Sense] = field(default_factory=list)
    conditions: dict[str, str] = field(default_factory=dict)
    unplaced: list[tuple[int, str]] = field(default_factory=list)

    def take(self, mention: Mention, target: Draft | None) -> None:
        """An adjective: for a noun before it, or kept for the noun to come."""
        if target is not None and self.apply(target, mention):
            return
        self.waiting.append(mention)

    def describe(self, draft: Draft, *, plural: bool, board: Draughtboard) -> None:
        """Gives a new thing everything that was said before it."""
        draft.count = self.count or (_SOME if plural else 1)
        self.count = 0
        self.settle(draft, board)

    def settle(self, draft: Draft | None, board: Draughtboard) -> None:
        """Adjectives still waiting go to the thing before them, or are lost."""
        if draft is not None and draft.alive:
            self._hair(draft)
        for mention in self.waiting:
            if draft is None or not self.apply(draft, mention):
                self.unplaced.append((mention.start, mention.text))
        self.waiting = []
        if draft is not None and board.lost is not self.unplaced and self.unplaced:
            board.lost.extend(self.unplaced)
            self.unplaced = []

    def _hair(self, draft: Draft) -> None:
        """For example 'Curly red hair', "a long white beard": the colour is the hair's, not the person's."""
        named = [m for m in self.waiting if m.sense.group in {"hair", "beard"}]
        colors = [m for m in self.waiting if m.sense.group == "color"]
        if named and colors and draft.sense.group == "person":
            draft.looks["haircolor"] = rgb_text(colors[-1].sense.key)
            self.waiting = [m for m in self.waiting if m not in colors]
            plain = [m for m in named if m.sense.key == "bob" and len(named) > 1]
            self.waiting = [m for m in self.waiting if m not in plain]

    def settle_on_place(self) -> None:
        """For example 'A dark forest', "a snowy street": adjectives of a place set mood, size is nothing to it."""
        for mention in self.waiting:
            if mention.sense.group == "color" and mention.sense.key in {"black", "grey"}:
                self.conditions.setdefault("mood", "spooky")
            elif mention.sense.group != "size" and mention.sense.key not in _NATURAL:
                self.unplaced.append((mention.start, mention.text))
        self.waiting = []
        self.count = 0

    def apply(self, draft: Draft, mention: Mention) -> bool:
        """Whether the adjective could be given to the thing."""
        group, key = mention.sense.group, mention.sense.key
        if group in _ONLY_ALIVE and not draft.alive:
            return group == "age"  # an old house looks like a house
        if group in _LOOKS:
            draft.looks[group] = key
        elif group == "material":
            draft.color = draft.color or _MATERIALS[key]
        elif group == "size":
            draft.scale = key
        else:
            self._set(draft, group, key)
        return True

    def _set(self, draft: Draft, group: str, key: str) -> None:
        if group == "color" and draft.color and draft.color != key:
            draft.looks["second"] = key
            return
        setattr(draft, group, key)

    def place(self, mention: Mention) -> bool:
        """Whether the place could still be used: one place, and one more in the distance outdoors."""
        sense = mention.sense
        if any(known.key == sense.key for known in self.places):
            return True
        room = any(known.art.startswith(_INDOOR) for known in self.places)
        if len(self.places) > 1 or (self.places and (room or sense.art.startswith(_INDOOR))):
            if not any(other.kind == "thing" for other in mention.senses):
                self.unplaced.append((mention.start, mention.text))
            return False
        self.places.append(sense)
        if mention.low.startswith(("autumn", "jesien")):
            self.conditions.setdefault("season", "autumn")
        return True

    def condition(self, mention: Mention) -> None:
        """Time, weather, season, camera or mood; the first of each kind counts, what doubles it agrees."""
        self.conditions.setdefault(mention.sense.group, mention.sense.key)

    def known(self, sense: Sense, board: Draughtboard, *, new: bool) -> Draft | None:
        """The thing already named by this word, unless the words say that it is another."""
        if new or self.count > 1:
            return None
        for draft in board.drafts.values():
            if draft.sense.key == sense.key:
                colors = {m.sense.key for m in self.waiting if m.sense.group == "color"}
                if colors and draft.color not in colors:
                    return None
                self.settle(draft, board)
                self.count = 0
                return draft
        return None

    def plural(self, mention: Mention, *, governed: bool) -> bool:
        """Whether the word itself says more than one."""
        first, *others = mention.low.split()
        word, base = others[-1] if others else first, mention.sense.key
        if mention.kind == "name":
            return False
        if mention.language == "en":
            return plural_en(word)
        if others and not first.endswith(_PLURAL_ADJECTIVES):
            word = first  # "statek wikingów" is one
        plural = plural_pl(word, mention.number, governed=governed)
        return plural and base not in _PAIRS

    def finish(self, board: Draughtboard) -> None:
        """Hands over what could not be placed."""
        board.lost.extend(self.unplaced)
        self.unplaced = []
