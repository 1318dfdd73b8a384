"""Searching the gallery: a question in anybody's words, and what to offer where it finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.gallery.handles import handle_of
from core.gallery.models import Tag
from core.gallery.people import Person, people_where
from core.gallery.things import things
from core.gallery.words import asked, forms, quoted
from core.users.models import User
from core.words import folded

MOST_LETTERS = 200
_LEAST_PREFIX = 3
_MOST_PEOPLE = 6
_MOST_OFFERED = 6
_CLOSE = 0.75


class Manner(StrEnum):
    """How strictly words are taken: all of them, the last as a beginning, or any of them."""

    ALL = "all"
    BEGINNING = "beginning"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Search:
    """A question as it was asked, cut to what we read, with the words that it is about."""

    text: str
    words: tuple[str, ...]

    def query(self, manner: Manner = Manner.ALL) -> str:
        """Return the question as a ``tsquery``; there must be words."""
        found = [_any_form(word) for word in self.words]
        if manner is Manner.BEGINNING and len(self.words[-1]) >= _LEAST_PREFIX:
            found[-1] = f"({found[-1]} | {quoted(self.words[-1])}:*)"
        return (" | " if manner is Manner.ANY else " & ").join(found)

    def marks(self, text: str) -> list[tuple[str, bool]]:
        """Return a text in pieces, each with whether it is one of the words searched for."""
        wanted = frozenset().union(*(forms(word) for word in self.words))
        pieces: list[tuple[str, bool]] = []
        for piece, is_word in _pieces(text):
            hit = is_word and not wanted.isdisjoint(forms(folded(piece)))
            if pieces and pieces[-1][1] == hit:
                pieces[-1] = (pieces[-1][0] + piece, hit)
            else:
                pieces.append((piece, hit))
        return pieces


def search_of(text: str) -> Search:
    """Return a question of any text at all."""
    tidy = " ".join(text.replace("\0", " ")[:MOST_LETTERS].split())
    return Search(tidy, tuple(asked(tidy)))


async def people_called(session: AsyncSession, search: Search) -> list[Person]:
    """Return people with public pictures whose name begins with what was asked."""
    plain = handle_of(search.text)
    begins = User.handle.startswith(plain, autoescape=True)
    return await people_where(session, begins, limit=_MOST_PEOPLE) if search.words else []


async def tags_offered(session: AsyncSession, search: Search, locale: str) -> list[str]:
    """Return tags that pictures bear and that are near to the words asked for; there may be none."""
    named = [thing for word in search.words for thing in things().senses(word)]
    names = things().names.get(locale, things().names["en"])
    plain = {folded(name): thing for thing, name in names.items()}
    near = [plain[name] for word in search.words for name in get_close_matches(word, plain, n=3, cutoff=_CLOSE)]
    wanted = list(dict.fromkeys((*named, *near)))
    there = set(await session.scalars(select(Tag.tag).where(Tag.tag.in_(wanted))))
    return [tag for tag in wanted if tag in there][:_MOST_OFFERED]


def _any_form(word: str) -> str:
    """Return what finds a word in any of its forms, or what it names in any language."""
    lexemes = [word, *sorted(forms(word) - {word}), *(f"={thing}" for thing in things().senses(word))]
    return "(" + " | ".join(quoted(lexeme) for lexeme in lexemes) + ")"


def _pieces(text: str) -> Sequence[tuple[str, bool]]:
    """Return a text in its words and what stands between them, in order."""
    found: list[tuple[str, bool]] = []
    for letter in text:
        is_word = letter.isalnum()
        if found and found[-1][1] == is_word:
            found[-1] = (found[-1][0] + letter, is_word)
        else:
            found.append((letter, is_word))
    return found
