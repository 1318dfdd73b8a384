"""What an address of the gallery asks for: filters as parts of a real address, and the ways to change them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote, urlencode
from uuid import UUID

from core.engines import SHAPE_NAMES, STYLES, Shape
from core.gallery.shelves import ListingKind, Wanted
from core.i18n import N_, Translator
from web_gallery.refusals import AddressDamaged

FILTERS = ("kind", "style", "shape", "model", "space", "day", "rated")
_MOST = 120  # letters of one filter; none of ours is longer
KINDS: Mapping[ListingKind, str] = {
    ListingKind.PICTURE: N_("Pictures"),
    ListingKind.COMIC: N_("Comics"),
    ListingKind.ANIMATION: N_("Animations"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A link that changes what is shown."""

    label: str
    path: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Ways of one kind."""

    title: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """The filters of an address: as they were given, and what they mean; ``path`` is the page they are given to."""

    path: str
    given: tuple[tuple[str, str], ...]
    wanted: Wanted

    def address(self, **changed: str | None) -> str:
        """Return the address with some filters changed, and back at the newest."""
        asked = {**dict(self.given), **changed}
        query = urlencode([(name, asked[name]) for name in (*FILTERS, "q", "how", "before") if asked.get(name)])
        return f"{self.path}?{query}" if query else self.path

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked for but the page itself."""
        return not self.given

    def kinds(self, say: Translator) -> tuple[Way, ...]:
        """Return the ways among pictures, comics and animations."""
        now = self.wanted.kind
        everything = Way(say.gettext("Everything"), self.address(kind=None), now is None)
        return everything, *(
            Way(say.gettext(label), self.address(kind=kind.value), kind is now) for kind, label in KINDS.items()
        )

    def choices(self, say: Translator, models: Iterable[str], today: date) -> tuple[Choice, ...]:
        """Return the finer filters."""
        styles = [(style, say.gettext(name)) for style, name in STYLES.items()]
        shapes = [(shape.value, say.gettext(name)) for shape, name in SHAPE_NAMES.items()]
        targets = [(target, target.rpartition("/")[2]) for target in models]
        day = [(today.isoformat(), say.gettext("Today"))]
        return (
            self._choice("style", say.gettext("Style"), styles),
            self._choice("shape", say.gettext("Shape"), shapes),
            *([self._choice("model", say.gettext("Model"), targets)] if len(targets) > 1 else []),
            self._choice("day", say.gettext("Day"), day),
        )

    def active(self, say: Translator) -> tuple[Way, ...]:
        """Return the filters that are on, each with the way to take it off."""
        names: Mapping[str, Callable[[str], str]] = {
            "style": lambda value: say.gettext(STYLES[value]) if value in STYLES else value,
            "shape": lambda value: say.gettext(SHAPE_NAMES[Shape(value)]),
            "model": lambda value: value.rpartition("/")[2],
            "space": lambda _: say.gettext("one community"),
            "day": lambda value: value,
            "rated": lambda _: say.gettext("rated"),
        }
        return tuple(
            Way(names[name](value), self.address(**{name: None}), is_current=True)
            for name, value in self.given
            if name in names
        )

    def _choice(self, name: str, title: str, values: Iterable[tuple[str, str]]) -> Choice:
        now = dict(self.given).get(name)
        return Choice(
            title,
            tuple(
                Way(label, self.address(**{name: None if value == now else value}), value == now)
                for value, label in values
            ),
        )


def wish_of(path: str, query: Mapping[str, str], *, tag: str | None = None, person: UUID | None = None) -> Wish:
    """Return what an address asks for.

    Raises:
        AddressDamaged: a filter has a value that there is none of.
    """
    given = tuple((name, query[name]) for name in FILTERS if query.get(name))
    asked = dict(given)
    if any(len(value) > _MOST or "\0" in value for value in asked.values()):
        raise AddressDamaged
    rated = asked.get("rated")
    if rated not in {None, "1"} or (rated and (len(asked) > 1 or tag or person)):
        raise AddressDamaged
    try:
        wanted = Wanted(
            kind=ListingKind(asked["kind"]) if "kind" in asked else None,
            style=asked.get("style"),
            target=asked.get("model"),
            shape=Shape(asked["shape"]) if "shape" in asked else None,
            space=UUID(asked["space"]) if "space" in asked else None,
            day=date.fromisoformat(asked["day"]) if "day" in asked else None,
        )
    except ValueError:
        raise AddressDamaged from None
    if wanted.day is not None and wanted.day.year in {date.min.year, date.max.year}:
        raise AddressDamaged  # a day before or after these there is none
    return Wish(quote(path), given, replace(wanted, tag=tag, person=person, rated=rated is not None))
