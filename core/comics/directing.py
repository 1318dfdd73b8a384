"""What each panel's picture is asked for: the prompt, and directions for engines that know characters. Pure."""

from functools import cache
from math import log

from core.comics.layout.art import size_within
from core.comics.layout.model import Frame, Sheet
from core.comics.script.model import Caption, Panel, Say, Script, Voice
from core.comics.script.vocabulary import fold
from core.comics.script.words import plain
from core.engines import RATIOS, STORYBOARD, STYLES, ModelCard, Shape
from core.i18n import LOCALES, translator
from core.jobs.direction import MOST_PLAYERS, Direction, Expression
from core.jobs.prompts import PROMPT_LENGTH
from core.jobs.specs import DEFAULT_STYLE, UNSTYLED, DrawSpec

_MOST_HEADROOM = 0.42
_SPREAD = 1.3  # of the share that balloons reach down, against their share of the area
_FREE = 0.1  # a panel with words keeps at least so much
_TELLING: tuple[tuple[Expression, tuple[str, ...]], ...] = (
    (Expression.AFRAID, ("help", "ratunku", "boje sie", "scared", "afraid", "strasznie")),
    (Expression.SAD, ("sorry", "sad", "przepraszam", "smutno", "szkoda", "alas", "niestety", "cry")),
    (Expression.TIRED, ("sleep", "tired", "zzz", "spac", "zmeczon", "yawn", "jeszcze piec minut")),
    (Expression.ANGRY, ("stupid", "hate", "glupi", "nienawidze", "dosc", "enough")),
    (
        Expression.HAPPY,
        ("thank", "great", "hooray", "haha", "hurra", "super", "dziekuj", "swietnie", "nareszcie", "love"),
    ),
)
_STYLE_WORDS = {"tusz": "ink", "plaski": "flat", "pastele": "pastel", "gazeta": "newsprint", "czarny": "noir"}
_NO_LETTERS = {
    "en": "empty space at the top of the picture, no text, no letters, no speech bubbles",
    "pl": "puste miejsce u góry obrazka, bez tekstu, bez liter, bez dymków",
}


def prompt_of(panel: Panel, script: Script, *, knows_characters: bool) -> str:
    """Return a panel's prompt; engines that know no characters are told the looks and to leave room for balloons."""
    described = panel.description or _played(panel)
    if knows_characters:
        return described[:PROMPT_LENGTH]
    looks = {fold(name): words for name, words in script.cast.items()}
    shown = [f"{name}: {looks[fold(name)]}" for name in players_of(panel, script)]
    parts = [described, *shown, _NO_LETTERS[script.language]]
    return ". ".join(part.rstrip(".") for part in parts)[:PROMPT_LENGTH]


def players_of(panel: Panel, script: Script) -> list[str]:
    """Return who of the cast is to be seen in a panel: who is named where it is described, and who speaks in it."""
    told = fold(panel.description or _played(panel))
    return [name for name in script.cast if fold(name) in told or name in panel.players]


def _played(panel: Panel) -> str:
    """Return a prompt for a panel that the writer did not describe: who speaks, else what is told."""
    told = [plain(item.words) for item in panel.items if isinstance(item, Caption)]
    return ", ".join(panel.players or panel.speakers) or " ".join(told) or plain(panel.items[0].words)


def direction_of(panel: Panel, script: Script, frame: Frame, sheet: Sheet, *, lettering: float) -> Direction:
    """Return directions for one panel; ``lettering`` is the room that its words take, in square em."""
    players = panel.players[:MOST_PLAYERS]
    faces = {name: face for name in players if (face := expression_of(name, panel)) is not None}
    share = _SPREAD * lettering * sheet.em * sheet.em / frame.box.area
    headroom = min(_MOST_HEADROOM, max(_FREE, share)) if panel.items else 0.0
    language = "pl" if script.language == "pl" else "en"
    return Direction(
        language=language,
        cast=dict(list(script.cast.items())[:MOST_PLAYERS]),
        speakers=players,
        expressions=faces,
        headroom=round(headroom, 3),
    )


def expression_of(name: str, panel: Panel) -> Expression | None:
    """Return the face that somebody's words ask for, None where they say nothing of it."""
    says = [item for item in panel.items if isinstance(item, Say) and item.speaker == name]
    words = fold(" ".join(plain(say.words) for say in says))
    told = next((face for face, signs in _TELLING if any(sign in words for sign in signs)), None)
    if told is not None:
        return told
    if "?!" in words or "!?" in words:
        return Expression.SURPRISED
    return Expression.ANGRY if any(say.voice is Voice.SHOUT for say in says) else None


def panel_spec(
    script: Script, index: int, frame: Frame, *, sheet: Sheet, card: ModelCard, style: str, seed: int, lettering: float
) -> DrawSpec:
    """Return the order for one panel's picture, at the model's best size of the frame's proportions.

    Args:
        script: the whole comic.
        index: which panel.
        frame: where it stands.
        sheet: its page's paper.
        card: the model that draws it; ``pixels`` may be lowered for a draft.
        style: a name of core.engines.STYLES, or "" for the model's own.
        seed: of the whole comic, so that characters keep their looks.
        lettering: the room that its words take, in square em.
    """
    panel = script.panels[index]
    knows = card.engine == STORYBOARD.engine
    width, height = size_within(frame.art, pixels=card.pixels, multiple=card.multiple)
    return DrawSpec(
        prompt=prompt_of(panel, script, knows_characters=knows),
        engine=card.engine,
        model=card.name,
        style=style or (DEFAULT_STYLE if knows else UNSTYLED),
        shape=_shape(width / height),
        width=width,
        height=height,
        seed=seed,
        steps=card.steps,
        guidance=card.guidance,
        cost=card.cost,
        direction=direction_of(panel, script, frame, sheet, lettering=lettering),
    )


def _shape(aspect: float) -> Shape:
    return min(Shape, key=lambda shape: abs(log(RATIOS[shape][0] / RATIOS[shape][1] / aspect)))


@cache
def _style_words() -> dict[str, str]:
    labels = {fold(translator(locale).gettext(label)): name for locale in LOCALES for name, label in STYLES.items()}
    return {**labels, **{fold(name): name for name in STYLES}, **_STYLE_WORDS}


def style_named(words: str) -> str:
    """Return the style that a script's words name in either language, or "" for none that is known."""
    return _style_words().get(fold(words), "")
