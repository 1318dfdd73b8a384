"""The cast of a comic: who somebody is and what somebody wears, read from a few words, the same in every panel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gpu_worker.engines.storyboard.language.describe import Describer, rgb_text
from gpu_worker.engines.storyboard.language.drafts import Draft, Draughtboard
from gpu_worker.engines.storyboard.language.lexicon import Lexicon
from gpu_worker.engines.storyboard.language.mentions import Mention, read_mentions
from gpu_worker.engines.storyboard.language.names import Roll, roll
from gpu_worker.engines.storyboard.language.tokens import tokenise
from gpu_worker.engines.storyboard.language.vocabulary import Sense

# Whom a speaker without known looks may be: the words for anybody.
ANYBODY = frozenset({"person", "man", "woman", "boy", "girl", "child", "teenager", "friend"})
_SEX = {"man": "m", "boy": "m", "woman": "f", "girl": "f"}


@dataclass(frozen=True, slots=True)
class Players:
    """Who plays: looks by name, those who have to be there, and faces by name."""

    cast: Mapping[str, str] = field(default_factory=dict)
    speakers: Sequence[str] = ()
    expressions: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Player:
    """Somebody of the cast.

    Attributes:
        draft: who and how; copied into each scene that the player appears in.
        props: what the player always carries.
        vague: whether nothing but a name is known.
        guessed: whether who it is was only guessed from the name.
        lost: words of the looks that nobody could use.
    """

    name: str
    draft: Draft
    props: list[Draft] = field(default_factory=list)
    vague: bool = False
    guessed: bool = False
    lost: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The id of the player's figure in every scene."""
        return self.name.casefold()

    def fits(self, draft: Draft) -> bool:
        """Whether an unnamed character of a scene may be this player."""
        if draft.name or draft.count > 1 or not draft.alive:
            return False
        if draft.sense.key == self.draft.sense.key:
            return True
        sexes = {_SEX.get(draft.sense.key), _SEX.get(self.draft.sense.key)} - {None}
        return self.guessed and draft.sense.key in ANYBODY and len(sexes) < 2  # noqa: PLR2004 -- one sex or unknown

    def play(self, draft: Draft) -> None:
        """Gives a character of the scene the player's name and looks; what the scene says of feelings stays."""
        own = self.draft
        draft.name = self.name
        if not self.vague:
            draft.sense, draft.outfit = own.sense, own.outfit
        draft.color, draft.shape = own.color or draft.color, own.shape or draft.shape
        draft.age, draft.scale = own.age or draft.age, own.scale or draft.scale
        draft.feel = draft.feel or own.feel
        draft.looks = {**draft.looks, **own.looks}


@dataclass(frozen=True, slots=True)
class Troupe:
    """All players of a comic, and the names by which a prompt may call them."""

    players: Mapping[str, Player] = field(default_factory=dict)
    roll: Roll = field(default_factory=lambda: Roll({}))

    def named(self, name: str) -> Player | None:
        """The player of a name in any case and form."""
        found = self.roll.find(name.casefold().split())
        return self.players.get(found[0]) if found else None


def read_cast(cast: Mapping[str, str], speakers: Sequence[str], lexicon: Lexicon, language: str) -> Troupe:
    """Reads the looks of everybody; speakers who are not in the cast are known by their name alone."""
    names = roll(cast)
    everybody = dict(cast)
    for speaker in speakers:
        if names.find(speaker.casefold().split()) is None:
            everybody.setdefault(speaker, "")
            names = roll(everybody)
    players = {name: _player(name, looks, lexicon, language) for name, looks in everybody.items()}
    return Troupe(players, names)


def _player(name: str, looks: str, lexicon: Lexicon, language: str) -> Player:
    reading = _Reading(lexicon)
    reading.read(looks, language)
    described = reading.base is not None
    if not described:
        reading.read_name(name, language)
    known = reading.base is not None
    sense = reading.base or lexicon.vocabulary.things[_guess_sex(name, lexicon)]
    draft = reading.settle(sense)
    return Player(name, draft, reading.props, not known and not looks.strip(), not known, tuple(reading.lost))


def _guess_sex(name: str, lexicon: Lexicon) -> str:
    first = name.casefold().split()[0] if name.split() else ""
    node = lexicon.roots["pl"].after.get(first)
    sense = next((sense for sense in node.senses if sense.kind == "name"), None) if node else None
    if sense is not None:
        return "woman" if sense.group == "f" else "man"
    return "woman" if first.endswith("a") else "man"


@dataclass(slots=True)
class _Reading:
    lexicon: Lexicon
    base: Sense | None = None
    outfit: str = ""
    props: list[Draft] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    adjectives: list[Mention] = field(default_factory=list)
    garments: list[tuple[Sense, list[Mention]]] = field(default_factory=list)
    own: list[Mention] = field(default_factory=list)
    hair: str = ""
    worn: list[Mention] | None = None  # what is said of the garment just named

    def read(self, looks: str, language: str) -> None:
        """For example 'red raincoat, grey braid', 'an old detective wolf with a lantern'."""
        mentions = read_mentions(tokenise(looks), self.lexicon, language, looks)
        for mention in mentions:
            if mention.kind == "thing":
                self._thing(mention.sense)
            elif mention.kind == "adjective":
                # Polish also says it afterwards: "płaszcz czerwony".
                (self.adjectives if self.worn is None else self.worn).append(mention)
            elif mention.sense.group in {"comma", "and", "with", "in", "stop"}:
                self._close()
            elif mention.kind != "function":
                self.lost.append(mention.text)
        self._close()

    def read_name(self, name: str, language: str) -> None:
        """Names that are words say who it is: "Kot", "Old Wizard"."""
        for mention in read_mentions(tokenise(name.lower()), self.lexicon, language, name.lower()):
            if mention.kind == "thing":
                self._thing(mention.sense)
            elif mention.kind == "adjective" and mention.sense.group in {"age", "size", "color"}:
                self.own.append(mention)

    def settle(self, sense: Sense) -> Draft:
        """The finished looks."""
        board, describer = Draughtboard(), Describer()
        draft = board.create(self.lexicon.vocabulary.things.get(sense.key, sense), "")
        describer.waiting = [*self.own]
        describer.settle(draft, board)
        self.lost += [text for _, text in board.lost]
        for garment, words in self.garments:
            worn = board.create(garment, "")
            colors = [mention.sense.key for mention in words if mention.sense.group == "color"]
            worn.color = colors[-1] if colors else ""
            board.relate("wear", draft, worn)
        draft.outfit = self.outfit
        if self.hair:
            draft.looks["haircolor"] = self.hair
        return draft

    def _thing(self, sense: Sense) -> None:
        sense = self.lexicon.vocabulary.things.get(sense.key, sense)
        if sense.group == "wear":
            self.garments.append((sense, self.adjectives))
            self.worn = self.adjectives
        elif sense.group in {"person", "animal"}:
            self._somebody(sense)
            return
        else:
            prop = Draughtboard().create(sense, "")
            colors = [mention.sense.key for mention in self.adjectives if mention.sense.group == "color"]
            prop.color = colors[-1] if colors else ""
            self.props.append(prop)
        self.adjectives = []

    def _somebody(self, sense: Sense) -> None:
        self._close()
        if self.base is None:
            self.base = sense
        elif {self.base.group, sense.group} == {"person", "animal"} and not self.outfit:
            person, animal = (self.base, sense) if self.base.group == "person" else (sense, self.base)
            self.base, self.outfit = animal, person.key
        # A second person is what the first one does: "a girl, detective".
        elif not self.outfit:
            self.outfit = sense.key

    def _close(self) -> None:
        """The adjectives so far are the character's own."""
        hair = any(mention.sense.group in {"hair", "beard"} for mention in self.adjectives)
        colors = [mention for mention in self.adjectives if mention.sense.group == "color"]
        if hair and colors:
            self.hair = rgb_text(colors[-1].sense.key)  # "grey braid": the colour is the hair's
        self.own += [mention for mention in self.adjectives if not hair or mention not in colors]
        self.adjectives, self.worn = [], None
