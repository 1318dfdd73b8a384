"""Pictures by OpenAI's API, over the wire: what is asked, and what becomes of every way in which a server can fail."""

import base64
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Protocol

import numpy as np
import pytest
from PIL import Image

from core.engines import Shape
from core.jobs.editing import Edit, Mode
from core.jobs.orders import Failure
from core.jobs.specs import DrawSpec
from core.jobs.tuning import Tuning
from gpu_worker.engines.engine import Cancelled, EngineError, Pixels, Wanted
from gpu_worker.engines.openai_engine import OpenAIEngine, Service, nearest
from tests.core.pictures.bombs import BOMBS, NO_PICTURES
from tests.gpu_worker.engines.remote.loopback import KEY, Answer, Images, coded, hang, raw, running_images, say

SIZES = ((64, 64), (96, 64), (64, 96))


class Watch:
    """Somebody who waits, until they don't."""

    def __init__(self, *, steps: int = 1_000_000) -> None:
        """Wait for so many steps."""
        self.left = steps

    def step(self, _done: float, _previews: Sequence[Pixels] = ()) -> None:
        """Count a step."""
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.fixture
def images() -> Iterator[Images]:
    """The server."""
    with running_images() as images:
        yield images


class Make(Protocol):
    """Makes engines that ask the server."""

    def __call__(self, **fields: object) -> OpenAIEngine:
        """Return an engine whose service differs in some fields."""


@pytest.fixture
def make(images: Images, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Makes engines, and lets go of them again; pauses are short."""
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.01)
    monkeypatch.setattr("openai._base_client.MAX_RETRY_DELAY", 0.02)
    made: list[OpenAIEngine] = []

    def one(**fields: object) -> OpenAIEngine:
        given = {"url": images.url, "key": KEY, "model": "gpt-image-1", "sizes": SIZES, "limit_s": 5.0, **fields}
        made.append(OpenAIEngine(Service(**given)))  # type: ignore[arg-type] # as given
        return made[-1]

    yield one
    for engine in made:
        engine.close()


@pytest.fixture
def engine(make: Make) -> OpenAIEngine:
    """An engine that asks the server."""
    return make()


def wanted(prompt: str = "a fox", **fields: object) -> Wanted:
    """Return one wanted picture."""
    pictures = {
        "picture": np.full((40, 60, 3), 90, np.uint8),
        "mask": np.pad(np.full((10, 10, 3), 255, np.uint8), ((0, 30), (0, 50), (0, 0))),
    }
    spec = DrawSpec.model_validate(
        {"prompt": prompt, "engine": "openai", "model": "gpt-image-1", "style": "", "shape": Shape.LANDSCAPE,
         "width": 96, "height": 64, "seed": 1, "cost": 4, **fields}
    )  # fmt: skip
    return Wanted(spec, 1, {key: pictures[key] for key in spec.needed()})


def failure(engine: OpenAIEngine) -> EngineError:
    """Draw, and return how it failed."""
    with pytest.raises(EngineError) as failed:
        engine.render([wanted()], Watch())
    return failed.value


def test_a_batch_comes_back_in_order_with_the_nearest_size(engine: OpenAIEngine, images: Images) -> None:
    drawn = engine.render([wanted("a" * length) for length in (3, 9, 27)], Watch())
    assert [one.pixels.shape for one in drawn] == [(64, 96, 3)] * 3
    assert [int(one.pixels[0, 0, 0]) for one in drawn] == [3, 9, 27]
    assert all(one.level is None for one in drawn), "only a classifier can vouch for what others drew"
    assert {asked.fields["size"] for asked in images.asked} == {"96x64"}


def test_the_newer_models_are_not_asked_for_a_format_and_others_are(
    engine: OpenAIEngine, images: Images, make: Make
) -> None:
    engine.render([wanted()], Watch())
    make(model="dall-e-3").render([wanted()], Watch())
    assert [asked.fields.get("response_format") for asked in images.asked] == [None, "b64_json"]


def test_style_and_what_to_leave_out_are_said_in_words(engine: OpenAIEngine, images: Images) -> None:
    engine.render([wanted(style="noir", tuning=Tuning(negative="rain"))], Watch())
    assert images.asked[0].fields["prompt"] == "a fox\nStyle: noir.\nWithout: rain."


def test_a_picture_to_start_from_is_sent(engine: OpenAIEngine, images: Images) -> None:
    engine.render([wanted(reference="picture")], Watch())
    assert images.asked[0].path == "/v1/images/edits"
    sent = Image.open(BytesIO(images.asked[0].files["image"]))
    assert (sent.format, sent.size) == ("PNG", (60, 40))


def test_what_is_white_on_the_mask_is_glass_there(engine: OpenAIEngine, images: Images) -> None:
    engine.render([wanted(reference="picture", edit=Edit(mode=Mode.INPAINT, mask="mask"))], Watch())
    glass = np.asarray(Image.open(BytesIO(images.asked[0].files["mask"])))[:, :, 3]
    assert glass.shape == (40, 60)
    assert (glass[2, 2], glass[35, 55]) == (0, 255)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_tried_again(engine: OpenAIEngine, images: Images, status: int) -> None:
    images.answers = [say(status, {"error": {"message": "busy"}})] * 2
    assert len(engine.render([wanted()], Watch())) == 1
    assert len(images.asked) == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_does_not_pass_may_pass_later(engine: OpenAIEngine, images: Images, status: int) -> None:
    images.answers = [say(status, {"error": {"message": "busy"}})] * 20
    error = failure(engine)
    assert (error.failure, error.passing) == (Failure.SERVICE, True)
    assert len(images.asked) == 4


@pytest.mark.parametrize(
    ("answer", "expected", "passing"),
    [
        (say(400, {"error": {"code": "content_policy_violation", "message": "no"}}), Failure.REFUSED, False),
        (say(400, {"error": {"code": "moderation_blocked", "message": "no"}}), Failure.REFUSED, False),
        (say(404, {"error": {"code": "model_not_found", "message": "no"}}), Failure.ENGINE, False),
        (say(200, {"created": 1, "data": []}), Failure.SERVICE, True),
        (say(200, {"created": 1, "data": [{"b64_json": "no base64!"}]}), Failure.SERVICE, True),
        (say(200, {"created": 1, "data": [{"b64_json": coded(64, 64, 1)[:60]}]}), Failure.SERVICE, True),
        (say(200, {"created": 1, "data": [{"url": "http://169.254.169.254/latest"}]}), Failure.SERVICE, True),
        (say(200, {"created": 1, "data": "a picture"}), Failure.SERVICE, True),
        (say(200, {"created": 1, "data": [{"b64_json": 7}]}), Failure.SERVICE, True),
        (say(200, [1, 2]), Failure.SERVICE, True),
        (say(302, {}, Location="http://169.254.169.254/"), Failure.ENGINE, False),
        (raw(b"<html>not found</html>"), Failure.SERVICE, True),
        (raw(b'{"created": 1, "data"', claimed=10_000), Failure.SERVICE, True),
        (raw(b""), Failure.SERVICE, True),
    ],
)
def test_every_bad_answer_is_a_failure_of_its_kind(
    engine: OpenAIEngine, images: Images, answer: Answer, expected: Failure, *, passing: bool
) -> None:
    images.answers = [answer] * 10
    error = failure(engine)
    assert (error.failure, error.passing) == (expected, passing)


@pytest.mark.parametrize(
    "name",
    ["html", "svg", "mp4", "TIFF", "zip before a picture", "png 65535x65535", "169 megapixels in a few kilobytes"],
)
def test_pictures_that_lie_about_what_they_are_are_none(engine: OpenAIEngine, images: Images, name: str) -> None:
    """A bomb is refused by its head, another format or a file of two kinds by its first bytes."""
    data = base64.b64encode((NO_PICTURES | BOMBS)[name]).decode()
    images.answers = [say(200, {"created": 1, "data": [{"b64_json": data}]})]
    error = failure(engine)
    assert (error.failure, error.passing) == (Failure.SERVICE, True)
    assert len(engine.render([wanted()], Watch())) == 1, "the next is taken as ever"


def test_a_wrong_key_is_ours_to_mend(images: Images, make: Make) -> None:
    assert failure(make(key="sk-wrong")).failure is Failure.ENGINE


def test_a_server_that_hangs_is_given_up(images: Images, make: Make) -> None:
    images.answers = [hang(3)] * 10
    begun = time.monotonic()
    error = failure(make(limit_s=0.3))
    assert (error.failure, error.passing) == (Failure.SERVICE, True)
    assert time.monotonic() - begun < 30


def test_nobody_is_there(images: Images, make: Make) -> None:
    assert failure(make(url="http://127.0.0.1:1/v1")).failure is Failure.SERVICE


def test_an_answer_without_end_is_cut_off(images: Images, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gpu_worker.engines.remote.openai_service.make_client", _tight)
    images.answers = [raw(b" " * 100_000)] * 10
    assert failure(make()).failure is Failure.SERVICE


def _tight(*, read_s: float, most_bytes: int) -> object:
    from gpu_worker.engines.remote.client import make_client  # noqa: PLC0415 - the real one, with less room

    return make_client(read_s=read_s, most_bytes=min(most_bytes, 1000))


def test_nobody_waits_any_more_p9(images: Images, make: Make) -> None:
    """P9: the wait ends at the next look, though the server still draws."""
    images.answers = [hang(12)]
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        make().render([wanted()], Watch(steps=2))
    assert time.monotonic() - begun < 10


def test_a_server_that_keeps_failing_is_left_in_peace(engine: OpenAIEngine, images: Images) -> None:
    images.answers = [say(500, {"error": {"message": "no"}})] * 100
    for _ in range(5):
        failure(engine)
    asked = len(images.asked)
    error = failure(engine)
    assert (error.failure, error.passing) == (Failure.SERVICE, True)
    assert len(images.asked) == asked, "it was not asked again"


def test_our_own_mistakes_don_t_count_against_it(engine: OpenAIEngine, images: Images) -> None:
    images.answers = [say(400, {"error": {"code": "moderation_blocked", "message": "no"}})] * 8
    for _ in range(8):
        assert failure(engine).failure is Failure.REFUSED
    assert len(engine.render([wanted()], Watch())) == 1


def test_the_card_says_what_it_costs_and_can(images: Images, make: Make) -> None:
    (card,) = make(model="Org/Model 2:latest", cost=7, edits=False).cards()
    assert (card.name, card.cost, card.references) == ("org-model-2-latest", 7, False)
    assert make().cards()[0].edits


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(100, 100, (64, 64)), (300, 100, (96, 64)), (10, 16, (64, 96))]
)
def test_the_nearest_size_by_proportions(width: int, height: int, expected: tuple[int, int]) -> None:
    assert nearest(SIZES, width, height) == expected
