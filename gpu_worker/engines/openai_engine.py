"""Pictures by a server with OpenAI's images API: OpenAI's own models, and local servers that speak like it."""

import base64
import binascii
import logging
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import openai
from openai.types import ImagesResponse
from PIL import Image

from core.engines import STYLES, ModelCard
from core.errors import DomainError
from core.jobs.editing import Mode
from core.jobs.orders import Failure
from core.pictures.reading import read_picture
from core.pictures.writing import TRAINED
from gpu_worker.engines.engine import Drawn, EngineError, Pixels, Wanted, Watch
from gpu_worker.engines.remote.openai_service import TRIES_AGAIN, OpenAIService, failure_of
from gpu_worker.engines.remote.waiting import together

ENGINE = "openai"
_NO_NAME = re.compile(r"[^a-z0-9._-]+")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """A server and what it is good for.

    ``sizes`` are those it draws; a picture gets the one nearest to its proportions. ``edits`` says that it changes
    pictures, ``cost`` is the credits of one, ``limit_s`` how long one may take in all.
    """

    url: str
    key: str
    model: str
    sizes: tuple[tuple[int, int], ...] = ((1024, 1024), (1536, 1024), (1024, 1536))
    edits: bool = True
    cost: int = 1
    limit_s: float = 180.0


class OpenAIEngine:
    """Draws on a server elsewhere; the seed means nothing there."""

    name = ENGINE
    source = TRAINED

    def __init__(self, service: Service) -> None:
        """Hold the service; nothing is asked of it yet."""
        self._service = service
        self._server = OpenAIService(service.url, service.key, limit_s=service.limit_s)

    def close(self) -> None:
        """Let go of the connections."""
        self._server.close()

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the one model."""
        service = self._service
        width, height = service.sizes[0]
        card = ModelCard(
            name=_NO_NAME.sub("-", service.model.lower()).strip("-._")[:60] or ENGINE,
            engine=ENGINE,
            title=service.model,
            pixels=width * height,
            multiple=8,
            batch_width=4,
            cost=service.cost,
            edits=(Mode.IMAGE, Mode.VARIATION, Mode.INPAINT) if service.edits else (),
        )
        return (card,)

    def warm(self) -> None:
        """Do nothing: there is nothing to load here."""

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Ask for every picture of a batch at the same time."""
        watch.step(0.0)
        calls = [lambda wanted=wanted: self._picture(wanted) for wanted in batch]
        pictures = together(calls, watch, within_s=self._service.limit_s * (TRIES_AGAIN + 1))
        return [Drawn(pixels) for pixels in pictures]

    def _picture(self, wanted: Wanted) -> Pixels:
        try:
            answer = self._server.ask(lambda: self._ask(wanted))
        except openai.BadRequestError as error:
            raise failure_of(error) from error
        return _pixels(answer)

    def _ask(self, wanted: Wanted) -> ImagesResponse:
        spec, service = wanted.spec, self._service
        width, height = nearest(service.sizes, spec.width, spec.height)
        asked: dict[str, Any] = {
            "model": service.model,
            "prompt": prompt_of(wanted),
            "size": f"{width}x{height}",
            "n": 1,
        }
        if not service.model.startswith(("gpt-image", "chatgpt-image")):  # these know nothing else
            asked["response_format"] = "b64_json"
        if wanted.reference is None:
            drawn: ImagesResponse = self._server.client.images.generate(**asked)
            return drawn
        picture = ("picture.png", _png(wanted.reference), "image/png")
        if wanted.mask is not None:
            asked["mask"] = ("mask.png", _see_through(wanted.mask, wanted.reference), "image/png")
        changed: ImagesResponse = self._server.client.images.edit(image=picture, **asked)
        return changed


def prompt_of(wanted: Wanted) -> str:
    """Return the words for a server that knows no styles of ours: the prompt, and the style in English."""
    spec = wanted.spec
    style = f"\nStyle: {STYLES[spec.style]}." if spec.style in STYLES else ""
    negative = f"\nWithout: {spec.tuning.negative}." if spec.tuning and spec.tuning.negative else ""
    return f"{spec.prompt}{style}{negative}"


def nearest(sizes: Sequence[tuple[int, int]], width: int, height: int) -> tuple[int, int]:
    """Return the size whose proportions are nearest to those asked for."""
    wanted = math.log(width / height)
    return min(sizes, key=lambda size: abs(math.log(size[0] / size[1]) - wanted))


def _pixels(answer: ImagesResponse) -> Pixels:
    """Return the picture of an answer; an address instead of a picture is not followed, wherever it leads.

    The client checks no types, so the answer may be anything.
    """
    try:
        coded = answer.data[0].b64_json if answer.data else None
        return np.asarray(read_picture(base64.b64decode(coded or "", validate=True)))
    except (AttributeError, TypeError, LookupError, binascii.Error, ValueError, DomainError) as error:
        _log.warning("the pictures' service sent no picture: %s", type(error).__name__)
        raise EngineError(Failure.SERVICE, passing=True) from error


def _png(pixels: Pixels) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _see_through(mask: Pixels, reference: Pixels) -> bytes:
    """Return the picture's size of glass where the mask is white: what is see-through is repainted there."""
    height, width = reference.shape[:2]
    white = Image.fromarray(mask).convert("L").resize((width, height))
    picture = Image.fromarray(reference).convert("RGBA")
    picture.putalpha(white.point(lambda value: 255 - value))
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()
