"""Writing a script down in the keywords of its own language, so that reading it gives the same script again."""

from collections import Counter
from collections.abc import Iterator

from core.comics.script.model import Caption, Direction, Hint, Item, Page, Panel, Place, Say, Script, Sound, Voice
from core.comics.script.statements import looks_like_name
from core.comics.script.vocabulary import RESERVED, Flag, Header, Keyword, fold, written, written_rating
from core.comics.script.words import text_of

_HINTS = tuple(Hint)


def format_script(script: Script) -> str:
    """Return the text of a script; ``parse`` reads it as the same one (with ``FILE``'s limits where it is long)."""
    writer = _Writer(script)
    return "\n".join(writer.lines()) + "\n"


class _Writer:
    """Writes one script; knows which speakers need a modifier to be taken for one."""

    def __init__(self, script: Script) -> None:
        """Count who speaks how often."""
        self._script = script
        self._language = script.language
        self._cast = {fold(name) for name in script.cast}
        says = [item for panel in script.panels for item in panel.items if isinstance(item, Say)]
        self._times = Counter(fold(say.speaker) for say in says if not say.joined)

    def lines(self) -> Iterator[str]:
        """Yield the script's lines."""
        yield from self._headers()
        number = 0
        for at, page in enumerate(self._script.pages, 1):
            yield from self._page(at, page)
            for panel in page.panels:
                number += 1
                yield ""
                yield from self._panel(number, panel)

    def _headers(self) -> Iterator[str]:
        script, language = self._script, self._language
        direction = script.direction if script.direction is not Direction.LEFT_TO_RIGHT else None
        values = {
            Header.TITLE: script.title,
            Header.LANG: language,
            Header.STYLE: script.style,
            Header.SIZE: written(script.size, language) if script.size else "",
            Header.READ: written(direction, language) if direction else "",
            Header.SEED: "" if script.seed is None else str(script.seed),
            Header.RATING: written_rating(script.rating, language) if script.rating else "",
            Header.CAST: "; ".join(f"{name} = {looks}" for name, looks in script.cast.items()),
        }
        for header, value in values.items():
            if value:
                yield f"{written(header, language)}: {value}"

    def _page(self, at: int, page: Page) -> Iterator[str]:
        if not self._script.paged:
            return
        options = []
        if page.splash:
            options.append(written(Hint.SPLASH, self._language))
        if page.tiers:
            options.append("-".join(str(tier) for tier in page.tiers))
        yield ""
        yield f"{written(Keyword.PAGE, self._language)} {at}{_brackets(options)}"

    def _panel(self, number: int, panel: Panel) -> Iterator[str]:
        words = _brackets([written(hint, self._language) for hint in _HINTS if hint in panel.hints])
        description = f": {panel.description}" if panel.description else ""
        yield f"{written(Keyword.PANEL, self._language)} {number}{words}{description}"
        for index, item in enumerate(panel.items):
            yield self._item(item, alone=index == 0 and not panel.description)

    def _item(self, item: Item, *, alone: bool) -> str:
        words = text_of(item.words)
        match item:
            case Caption():
                return f"{written(Keyword.CAPTION, self._language)}{_brackets(self._place(item.place))}: {words}"
            case Sound():
                manner = [*self._place(item.place), *self._flags(small=item.small, loud=item.loud)]
                return f"{written(Keyword.SOUND, self._language)}{_brackets(manner)}: {words}"
            case Say():
                return f"{item.speaker}{_brackets(self._manner(item, alone=alone))}: {words}"

    def _manner(self, say: Say, *, alone: bool) -> list[str]:
        words = [written(say.voice, self._language)] if say.voice is not Voice.SPEECH else []
        words += [*self._place(say.place), *self._flags(small=say.small, loud=say.loud)]
        if say.joined:
            words.append(written(Flag.CONTINUED, self._language))
        if not words and (alone or not self._is_plainly_a_speaker(say.speaker)):
            return [written(Voice.SPEECH, self._language)] if self._is_doubtful(say.speaker) else []
        return words

    def _is_plainly_a_speaker(self, name: str) -> bool:
        return fold(name) not in RESERVED and looks_like_name(name)

    def _is_doubtful(self, name: str) -> bool:
        """Tell whether a reader could take a speaker's first line for a description."""
        word = fold(name)
        once = name.istitle() and self._times[word] <= 1
        return word not in self._cast and (once or not self._is_plainly_a_speaker(name))

    def _place(self, place: Place | None) -> list[str]:
        return [written(place, self._language)] if place else []

    def _flags(self, *, small: bool, loud: bool) -> list[str]:
        chosen = [Flag.SMALL] if small else []
        chosen += [Flag.LOUD] if loud else []
        return [written(flag, self._language) for flag in chosen]


def _brackets(words: list[str]) -> str:
    return f" ({', '.join(words)})" if words else ""
