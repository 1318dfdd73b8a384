"""Models that edit, film, enlarge and describe, and what they bring back, for tests of such wishes."""

from io import BytesIO
from uuid import UUID

from PIL import Image
from sqlalchemy import update

from bots.conversation.replies import Reply, Upload
from core.clock import utc_now
from core.engines import STORYBOARD, ModelCard
from core.jobs import outcomes
from core.jobs.deliveries import Due
from core.jobs.dispatch import claim
from core.jobs.editing import Mode
from core.jobs.orders import Event, Rendition
from core.jobs.states import Kind
from core.media.models import Media
from tests.bots.conversation.conftest import Speaker, Talk
from tests.factories import LEASE, artefact, report, success, worker

PAINTER = ModelCard(name="painter", engine="diffusers", edits=tuple(Mode), negative=True, loras=("oil",))
FILM = ModelCard(
    name="film", engine="diffusers", makes=(Kind.VIDEO,), most_seconds=5, fps=24, films_pictures=True, cost=10
)
SCALER = ModelCard(name="scaler", engine="scaler", makes=(Kind.UPSCALE,), factors=(2, 4))
TELLER = ModelCard(name="teller", engine="teller", makes=(Kind.CAPTION,))
SCENE = {"things": [{"id": "fox", "concept": "fox", "words": "fox", "name": "", "box": [10, 12, 30, 40]}]}


def photo(width: int = 300, height: int = 600) -> Upload:
    """Return somebody's photo."""
    out = BytesIO()
    Image.new("RGB", (width, height), "green").save(out, "JPEG")
    return Upload("photo.jpg", out.getvalue())


async def awake(talk: Talk, *cards: ModelCard) -> None:
    """Have a worker with these models and the storyboard announce itself."""
    await talk.worker_awake(worker().model_copy(update={"models": (STORYBOARD, *cards)}))


async def own_picture(talk: Talk, who: Speaker, **values: object) -> Media:
    """Return a picture of somebody's, drawn by the storyboard."""
    await talk.drawn(who, model="storyboard")
    if values:
        async with talk.database.transaction() as session:
            await session.execute(update(Media).values(**values))
    return (await talk.pictures())[-1]


async def told_of(talk: Talk, job_id: UUID, locale: str = "en") -> Reply:
    """Return the answer to a job."""
    return await talk.assistant.outcome(Due(job_id, await talk.job(Reply(job=job_id)), "c", None, locale, 1))


async def finish(talk: Talk, by: object, *, words: dict[str, str] | None = None) -> None:
    """Have a worker take the next order and bring it back, with these words where it is a description."""
    async with talk.database.transaction() as session:
        order = await claim(session, by, lease=LEASE, now=utc_now())  # type: ignore[arg-type]  # a worker's card
        assert order is not None
        for item in order.items:
            told = report(item, Event.SUCCEEDED, words=words) if words else success(item)
            await outcomes.finish(session, told, now=utc_now())


async def finish_clip(talk: Talk) -> None:
    """Have a worker film the next order: a clip with a still, a GIF and a smaller form."""
    still = Rendition(key="00/p.webp", media_type="image/webp", width=64, height=48, bytes=50)
    gif = still.model_copy(update={"key": "00/g.gif", "media_type": "image/gif", "bytes": 400})
    small = still.model_copy(update={"key": "00/s.mp4", "media_type": "video/mp4", "bytes": 800})
    changes = {"media_type": "video/mp4", "seconds": 3.0, "bytes": 10_000, "renditions": (still, gif, small)}
    async with talk.database.transaction() as session:
        order = await claim(session, worker(), lease=LEASE, now=utc_now())
        assert order is not None
        clip = artefact("c").model_copy(update=changes)
        await outcomes.finish(session, success(order.items[0], clip), now=utc_now())
