"""From a comic to orders: its storyboard, each panel's picture, its pages, its files. Asks nothing of the database."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from core.comics.directing import panel_spec, players_of, style_named
from core.comics.layout import lay_out
from core.comics.layout.wishes import Measure, estimate
from core.comics.models import Comic
from core.comics.script import FILE, format_script, parse
from core.comics.script.model import PageSize, Script
from core.comics.script.vocabulary import fold
from core.engines import STORYBOARD, ModelCard, Shape
from core.jobs.editing import Edit
from core.jobs.pages import Pages, Part
from core.jobs.specs import DEFAULT_STYLE, DrawSpec

DRAFT_COST = 1  # credits for all panels of a storyboard together
_NAMED = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """One panel's order, and the mark of all that its picture depends on."""

    spec: DrawSpec
    mark: str


def script_of(comic: Comic) -> Script | None:
    """Return the comic's script, or None while something in it has to be mended."""
    return parse(comic.script, limits=FILE, language=comic.language).script


def name_of(script: Script) -> str:
    """Return what a comic is called in lists: its title, else what its first panel shows or says."""
    first = script.panels[0]
    words = [run.text for item in first.items for run in item.words]
    return (script.title or first.description or " ".join(words))[:_NAMED]


def draft_spec(comic: Comic, script: Script) -> DrawSpec:
    """Return the order for a storyboard: panels drawn small, lettered and set in one go."""
    return _pages_spec(comic, script, Pages(**_told(comic, script), draft=True), cost=DRAFT_COST)


def pages_spec(comic: Comic, script: Script, parts: tuple[Part, ...], *, source: str) -> DrawSpec:
    """Return the order to set drawn panels into pages; it costs nothing by itself."""
    return _pages_spec(comic, script, Pages(**_told(comic, script), parts=parts, source=source), cost=0)


def file_spec(
    comic: Comic, script: Script, parts: tuple[Part, ...], *, source: str, file: str, author: str
) -> DrawSpec:
    """Return the order for a whole comic as one file."""
    pages = Pages(
        **_told(comic, script),
        parts=parts,
        draft=not parts,
        source=source,
        file=file,
        author=author,
        comic=comic.id,
        made_at=comic.created_at,
    )
    return _pages_spec(comic, script, pages, cost=0)


def panel_orders(
    comic: Comic, script: Script, card: ModelCard, *, pictures: Mapping[str, str], measure: Measure = estimate
) -> dict[int, Asked]:
    """Return the order for each panel's picture, by its place in the script.

    ``pictures`` are the keys of characters' pictures by folded name; models that look at pictures are shown them.
    """
    style = style_named(comic.style)
    orders = {}
    for page in lay_out(script, size=PageSize(comic.size), measure=measure):
        for frame in page.frames:
            panel = script.panels[frame.panel]
            spec = panel_spec(
                script, frame.panel, frame, sheet=page.sheet, card=card, style=style, seed=comic.seed,
                lettering=measure(panel),
            )  # fmt: skip
            known = [pictures[fold(name)] for name in players_of(panel, script) if fold(name) in pictures]
            if seen := tuple(dict.fromkeys(known))[: card.most_references]:
                spec = spec.model_copy(update={"edit": Edit(references=seen)})
            orders[frame.panel] = Asked(spec, _mark(spec, script))
    return orders


def _told(comic: Comic, script: Script) -> Mapping[str, str]:
    return {"script": format_script(script), "size": comic.size, "language": script.language}


def _pages_spec(comic: Comic, script: Script, pages: Pages, *, cost: int) -> DrawSpec:
    return DrawSpec(
        prompt=name_of(script),
        engine=STORYBOARD.engine,
        model=STORYBOARD.name,
        style=style_named(comic.style) or DEFAULT_STYLE,
        shape=Shape.SQUARE,
        width=1024,
        height=1024,
        seed=comic.seed,
        cost=cost,
        pages=pages,
    )


def _mark(spec: DrawSpec, script: Script) -> str:
    """Return the mark of what a picture depends on: not its frame, which crops it, nor the faces that words ask for."""
    players = spec.direction.speakers if spec.direction else ()
    told = fold(spec.prompt)
    looks = {name: words for name, words in script.cast.items() if name in players or fold(name) in told}
    told_all = [spec.prompt, spec.target, spec.style, spec.seed, sorted(players), sorted(looks.items()), *spec.needed()]
    return hashlib.sha256(orjson.dumps(told_all)).hexdigest()[:32]
