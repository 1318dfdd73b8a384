"""Chooses, by what stands around a word, which of its senses is meant."""

import re
from dataclasses import dataclass

from gpu_worker.engines.storyboard.language.lexicon import Lexicon, Match
from gpu_worker.engines.storyboard.language.names import Roll
from gpu_worker.engines.storyboard.language.tokens import Token
from gpu_worker.engines.storyboard.language.vocabulary import Sense

_NOMINAL = frozenset({"thing", "place", "condition"})
# Places one is *on*.
_ON_PLACES = frozenset({"moonsurface", "island_p", "deck", "bridge_p", "planet_p", "balcony", "train_p", "podium"})
_ON_PLACES_PL = _ON_PLACES | {"castlehall", "ruinsland"}
# Where a room's building is meant: "in front of the library".
_BUILDINGS = {
    "classroom": "school", "hospital": "hospitalb", "shop_p": "shop", "cafe": "shop", "library": "palace",
    "museum": "palace", "cinema": "shop", "bakery": "shop", "office": "skyscraper", "stage": "palace",
    "station": "palace", "gym": "shop", "disco": "shop", "circus": "circustent", "studio": "shop",
}  # fmt: skip
_HEAVENLY = frozenset({"moonsurface", "planet_p", "sky_p"})
_MOST_GUESSES = 4  # words of a prompt that are looked up by meaning, at 20 ms each
_SHORT = 80  # tokens; in longer prompts a word more or less matters little
_OUTSIDE = frozenset({"front", "behind"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the prompt with the sense chosen; kind "unknown" when there is none.

    Attributes:
        low: the words in lower case.
        number: of a Polish noun as its form says it: "many", "maybe" (or a case of one), "one" or "".
    """

    kind: str
    sense: Sense
    text: str
    low: str
    language: str
    start: int
    senses: tuple[Sense, ...] = ()
    number: str = ""

    def sense_as(self, kind: str) -> Sense | None:
        """The word's sense of another kind, if it has one."""
        return next((sense for sense in self.senses if sense.kind == kind), None)


def read_mentions(
    tokens: list[Token], lexicon: Lexicon, language: str, prompt: str, *, names: Roll | None = None
) -> list[Mention]:
    """Every phrase of the prompt in order, marks as function words ("comma", "stop"), `names` as names of the cast."""
    matches = _segment(tokens, lexicon, language, names)
    guesses = _MOST_GUESSES if len(tokens) <= _SHORT else 0
    mentions: list[Mention] = []
    for index, (at, length, match) in enumerate(matches):
        text = prompt[tokens[at].start : tokens[at + length - 1].end]
        low = " ".join(token.low for token in tokens[at : at + length])
        following = matches[index + 1][2] if index + 1 < len(matches) else None
        if tokens[at].kind in {"comma", "stop"} and match is None:
            sense = Sense("function", tokens[at].kind, tokens[at].kind)
        elif match is None:
            sense = _stranger(tokens[at], at, mentions)
            if sense.kind == "unknown" and language == "pl" and guesses and lexicon.meanings is not None:
                guesses -= 1
                sense = lexicon.meanings.nearest(tokens[at].low) or sense
        else:
            sense = _choose(match, mentions, following, low, tokens[at])
        spoken = match.language if match else language
        number = lexicon.numbers.get(tokens[at].low, "") if spoken == "pl" else ""
        senses = match.senses if match else ()
        mentions.append(Mention(sense.kind, sense, text, low, spoken, tokens[at].start, senses, number))
    return mentions


def _segment(
    tokens: list[Token], lexicon: Lexicon, language: str, names: Roll | None
) -> list[tuple[int, int, Match | None]]:
    found: list[tuple[int, int, Match | None]] = []
    at = 0
    while at < len(tokens):
        match = lexicon.match(tokens, at, language) if tokens[at].kind in {"word", "emoji"} else None
        match = (_called(tokens, at, names, match, language) if names else None) or match
        length = match.length if match else 1
        found.append((at, length, match))
        at += length
    return found


def _called(tokens: list[Token], at: int, names: Roll, known: Match | None, language: str) -> Match | None:
    """Somebody of the cast, called by name; a small letter will do where the word means nothing else but somebody."""
    found = names.find([token.low for token in tokens[at : at + 3]])
    if found is None or tokens[at].kind != "word":
        return None
    somebody = known is None or known.senses[0].kind == "name" or known.senses[0].group in {"person", "animal"}
    if not (tokens[at].text[:1].isupper() or somebody) or (known and known.length > found[1]):
        return None
    return Match((Sense("name", found[0], "cast"),), found[1], language)


def _stranger(token: Token, at: int, before: list[Mention]) -> Sense:
    """An unknown word: a name when written like one in the middle of a sentence."""
    if token.kind == "word" and _relational(token.low):
        return Sense("function", "misc", "misc")
    opening = at == 0 or (before and before[-1].sense.group == "stop")
    if token.kind == "word" and token.capital and not opening and len(token.text) > 2:  # noqa: PLR2004
        return Sense("name", token.low, "f" if token.low.endswith("a") else "m")
    return Sense("unknown", token.low)


_WHEELS = frozenset({"kół", "koła", "kołami", "kołach", "kołem"})  # "koło" is near, too, but has no cases then
_RELATIONAL = re.compile(r"..+ow(y|a|e|ego|ej|emu|ą|ym|ych|ymi)")


def _relational(word: str) -> bool:
    """Whether a Polish adjective only says what kind a thing is: "piknikowy", "ogrodowym"."""
    return _RELATIONAL.fullmatch(word) is not None


def _choose(match: Match, before: list[Mention], following: Match | None, low: str, token: Token) -> Sense:
    by_kind: dict[str, Sense] = {}
    for sense in match.senses:
        by_kind.setdefault(sense.kind, sense)
    if len(by_kind) == 1 and "place" not in by_kind:
        return match.senses[0]
    if "function" in by_kind and low not in _WHEELS and _meant(by_kind, before):
        return by_kind["function"]
    by_kind.pop("function", None)
    if "name" in by_kind:
        named = token.capital and (before or len(by_kind) == 1)
        if named or len(by_kind) == 1:
            return by_kind["name"]
        del by_kind["name"]
    context = _Context(before, following, low, match.language, "thing" in by_kind)
    if "action" in by_kind and (len(by_kind) == 1 or context.verbal()):
        return by_kind["action"]
    by_kind.pop("action", None)
    if "adjective" in by_kind and (len(by_kind) == 1 or context.adjectival()):
        return by_kind["adjective"]
    return _nominal(by_kind, context)


def _meant(by_kind: dict[str, Sense], before: list[Mention]) -> bool:
    """Whether a word of grammar is one: "draw a fox" asks for a picture, but who draws in it does something."""
    asks = by_kind["function"].key == "meta" and "action" in by_kind
    return not (asks and any(mention.kind == "thing" for mention in before))


def _nominal(by_kind: dict[str, Sense], context: "_Context") -> Sense:
    place, thing = by_kind.get("place"), by_kind.get("thing")
    if condition := by_kind.get("condition"):
        return condition
    if place is None:
        return thing or next(iter(by_kind.values()))
    if context.preposition() in _OUTSIDE and place.key in _BUILDINGS:
        return Sense("thing", _BUILDINGS[place.key], "building")
    if thing is None or context.puts_into(place):
        return place
    return thing


@dataclass(frozen=True, slots=True)
class _Context:
    before: list[Mention]
    following: Match | None
    low: str
    language: str
    thing: bool = False  # whether the word may be a thing too

    def previous(self) -> Mention | None:
        return self.before[-1] if self.before else None

    def preposition(self) -> str:
        """The preposition that governs this noun, looking back over articles, numbers and adjectives."""
        for mention in reversed(self.before):
            group = mention.sense.group
            if mention.kind == "adjective" or group in {"article", "possessive"} or group.startswith("quantity"):
                continue
            return group if mention.kind == "function" else ""
        return ""

    def puts_into(self, place: Sense) -> bool:
        """Whether the words before say that somebody is in this place."""
        if place.detail == ("bare",):
            return True
        preposition = self.preposition()
        if any(m.low in {"on top of", "at the top of"} for m in self.before[-3:]):
            return False
        if place.key in _HEAVENLY:  # one howls at the moon from the earth
            return preposition in {"in", "on", "from"} and not self._accusative()
        on_places = _ON_PLACES_PL if self.language == "pl" else _ON_PLACES
        at_word = self.before and any(m.low == "at" for m in self.before[-3:])
        return (
            preposition == "in"
            or bool(at_word)
            or (preposition == "on" and place.key in on_places and not self._accusative())
        )

    def _accusative(self) -> bool:
        """For example 'Na zamek' goes towards it, "na zamku" is there: masculine nouns end in a consonant."""
        return self.language == "pl" and self.low[-1] not in "aąeęiouóyij"

    def verbal(self) -> bool:
        """Whether a word that could be a verb is one here."""
        previous = self.previous()
        if previous is None:
            return self.low.endswith("ing") or self._has_next({"thing", "function"})
        group = previous.sense.group
        if previous.kind == "function":
            governed = group in {"article", "possessive", "of", "in", "on", "with", "from", "under"}
            if governed or group.startswith("quantity"):
                return self.low.endswith("ing") and self._has_next({"thing"})
            return group in {"aux", "pronoun"} or self.low.endswith(("ing", "ą", "uje", "ści się"))
        if previous.kind == "action" and self.thing and not self.low.endswith("ing"):
            return False  # "drinking water"
        if previous.kind == "adjective":
            return self.low.endswith("ing") and self._has_next({"thing"})
        return previous.kind in {"thing", "name", "action"} or self.low.endswith("ing")

    def adjectival(self) -> bool:
        """Whether a word that could be an adjective is one here: a noun follows, or it ends an "is …"."""
        previous = self.previous()
        if previous is not None and previous.sense.group == "aux":
            return True
        return self._has_next({"thing", "adjective"}) or self.language == "pl"

    def _has_next(self, kinds: set[str]) -> bool:
        return self.following is not None and any(sense.kind in kinds for sense in self.following.senses)
