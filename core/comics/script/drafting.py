"""From lines to a draft: pages, panels and items as they were written, before names are settled and sizes checked."""

from dataclasses import dataclass, field

from core.comics.script import faults, settings
from core.comics.script.model import Hint
from core.comics.script.modifiers import SHOWN, Findings, Manner, PageOptions, hints, manner, page_options
from core.comics.script.reading import Line
from core.comics.script.settings import Settings
from core.comics.script.statements import (
    Again,
    Described,
    PageHead,
    PanelHead,
    Said,
    Setting,
    Statement,
    Told,
    looks_like_name,
    statement,
)
from core.comics.script.vocabulary import KEYWORDS, RESERVED, Header, Keyword, fold

_TYPO = 0.8


@dataclass(slots=True)
class ItemDraft:
    """Something lettered. ``name`` is the speaker as written, "" for captions and sounds; ``text`` grows by lines.

    ``again`` goes on with the balloon before; ``first`` stands on its panel's first line.
    """

    keyword: Keyword | None
    heading: str
    name: str
    manner: Manner
    text: str
    line: int
    again: bool = False
    first: bool = False


@dataclass(slots=True)
class PanelDraft:
    """One panel; ``heading`` is "" where nothing announced it, and ``number`` what the heading said."""

    line: int
    heading: str = ""
    number: int | None = None
    hints: frozenset[Hint] = frozenset()
    description: list[str] = field(default_factory=list)
    items: list[ItemDraft] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        """Tell whether nothing stands in it."""
        return not self.description and not self.items


@dataclass(slots=True)
class PageDraft:
    """One page; ``heading`` is "" for what stands before the first PAGE."""

    line: int
    heading: str = ""
    options: PageOptions = field(default_factory=PageOptions)
    panels: list[PanelDraft] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A script as it was written."""

    settings: Settings = field(default_factory=Settings)
    pages: list[PageDraft] = field(default_factory=list)


class Drafter:
    """Takes a script's statements one after the other."""

    def __init__(self, findings: Findings) -> None:
        """Begin with nothing."""
        self.draft = Draft()
        self._findings = findings
        self._page: PageDraft | None = None
        self._panel: PanelDraft | None = None
        self._open: ItemDraft | None = None  # "NAME:" without words, which the next lines bring
        self._casting = False  # after "Cast:" without a value
        self._names: set[str] = set()
        self._panels = 0
        self._last_number = 0

    def take(self, line: Line) -> None:
        """Take the next line."""
        said = statement(line)
        if line.separates:
            self._panel = None
        if said is None:
            self._open = self._open if line.text.startswith("//") else None
            return
        if self._casting and isinstance(said, Described) and "=" in said.text:
            settings.take_cast(self.draft.settings, said.text, line.number, self._findings)
            return
        self._casting = False
        self._dispatch(said, line)

    def _dispatch(self, said: Statement, line: Line) -> None:
        waiting, self._open = self._open, None
        match said:
            case PageHead():
                self._begin_page(said, line)
            case PanelHead() if not said.numbered or self._is_next(said.number):
                self._begin_panel(said, line)
            case Setting():
                self._set(said, line.number)
            case Described() if waiting is not None:
                waiting.text = f"{waiting.text} {said.text}".strip()
                self._open = waiting
            case _:
                self._take_item(said, line)

    def _take_item(self, said: Statement, line: Line) -> None:
        match said:
            case Again():
                self._say_again(said, line.number)
            case Told(Keyword.DESCRIPTION):
                self._describe(said.text, line.number)
            case Told():
                self._tell(said, line.number)
            case Said() if self._speaks(said, line.number):
                self._say(said, line.number)
            case _:
                self._describe(line.text, line.number)

    def _begin_page(self, head: PageHead, line: Line) -> None:
        options = page_options(head.options, line.number, self._findings)
        self._page = PageDraft(line.number, line.text[:SHOWN], options)
        self._panel = None
        self.draft.pages.append(self._page)
        if head.rest:
            self._describe(head.rest, line.number)

    def _begin_panel(self, head: PanelHead, line: Line) -> None:
        panel = PanelDraft(line.number, line.text[:SHOWN], head.number)
        panel.hints = hints(head.hints, line.number, self._findings)
        self._add_panel(panel)
        if head.rest:
            self._describe(head.rest, line.number)

    def _is_next(self, number: int | None) -> bool:
        """Tell whether "4." begins the fourth panel, or the first one of its page, or just a sentence."""
        on_page = len(self._page.panels) if self._page else 0
        return number in {on_page + 1, self._panels + 1, self._last_number + 1}

    def _add_panel(self, panel: PanelDraft) -> PanelDraft:
        if self._page is None:
            self._page = PageDraft(panel.line)
            self.draft.pages.append(self._page)
        self._page.panels.append(panel)
        self._panels += 1
        self._last_number = panel.number or self._panels
        self._panel = panel
        return panel

    def _here(self, line: int) -> PanelDraft:
        """Return the panel that a line belongs to, a new one after a separator."""
        return self._panel or self._add_panel(PanelDraft(line))

    def _set(self, said: Setting, line: int) -> None:
        if self.draft.pages:
            self._findings.note(faults.HEADER_LATE, line, name=said.name)
            return
        settings.take(self.draft.settings, said, line, findings=self._findings)
        self._casting = said.header is Header.CAST and not said.value
        self._names |= {fold(name) for name in self.draft.settings.cast}

    def _describe(self, text: str, line: int) -> None:
        word = text.partition(" ")[0]
        if text[len(word) :].strip()[:1].isdecimal() and word.isupper() and fold(word) not in KEYWORDS:
            meant = self._findings.close(word, KEYWORDS, cutoff=_TYPO)
            if meant:
                self._findings.note(faults.KEYWORD, line, close=meant.upper(), value=text[:SHOWN])
        if any(character.isalnum() or not character.isascii() for character in text):
            self._here(line).description.append(text)

    def _tell(self, said: Told, line: int) -> None:
        item = ItemDraft(said.keyword, said.name, "", manner(said.modifiers, line, self._findings), said.text, line)
        self._here(line).items.append(item)
        self._open = None if said.text else item

    def _speaks(self, said: Said, line: int) -> bool:
        """Tell somebody's words from a description with a colon in it."""
        word = fold(said.name)
        if word in self._names:
            return True
        if word in RESERVED:
            self._findings.note(faults.RESERVED, line, name=said.name)
            return False
        return bool(said.modifiers) or looks_like_name(said.name)

    def _say(self, said: Said, line: int) -> None:
        self._names.add(fold(said.name))
        panel = self._here(line)
        how = manner(said.modifiers, line, self._findings)
        first = panel.blank and not said.modifiers
        item = ItemDraft(None, said.name, said.name, how, said.text, line, again=how.continued, first=first)
        panel.items.append(item)
        self._open = None if said.text else item

    def _say_again(self, said: Again, line: int) -> None:
        items = self._panel.items if self._panel else []
        before = next((item for item in reversed(items) if item.name), None)
        if before is None:
            self._findings.note(faults.NO_SPEAKER, line)
            return
        if not said.text:
            self._findings.note(faults.EMPTY, line, name="")
            return
        how = Manner(before.manner.voice, given=before.manner.given)
        item = ItemDraft(None, before.heading, before.name, how, said.text, line, again=True)
        self._here(line).items.append(item)
