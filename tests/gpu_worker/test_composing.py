"""Comic orders on a real worker: drafts, pages of stored panels, files; on the real engine, fonts and store."""

import time
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

from core.clock import new_id
from core.comics.directing import panel_spec
from core.comics.layout import lay_out
from core.comics.script import format_script, parse
from core.comics.script.model import PageSize, Script
from core.engines import STORYBOARD, Shape
from core.jobs.orders import Event, Failure, Item, Outcome
from core.jobs.pages import Pages, Part, heads_of
from core.jobs.specs import DrawSpec
from core.jobs.states import Kind
from core.storage import FolderStore
from gpu_worker.composing import Composer
from gpu_worker.engines.engine import EngineError, Wanted
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.rendering import Renderer
from gpu_worker.reporting import Reporter
from gpu_worker.settings import WorkerSettings
from tests.gpu_worker.orders import apart, order, told

ASSETS = WorkerSettings.model_fields["node_modules"].default
TEXT = """
Title: Breakfast
Cast: Anna = red coat; Cat = grey
PANEL 1: The cat looks at an empty bowl
CAT (thought): Breakfast is four minutes late.
PANEL 2: Anna sleeps in a bed
SFX: THUD
ANNA (whisper): Five more minutes...
PANEL 3: Anna and the cat in the kitchen
CAT (shout): Finally!
ANNA: There you are.
"""


@pytest.fixture(scope="module")
def storyboard() -> StoryboardEngine:
    """The real engine, loaded once."""
    engine = StoryboardEngine(ASSETS)
    engine.warm()
    return engine


@pytest.fixture
def store(data_folder: Path) -> FolderStore:
    """A store in a folder."""
    return FolderStore(data_folder, base_url="http://127.0.0.1", signing_key=SecretStr("x" * 32))


def script(text: str = TEXT) -> Script:
    """Return a script."""
    read = parse(text).script
    assert read is not None
    return read


def spec(text: str = TEXT, **pages: object) -> DrawSpec:
    """Return an order for pages."""
    told_ = {"script": format_script(script(text)), "size": "square", "draft": True, **pages}
    return DrawSpec(
        prompt="a comic", engine="storyboard", model="storyboard", shape=Shape.SQUARE, width=1024, height=1024,
        seed=7, cost=1, pages=Pages.model_validate(told_),
    )  # fmt: skip


def work(engine: StoryboardEngine, store: FolderStore, redis_url: str, wanted: DrawSpec) -> list[Outcome]:
    """Have an order done and return what was reported."""
    one = Item(job=new_id(), attempt=1, kind=Kind.COMIC, spec=wanted)

    def render() -> None:
        engines = {"storyboard": engine}
        with closing(Renderer(engines, store, Reporter(redis_url, holder="pc#1"), assets=ASSETS)) as renderer:
            renderer.render(order(one))

    apart(render)
    return told(redis_url)


async def drawn_parts(engine: StoryboardEngine, store: FolderStore, read: Script) -> tuple[Part, ...]:
    """Return parts whose pictures lie in the store."""
    parts = []
    for page in lay_out(read, size=PageSize.SQUARE):
        for frame in page.frames:
            wanted = panel_spec(
                read, frame.panel, frame, sheet=page.sheet, card=STORYBOARD, style="", seed=7, lettering=20.0
            )
            (drawn,) = engine.render([Wanted(wanted, 7)], Silent())
            out = BytesIO()
            Image.fromarray(drawn.pixels).save(out, "PNG")
            height, width = drawn.pixels.shape[:2]
            parts.append(
                Part(
                    panel=frame.panel,
                    key=await store.put(out.getvalue(), "image/png"),
                    width=width,
                    height=height,
                    heads=heads_of(drawn.scene or {}),
                    level=0,
                )
            )
    return tuple(parts)


class Silent:
    """Hears nothing."""

    def step(self, done: float, previews: object = ()) -> None:
        """Let it go on."""


async def test_a_draft_is_drawn_lettered_and_stored_in_one_order(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str
) -> None:
    begun = time.process_time()
    reports = work(storyboard, store, redis_url, spec())
    took = time.process_time() - begun
    assert [report.event for report in reports] == [Event.STARTED, Event.SUCCEEDED, Event.RENDITIONS]
    (page,) = reports[1].artefacts
    assert (page.width, page.height, page.level) == (1080, 1080, 0)
    assert "Cat (thinking): Breakfast is four minutes late." in page.alt["en"]
    assert page.scene == {"page": 1, "panels": [0, 1, 2]}
    assert took < 20  # the renditions are in it; the page itself is measured below


async def test_a_draft_of_four_panels_is_there_within_two_seconds(storyboard: StoryboardEngine) -> None:
    """chat.md: a storyboard answers within 2 s; processor time, since the tests' machine does other things too."""
    composer = Composer({"storyboard": storyboard}, assets=ASSETS)
    wanted = spec(TEXT + "PANEL 4: The cat eats\n")
    composer.pages(wanted, fetch=lambda _: b"", watch=Silent())
    begun = time.process_time()
    composer.pages(wanted, fetch=lambda _: b"", watch=Silent())
    assert time.process_time() - begun < 2


async def test_pages_are_set_from_stored_panels_without_drawing(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str
) -> None:
    parts = await drawn_parts(storyboard, store, script())
    reports = work(storyboard, store, redis_url, spec(draft=False, parts=parts, source="https://example.org/source"))
    (page,) = reports[1].artefacts
    assert page.level == 0
    assert b"https://example.org/source" in await store.get(page.key)


async def test_edited_words_are_lettered_within_a_second(storyboard: StoryboardEngine, store: FolderStore) -> None:
    """The issue: words are re-lettered in ≤ 1 s without redrawing; processor time of everything but the coding."""
    parts = await drawn_parts(storyboard, store, script())
    files = {part.key: await store.get(part.key) for part in parts}
    composer = Composer({}, assets=ASSETS)
    wanted = spec(TEXT.replace("Finally", "At last"), draft=False, parts=parts)
    composer.pages(wanted, fetch=files.__getitem__, watch=Silent())
    begun = time.process_time()
    (page,) = composer.pages(wanted, fetch=files.__getitem__, watch=Silent())
    assert time.process_time() - begun < 1
    assert "At last!" in page.alt["en"]


async def test_a_panel_without_a_picture_keeps_an_empty_frame(storyboard: StoryboardEngine, store: FolderStore) -> None:
    parts = await drawn_parts(storyboard, store, script())
    some = (parts[0], Part(panel=1), parts[2])
    files = {part.key: await store.get(part.key) for part in parts}
    composer = Composer({}, assets=ASSETS)
    (page,) = composer.pages(spec(draft=False, parts=some), fetch=files.__getitem__, watch=Silent())
    assert page.level == 0
    assert "Five more minutes" in page.alt["en"]


@pytest.mark.parametrize(("file", "begins"), [("pdf", b"%PDF"), ("cbz", b"PK"), ("epub", b"PK"), ("png", b"PK")])
async def test_a_whole_comic_becomes_one_file(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str, file: str, begins: bytes
) -> None:
    parts = await drawn_parts(storyboard, store, script())
    wanted = spec(draft=False, parts=parts, file=file, author="Ada", comic=str(new_id()))
    started, succeeded = work(storyboard, store, redis_url, wanted)
    assert started.event is Event.STARTED
    assert (await store.get(succeeded.artefacts[0].key)).startswith(begins)


async def test_a_panel_whose_file_is_gone_fails_the_order_and_not_the_worker(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str
) -> None:
    gone = Part(panel=0, key=f"00/{'0' * 64}.png", width=10, height=10)
    reports = work(storyboard, store, redis_url, spec(draft=False, parts=(gone,)))
    assert (reports[-1].event, reports[-1].error) == (Event.FAILED, Failure.REFERENCE_MISSING)


def test_a_draft_without_a_storyboard_or_fonts_is_refused(storyboard: StoryboardEngine, tmp_path: Path) -> None:
    with pytest.raises(EngineError) as nobody_draws:
        Composer({}, assets=ASSETS).pages(spec(), fetch=lambda _: b"", watch=Silent())
    with pytest.raises(EngineError) as nothing_letters:
        Composer({"storyboard": storyboard}, assets=tmp_path).pages(spec(), fetch=lambda _: b"", watch=Silent())
    assert nobody_draws.value.failure is nothing_letters.value.failure is Failure.MODEL_MISSING


def test_an_unjudged_panel_leaves_the_page_unjudged(storyboard: StoryboardEngine) -> None:
    out = BytesIO()
    Image.new("RGB", (300, 300)).save(out, "PNG")
    part = Part(panel=0, key="x", width=300, height=300, level=None)
    composer = Composer({}, assets=ASSETS)
    (page,) = composer.pages(spec(draft=False, parts=(part,)), fetch=lambda _: out.getvalue(), watch=Silent())
    assert page.level is None


def test_panels_with_directions_are_drawn_in_one_order(
    storyboard: StoryboardEngine, store: FolderStore, redis_url: str
) -> None:
    """Directions hold the cast, which is a mapping: an order must not need to be hashed."""
    read = script()
    (page,) = lay_out(read, size=PageSize.SQUARE)
    items = [
        Item(
            job=new_id(),
            attempt=1,
            kind=Kind.PANEL,
            spec=panel_spec(
                read, frame.panel, frame, sheet=page.sheet, card=STORYBOARD, style="", seed=7, lettering=20.0
            ),
        )
        for frame in page.frames[:2]
    ]

    def render() -> None:
        reporter = Reporter(redis_url, holder="pc#1")
        with closing(Renderer({"storyboard": storyboard}, store, reporter, assets=ASSETS)) as renderer:
            renderer.render(order(*items))

    apart(render)
    events = [report.event for report in told(redis_url)]
    assert events.count(Event.SUCCEEDED) == 2
