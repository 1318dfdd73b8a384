"""What can be wrong with a script, each with its code, its sentence and how to mend it."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.i18n import N_, NN_, Translator


class Severity(StrEnum):
    """Whether a script can be drawn as it is: errors stop it, warnings tell what was guessed, suggestions offer."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault. ``sentence`` is one msgid, or both plural forms; ``mend`` says what to change."""

    code: str
    severity: Severity
    sentence: str | tuple[str, str]
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A fault found at a line, counted from 1 (in the one-line form: a piece between bars).

    ``number`` chooses the plural form; ``close`` is the word that was perhaps meant.
    """

    fault: Fault
    line: int
    fields: dict[str, object] = field(default_factory=dict)
    number: int = 1
    close: str = ""

    @property
    def code(self) -> str:
        """The fault's machine code."""
        return self.fault.code

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.fault.severity

    def sentence(self, say: Translator) -> str:
        """Return what is wrong, what was perhaps meant and how to mend it, in one language."""
        match self.fault.sentence:
            case (one, many):
                told = say.ngettext(one, many, self.number, **self.fields)
            case single:
                told = say.gettext(str(single), **self.fields)
        if self.close:
            meant = say.gettext("Did you mean “{close}”?", close=self.close)
            return f"{told} {meant}"
        return f"{told} {say.gettext(self.fault.mend, **self.fields)}" if self.fault.mend else told


def _error(code: str, sentence: str | tuple[str, str], mend: str = "") -> Fault:
    return Fault(code, Severity.ERROR, sentence, mend)


def _warning(code: str, sentence: str | tuple[str, str], mend: str = "") -> Fault:
    return Fault(code, Severity.WARNING, sentence, mend)


EMPTY_SCRIPT = _error(
    "empty-script",
    N_("There is nothing to draw yet."),
    N_("Describe at least one picture, for example: A cat looks at an empty bowl. | CAT: Breakfast is late."),
)
TOO_LONG = _error(
    "too-long",
    NN_(
        "The script has {length} characters; at most one fits here.",
        "The script has {length} characters; at most {most} fit here.",
    ),
    N_("Shorten it, or send it as a .txt file."),
)
EMPTY_PANEL = _error(
    "empty-panel",
    N_("Nothing happens in “{heading}”."),
    N_("Describe what is seen there, or take the heading out."),
)
EMPTY_PAGE = _error("empty-page", N_("There is no panel on “{heading}”."), N_("Add a panel, or take the heading out."))
NO_SPEAKER = _error(
    "no-speaker",
    N_("A line that begins with a colon goes on with the words of whoever spoke last, and nobody has spoken here."),
    N_("Write the name before the colon."),
)
TIERS = _error(
    "tiers",
    NN_(
        "The tiers {tiers} have room for {places} of the page's panels, and it has one.",
        "The tiers {tiers} have room for {places}, and the page has {panels} panels.",
    ),
    N_("Make the numbers add up, or leave the tiers out."),
)
TIERS_WRONG = _error(
    "tiers-wrong",
    N_("“{value}” are no tiers."),
    N_("Write how many panels stand in each row, 1 to 4 of them in at most 5 rows, for example: tiers 2-1-2."),
)
PANEL_COUNT = _error(
    "panel-count",
    NN_("The page should have {wanted} panels, and it has one.", "The page should have {wanted}, it has {panels}."),
    N_("Change the number, or the panels."),
)
SPLASH = _error(
    "splash",
    NN_(
        "A splash page holds one panel and at most {most} small ones, and this one has one.",
        "A splash page holds one panel and at most {most} small ones, and this one has {panels}.",
    ),
    N_("Move some of them to another page."),
)
SIZE = _error("size", N_("I don't know the size “{value}”."), N_("Choose one of: {known}."))
READ = _error("read", N_("I don't know the reading direction “{value}”."), N_("Choose one of: {known}."))
LANG = _error("lang", N_("I can't letter in the language “{value}”."), N_("Choose one of: {known}."))
SEED = _error("seed", N_("“{value}” is no seed."), N_("Write a whole number from 0 to {most}."))
RATING = _error("rating", N_("I don't know the rating “{value}”."), N_("Choose one of: {known}."))
EMPTY = _error("empty", N_("There are no words after “{name}:”."), N_("Add them, or take the line out."))
HEADER_LATE = _error(
    "header-late", N_("“{name}:” stands after the first panel."), N_("Move it to the top of the script.")
)
HEADER_LONG = _error(
    "header-long",
    NN_("“{name}:” is too long.", "“{name}:” has more than {most} characters."),
    N_("Shorten it."),
)
CAST = _error(
    "cast", N_("I can't read the Cast at “{value}”."), N_("Write it like this: Maya = red coat; Tom = beard.")
)
CAST_FULL = _error(
    "cast-full",
    NN_("The Cast has more than one character.", "The Cast has more than {most} characters."),
    N_("Keep those who appear in several panels."),
)
CAST_LOOKS = _error(
    "cast-looks",
    NN_("The looks of {name} are too long.", "The looks of {name} have more than {most} characters."),
    N_("Say only what can be seen."),
)
BALLOON_LONG = _error(
    "balloon-long",
    NN_("This balloon has one word.", "This balloon has {words} words; at most {most} can be lettered well."),
    N_("Say it shorter, or divide it over two panels."),
)
WORD_LONG = _error(
    "word-long",
    NN_("“{word}…” is too long a word.", "“{word}…” is longer than {most} letters; no balloon is wide enough for it."),
    N_("Put a blank or a hyphen into it."),
)
LETTERS = _error(
    "letters",
    NN_("I have no letter to write {letters} with.", "I have no letters to write {letters} with."),
    N_("Use Latin or Cyrillic letters, digits, signs and emoji in what is said, told and heard."),
)
PANEL_LONG = _error(
    "panel-long",
    NN_("This panel has one word.", "This panel has {words} words; at most {most} can be lettered."),
    N_("Move some of them to another panel."),
)
PANEL_FULL = _error(
    "panel-full",
    NN_(
        "There is one balloon, caption or sound here.",
        "There are {items} balloons, captions and sounds in this panel; at most {most} fit.",
    ),
    N_("Move some of them to another panel."),
)
PAGE_FULL = _error(
    "page-full",
    NN_("The page has one panel.", "The page has {panels} panels; at most {most} fit."),
    N_("Begin another page with a line that says PAGE."),
)
COMIC_FULL = _error(
    "comic-full",
    NN_("The comic has one panel.", "The comic has {panels} panels; at most {most} can be made at once."),
    N_("Make it in two parts: a finished comic can be continued."),
)

BALLOON_SPLIT = _warning(
    "balloon-split",
    NN_(
        "This balloon has one word too many.",
        "This balloon has {words} words, so I divide it into two that are joined.",
    ),
)
PANEL_WORDY = _warning(
    "panel-wordy",
    NN_("This panel has one word too many.", "This panel has {words} words, and they will hide much of the picture."),
)
MODIFIER = _warning("modifier", N_("I don't know “({value})” and leave it out."))
MODIFIERS_CLASH = _warning("modifiers-clash", N_("“{first}” and “{value}” exclude each other; I take the last one."))
HINT = _warning("hint", N_("I don't know “({value})” for a panel and leave it out."))
PAGE_OPTION = _warning("page-option", N_("I don't know “({value})” for a page and leave it out."))
HEADER_TWICE = _warning("header-twice", N_("“{name}:” is given twice; I take the last one."))
SPEAKER_UNKNOWN = _warning("speaker-unknown", N_("“{name}” is not in the Cast."))
SPEAKER_KEYWORD = _warning("speaker-keyword", N_("I take “{name}” for somebody who speaks."))
KEYWORD = _warning("keyword", N_("I take “{value}” for a description."))
RESERVED = _warning(
    "reserved-name",
    N_("I take “{name}:” for a description, not for somebody who speaks."),
    N_("If {name} does speak, add the name to the Cast."),
)
ONCE = _warning(
    "speaker-once",
    N_("I take “{name}: …” for a description, since {name} says nothing else."),
    N_("If {name} does speak, write the name in capitals or add it to the Cast."),
)
SHOUT = Fault(
    "shout",
    Severity.SUGGESTION,
    N_("“{words}” sounds like a shout."),
    N_("To draw it so, write {name} ({modifier})."),
)
