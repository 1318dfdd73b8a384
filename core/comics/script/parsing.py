"""Reading a script: any text in, a script or what is wrong with it out; never raises, takes linear time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.comics.script import faults
from core.comics.script.drafting import Draft, Drafter, ItemDraft, PageDraft, PanelDraft
from core.comics.script.faults import Diagnostic, Severity
from core.comics.script.items import items_of
from core.comics.script.model import Page, Panel, Script
from core.comics.script.modifiers import Findings
from core.comics.script.reading import Line, lines_of
from core.comics.script.vocabulary import KEYWORDS, LANGUAGES, POLISH_KEYWORDS, fold

MESSAGE_LENGTH = 4096  # Telegram's longest message; a Discord modal takes 4,000
FILE_LENGTH = 65_536
MESSAGE_PANELS = 24
FILE_PANELS = 240
MOST_ON_PAGE = 9
MOST_ON_SPLASH = 4
_POLISH_LETTERS = frozenset("ąćęłńóśźż")
_TYPO = 0.8
_SHORTEST_TYPO = 5  # FOX is no mistyped FX


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a script may hold: characters and panels."""

    characters: int = MESSAGE_LENGTH
    panels: int = MESSAGE_PANELS


MESSAGE = Limits()
FILE = Limits(FILE_LENGTH, FILE_PANELS)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of a text: a script unless something is an error, and everything that was noticed, by lines."""

    script: Script | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What has to be mended before anything can be drawn."""
        return tuple(found for found in self.diagnostics if found.severity is Severity.ERROR)


def parse(text: str, *, limits: Limits = MESSAGE, language: str = "en") -> Parsed:
    """Read a script; ``language`` is the writer's, for a text that neither says nor shows its own."""
    if len(text) > limits.characters:
        findings = Findings(language if language in LANGUAGES else LANGUAGES[0])
        findings.note(faults.TOO_LONG, 1, number=limits.characters, length=len(text), most=limits.characters)
        return Parsed(None, tuple(findings.found))
    lines = lines_of(text)
    findings = Findings(_language_of(lines, language))
    drafter = Drafter(findings)
    for line in lines:
        drafter.take(line)
    script = _script(drafter.draft, findings, limits)
    found = tuple(sorted(findings.found, key=lambda diagnostic: diagnostic.line))
    if any(diagnostic.severity is Severity.ERROR for diagnostic in found):
        return Parsed(None, found)
    return Parsed(script, found)


def _language_of(lines: Sequence[Line], fallback: str) -> str:
    """Return "pl" for a text with Polish letters or keywords, else the writer's language."""
    for line in lines:
        word = fold(line.text[:40].partition(":")[0].partition("(")[0])
        if not _POLISH_LETTERS.isdisjoint(line.text.lower()) or {word, word.partition(" ")[0]} & POLISH_KEYWORDS:
            return "pl"
    return fallback if fallback in LANGUAGES else LANGUAGES[0]


def _script(draft: Draft, findings: Findings, limits: Limits) -> Script:
    settings = draft.settings
    findings.language = settings.language or findings.language
    panels = [panel for page in draft.pages for panel in page.panels]
    if not panels:
        findings.note(faults.EMPTY_SCRIPT, 1)
    if len(panels) > limits.panels:
        last = panels[limits.panels]
        findings.note(faults.COMIC_FULL, last.line, number=len(panels), panels=len(panels), most=limits.panels)
    _settle_speakers(panels, settings.cast, findings)
    return Script(
        tuple(_page(page, findings) for page in draft.pages),
        settings.title,
        settings.style,
        settings.size,
        settings.direction,
        findings.language,
        settings.cast,
        settings.seed,
        settings.rating,
        paged=any(page.heading for page in draft.pages),
    )


def _page(draft: PageDraft, findings: Findings) -> Page:
    panels = tuple(_panel(panel, findings) for panel in draft.panels)
    if draft.heading:
        _check_page(draft, len(panels), findings)
    return Page(panels, draft.options.tiers, draft.options.splash, draft.line)


def _check_page(draft: PageDraft, panels: int, findings: Findings) -> None:
    """Compare what a PAGE promises with what stands on it."""
    options = draft.options
    if not panels:
        findings.note(faults.EMPTY_PAGE, draft.line, heading=draft.heading)
        return
    if panels > MOST_ON_PAGE:
        findings.note(faults.PAGE_FULL, draft.line, number=panels, panels=panels, most=MOST_ON_PAGE)
    if options.splash and panels > MOST_ON_SPLASH:
        findings.note(faults.SPLASH, draft.line, number=panels, panels=panels, most=MOST_ON_SPLASH - 1)
    if options.tiers and sum(options.tiers) != panels:
        tiers = "-".join(str(tier) for tier in options.tiers)
        findings.note(faults.TIERS, draft.line, number=panels, tiers=tiers, places=sum(options.tiers), panels=panels)
    if options.count is not None and options.count != panels:
        findings.note(faults.PANEL_COUNT, draft.line, number=panels, wanted=options.count, panels=panels)


def _panel(draft: PanelDraft, findings: Findings) -> Panel:
    if draft.blank:
        findings.note(faults.EMPTY_PANEL, draft.line, heading=draft.heading)
    items = items_of(draft, findings)
    return Panel(" ".join(draft.description), items, draft.hints, draft.line)


def _settle_speakers(panels: Iterable[PanelDraft], cast: dict[str, str], findings: Findings) -> None:
    """Spell every speaker in one way, and turn what only looked like one into a description."""
    panels = list(panels)
    said = [item for panel in panels for item in panel.items if item.name]
    times = Counter(fold(item.name) for item in said if not item.again)
    known = {fold(name): name for name in cast}
    for panel in panels:
        if panel.items and _only_described(panel, times, known):
            _describe_first(panel, findings)
    spelled = dict(known)
    for panel in panels:
        for item in panel.items:
            if item.name:
                _spell(item, spelled, known, findings)


def _only_described(panel: PanelDraft, times: Counter[str], known: dict[str, str]) -> bool:
    """Tell whether a panel's first line is a description such as "Morning: the street is empty"."""
    item = panel.items[0]
    word = fold(item.name)
    return (
        item.first
        and not panel.description
        and bool(item.text)
        and item.name.istitle()
        and times[word] == 1
        and word not in known
        and not any(other.again for other in panel.items[1:2])
    )


def _describe_first(panel: PanelDraft, findings: Findings) -> None:
    item = panel.items.pop(0)
    findings.note(faults.ONCE, item.line, name=item.name)
    panel.description.append(f"{item.name}: {item.text}")


def _spell(item: ItemDraft, spelled: dict[str, str], known: dict[str, str], findings: Findings) -> None:
    """Give a speaker the spelling of the Cast, or the first one; ask about names that look mistyped."""
    word = fold(item.name)
    if word not in spelled:
        spelled[word] = item.name
        meant = findings.close(item.name, known) if known else ""
        keyword = findings.close(item.name, KEYWORDS, cutoff=_TYPO) if len(word) >= _SHORTEST_TYPO else ""
        if meant:
            findings.note(faults.SPEAKER_UNKNOWN, item.line, close=known[meant], name=item.name)
        elif keyword:
            findings.note(faults.SPEAKER_KEYWORD, item.line, close=keyword.upper(), name=item.name)
    item.name = spelled[word]
