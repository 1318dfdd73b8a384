"""Where a model can not, the next one that can takes its place, and the answer says so."""

from core.clock import utc_now
from core.engines import STORYBOARD, ModelCard
from core.jobs import outcomes
from core.jobs.dispatch import claim
from core.jobs.editing import Mode
from core.jobs.orders import Event, Failure
from core.jobs.states import Kind
from tests.bots.conversation.conftest import Talk
from tests.bots.conversation.reworked import (
    FILM,
    PAINTER,
    SCENE,
    awake,
    finish,
    finish_clip,
    own_picture,
    photo,
    told_of,
)
from tests.factories import LEASE, report, worker


async def fail(talk: Talk, *cards: ModelCard) -> None:
    """Have a worker with these models take the next order and come to nothing with it."""
    async with talk.database.transaction() as session:
        order = await claim(session, worker().model_copy(update={"models": cards}), lease=LEASE, now=utc_now())
        assert order is not None
        told = report(order.items[0], Event.FAILED, error=Failure.ENGINE)
        await outcomes.apply(session, told, lease=outcomes.BACKOFF, now=utc_now())


async def test_a_clip_that_a_model_can_not_film_is_the_storyboards_and_says_so(talk: Talk) -> None:
    await awake(talk, FILM)
    anna = talk.person("anna")
    await own_picture(talk, anna)
    asked = await anna.say("animate", uploads={"picture": photo()})
    job = await talk.job(asked)
    assert (job.draw.target, job.draw.others) == (FILM.target, (STORYBOARD.target,))
    await fail(talk, FILM, STORYBOARD)
    await finish_clip(talk)
    job = await talk.job(asked)
    assert (job.draw.target, job.kind) == (STORYBOARD.target, Kind.ANIMATION)
    assert "film could not, so storyboard drew this." in (await told_of(talk, job.id)).lines
    named = await talk.job(await anna.say("animate", prompt="a fox", model="film"))
    assert named.draw.others == (), "who names a model gets that or nothing"


async def test_a_variation_falls_to_who_varies_and_then_to_the_storyboards_same_words(talk: Talk) -> None:
    cloud = ModelCard(name="cloud", engine="openai", edits=(Mode.IMAGE, Mode.VARIATION))
    await awake(talk, PAINTER, cloud)
    anna = talk.person("anna")
    await anna.say("draw", prompt="a fox", model="painter")
    await finish(talk, worker().model_copy(update={"models": (PAINTER,)}))
    asked = await anna.say("vary")
    spec = (await talk.job(asked)).draw
    assert (spec.target, spec.others) == (PAINTER.target, (cloud.target, STORYBOARD.target))
    await fail(talk, PAINTER, cloud, STORYBOARD)
    assert (await talk.job(asked)).draw.mode is Mode.VARIATION
    await fail(talk, PAINTER, cloud, STORYBOARD)
    last = (await talk.job(asked)).draw
    assert (last.target, last.reference, last.prompt) == (STORYBOARD.target, None, spec.prompt)
    sent = (await talk.job(await anna.say("vary", uploads={"picture": photo()}))).draw
    assert STORYBOARD.target not in sent.others, "nobody knows the words of a photo"
    assert (await talk.job(await anna.say("vary", model="painter"))).draw.others == ()


async def test_a_part_is_repainted_by_whoever_can_when_one_can_not(talk: Talk) -> None:
    cloud = ModelCard(name="cloud", engine="openai", edits=(Mode.INPAINT,))
    await awake(talk, PAINTER, cloud)
    anna = talk.person("anna")
    await own_picture(talk, anna, scene=SCENE, width=64, height=48)
    asked = await anna.say("repaint", prompt="a wolf", thing="Fox")
    before = (await talk.job(asked)).draw
    assert before.others == (cloud.target,)
    await fail(talk, PAINTER, cloud)
    after = (await talk.job(asked)).draw
    assert (after.target, after.edit, after.wished) == (cloud.target, before.edit, PAINTER.target)


async def test_what_does_not_fit_anywhere_is_refused_before_it_costs_anything(talk: Talk) -> None:
    large = FILM.model_copy(update={"fits": False})
    await awake(talk, large)
    anna = talk.person("anna", "pl")
    named = await anna.say("animate", prompt="lis", model="film")
    assert named.job is None
    assert "film" in named.text
    assert await talk.counts() == (0, 0)
    assert (await talk.job(await anna.say("animate", prompt="lis"))).draw.target == STORYBOARD.target
