"""Comic orders on a worker: drafts drawn and set at once, pages of panels drawn before, whole files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from uuid import UUID

import numpy as np
from PIL import Image

from core.comics.composing import Composed, PanelPicture, WordsDoNotFit, compose, measured, set_pages
from core.comics.directing import panel_spec
from core.comics.export.formats import Format, export
from core.comics.export.model import Book
from core.comics.lettering.fonts import Fonts, MissingFontError, load_fonts
from core.comics.parts import Fetch, faces_found, faces_of, kept
from core.comics.render.model import FinishedPage
from core.comics.render.pixels import render_page
from core.comics.script import FILE, parse
from core.comics.script.model import PageSize, Script
from core.engines import STORYBOARD
from core.jobs.orders import Failure
from core.jobs.pages import Pages, heads_of
from core.jobs.specs import DrawSpec
from core.pictures.seal import Seal
from core.pictures.writing import COMPOSITE
from gpu_worker.engines.engine import Drawn, Engine, EngineError, Wanted, Watch
from gpu_worker.faces import FaceFinder

DRAFT_PIXELS = 512 * 384  # of a draft's panel: drawn in about a thirtieth of a second
PAGE_WIDTH = 1240  # pixels of a page as it is shown; files are made at the sheet's own size
_SHARE_OF_DRAWING = 0.8
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A whole comic as one file, with the size of its first page."""

    data: bytes
    media_type: str
    width: int
    height: int


class Composer:
    """Sets pictures into pages; keeps the fonts between orders."""

    def __init__(self, engines: Mapping[str, Engine], *, assets: Path | None = None) -> None:
        """Hold the engines, of which drafts need the storyboard; ``assets`` is the folder of npm packages."""
        self._engines = engines
        self._assets = assets
        self._faces = FaceFinder()

    def pages(self, spec: DrawSpec, *, fetch: Fetch, watch: Watch) -> list[Drawn]:
        """Return the pages of a comic order.

        Args:
            spec: an order with ``pages``.
            fetch: the bytes of a key in the object store.
            watch: hears how far it is.

        Raises:
            EngineError: no storyboard, no fonts, or words that fit nowhere.
        """
        composed, level = self._composed(spec, fetch, watch)
        return [self._drawn(page, composed, level) for page in composed.pages]

    def file(self, spec: DrawSpec, *, fetch: Fetch, watch: Watch, seal: Seal | None = None) -> MadeFile:
        """Return a comic as the file that its order names; ``seal`` signs the pictures in it.

        Raises:
            EngineError: as in ``pages``.
        """
        order = _pages(spec)
        composed, _ = self._composed(spec, fetch, watch)
        wanted = Format(order.file)
        book = Book(
            order.comic or _NOBODY,
            composed.script.title,
            order.language,
            composed.pages,
            order.made_at or datetime(2026, 1, 1, tzinfo=UTC),
            author=order.author,
            rating=composed.script.rating,
            direction=composed.script.direction,
            seal=seal,
        )
        if order.source:
            book = replace(book, source=order.source)
        sheet = composed.pages[0].layout.sheet
        data = export(book, wanted, composed.pictures, fonts=self._fonts)
        return MadeFile(data, wanted.media_type, sheet.width, sheet.height)

    @cached_property
    def _fonts(self) -> Fonts:
        try:
            return load_fonts(self._assets)
        except MissingFontError as error:
            raise EngineError(Failure.MODEL_MISSING) from error

    def _composed(self, spec: DrawSpec, fetch: Fetch, watch: Watch) -> tuple[Composed, int | None]:
        order = _pages(spec)
        script = parse(order.script, limits=FILE, language=order.language).script
        if script is None:
            raise EngineError(Failure.ENGINE)
        size = PageSize(order.size)
        drawn = dict(self._draft(script, size, spec, watch=watch) if order.draft else self._kept(script, order, fetch))
        levels = [0] if order.draft else [part.level for part in order.parts if part.key]
        try:
            composed = compose(script, size, drawn, fonts=self._fonts, seed=spec.seed)
        except WordsDoNotFit as error:
            raise EngineError(Failure.ENGINE) from error
        known = [level for level in levels if level is not None]
        return composed, max([script.rating, *known]) if len(known) == len(levels) else None

    def _kept(self, script: Script, order: Pages, fetch: Fetch) -> Iterator[tuple[int, PanelPicture]]:
        """Yield each panel's stored picture; heads are looked for where its engine could not say where they are."""
        knows = order.source in {"", COMPOSITE}
        for panel, one in kept(script, order.parts, fetch):
            if knows or one.faces or not script.panels[panel].items:
                yield panel, one
                continue
            picture = one.picture.convert("RGB")
            faces = faces_found(
                self._faces.find(picture, one.key), script.panels[panel], width=picture.width,
                direction=script.direction,
            )  # fmt: skip
            yield panel, replace(one, faces=faces)

    def _draft(
        self, script: Script, size: PageSize, spec: DrawSpec, *, watch: Watch
    ) -> Iterator[tuple[int, PanelPicture]]:
        """Yield each panel's picture, drawn small by the storyboard."""
        engine = self._engines.get(STORYBOARD.engine)
        if engine is None:
            raise EngineError(Failure.MODEL_MISSING)
        card = STORYBOARD.model_copy(update={"pixels": DRAFT_PIXELS})
        room = measured(script, self._fonts)
        frames = [(frame, page.sheet) for page in set_pages(script, size, self._fonts) for frame in page.frames]
        for number, (frame, sheet) in enumerate(frames):
            watch.step(number / len(frames) * _SHARE_OF_DRAWING)
            panel = script.panels[frame.panel]
            wanted = panel_spec(
                script, frame.panel, frame, sheet=sheet, card=card, style=spec.style, seed=spec.seed,
                lettering=room(panel),
            )  # fmt: skip
            (drawn,) = engine.render([Wanted(wanted, spec.seed)], _Silent())
            heads = heads_of(drawn.scene or {})
            yield (
                frame.panel,
                PanelPicture(
                    Image.fromarray(drawn.pixels), faces_of(heads, panel), alt=drawn.alt.get(script.language, "")
                ),
            )

    def _drawn(self, page: FinishedPage, composed: Composed, level: int | None) -> Drawn:
        scale = min(1.0, PAGE_WIDTH / page.layout.sheet.width)
        picture = render_page(page, composed.pictures, fonts=self._fonts, scale=scale)
        panels = [frame.panel for frame in page.layout.frames]
        scene: dict[str, object] = {"page": page.layout.number, "panels": panels}
        return Drawn(np.asarray(picture), {page.language: page.alt}, scene=scene, level=level)


class _Silent:
    """Hears nothing: one panel of a draft is no progress."""

    def step(self, done: float, previews: object = ()) -> None:
        """Let it go on."""


def _pages(spec: DrawSpec) -> Pages:
    if spec.pages is None:
        raise EngineError(Failure.ENGINE)
    return spec.pages
