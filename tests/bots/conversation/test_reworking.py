"""Clips, larger pictures, variations, repainted parts, descriptions: asked for, or refused before they cost a thing."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bots.conversation.actions import Action
from core.jobs.editing import Mode
from core.jobs.motion import Move
from core.jobs.states import Kind
from core.privacy import Visibility
from core.roles import Role
from tests.bots.conversation.conftest import Talk
from tests.bots.conversation.reworked import (
    FILM,
    PAINTER,
    SCALER,
    SCENE,
    TELLER,
    awake,
    finish,
    finish_clip,
    own_picture,
    photo,
    told_of,
)
from tests.factories import worker


async def test_a_clip_is_made_of_words(talk: Talk) -> None:
    anna = talk.person("anna")
    reply = await anna.say("animate", prompt="a fox running", seconds=4, move="pan", fps=8, style="ink")
    job = await talk.job(reply)
    motion = job.draw.motion
    assert motion is not None
    assert (job.kind, motion.seconds, motion.fps, motion.move) == (Kind.ANIMATION, 4.0, 8, Move.PAN)
    assert (job.draw.style, job.draw.reference, job.cost) == ("ink", None, 4)


async def test_a_scene_of_the_storyboard_is_drawn_again_so_that_it_lives(talk: Talk) -> None:
    anna = talk.person("anna")
    picture = await own_picture(talk, anna)
    for reply in (await anna.press(str(Action("animate", picture.id))), await anna.say("animate")):
        spec = (await talk.job(reply)).draw
        assert (spec.prompt, spec.seed, spec.reference) == (picture.prompt, picture.seed, None)
        assert spec.kind is Kind.ANIMATION


async def test_a_model_of_clips_starts_from_the_picture_itself(talk: Talk) -> None:
    await awake(talk, FILM)
    anna = talk.person("anna")
    picture = await own_picture(talk, anna)
    job = await talk.job(await anna.press(str(Action("animate", picture.id))))
    assert (job.kind, job.draw.reference, job.draw.model, job.cost) == (Kind.VIDEO, picture.key, "film", 30)
    assert job.draw.motion is not None
    assert job.draw.motion.fps == 24, "as the model likes"


async def test_a_photo_is_filmed_in_its_own_proportions(talk: Talk) -> None:
    anna = talk.person("anna")
    reply = await anna.say("animate", uploads={"picture": photo()})
    spec = (await talk.job(reply)).draw
    assert spec.reference is not None
    assert spec.height == pytest.approx(2 * spec.width, rel=0.05)


async def test_clips_longer_than_the_model_or_the_role_allows_cost_nothing(talk: Talk) -> None:
    anna = talk.person("anna")
    await anna.become(Role.USER)
    too_long = await anna.say("animate", prompt="a fox", seconds=8)
    assert "8" in too_long.text
    assert "6" in too_long.text
    await anna.become(Role.ADMIN)
    assert "10" in (await anna.say("animate", prompt="a fox", seconds=20)).text, "the storyboard's own limit"
    assert await talk.counts() == (0, 0)
    assert (await anna.say("animate", prompt="a fox", seconds=8)).job is not None


async def test_a_picture_is_enlarged_and_paid_by_its_pixels(talk: Talk) -> None:
    await awake(talk, SCALER)
    anna = talk.person("anna")
    picture = await own_picture(talk, anna, width=1152, height=768)
    job = await talk.job(await anna.press(str(Action("upscale", picture.id, "4"))))
    assert (job.kind, job.draw.width, job.draw.height, job.cost) == (Kind.UPSCALE, 4608, 3072, 4)
    assert job.draw.reference == picture.key
    assert (await talk.job(await anna.say("upscale", id=picture.slug))).draw.width == 2304
    sent = await talk.job(await anna.say("upscale", uploads={"picture": photo(400, 300)}, factor="4"))
    assert (sent.draw.width, sent.draw.height) == (1600, 1200)


async def test_what_can_not_be_enlarged_is_refused_before_it_costs_anything(talk: Talk) -> None:
    anna = talk.person("anna", "pl")
    assert "obrazek" in (await anna.say("upscale")).text, "there is none yet"
    assert "administrator" in (await anna.say("upscale", uploads={"picture": photo()})).text.lower()
    await awake(talk, SCALER)
    large = await anna.say("upscale", uploads={"picture": photo(3000, 2500)}, factor="4")
    assert "120" in large.text
    assert await talk.counts() == (0, 0)


@pytest.mark.parametrize(("detail", "strength"), [("subtle", 0.3), ("", 0.55), ("strong", 0.75)])
async def test_a_variation_goes_as_far_as_was_said(talk: Talk, detail: str, strength: float) -> None:
    card = PAINTER.model_copy(update={"engine": "storyboard", "name": "storyboard"})
    await talk.worker_awake(worker().model_copy(update={"models": (card,)}))
    anna = talk.person("anna")
    picture = await own_picture(talk, anna)
    spec = (await talk.job(await anna.press(str(Action("vary", picture.id, detail))))).draw
    assert (spec.reference, spec.strength, spec.mode) == (picture.key, strength, Mode.VARIATION)
    assert (await anna.press(str(Action("vary", picture.id, "wild")))).job is None


async def test_a_larger_picture_is_varied_by_what_draws(talk: Talk) -> None:
    await awake(talk, SCALER)
    anna = talk.person("anna")
    picture = await own_picture(talk, anna, alt={"en": "A fox"})
    await anna.press(str(Action("upscale", picture.id, "2")))
    await finish(talk, worker().model_copy(update={"models": (SCALER,)}))
    larger = (await talk.pictures())[-1]
    assert larger.alt == {"en": "A fox"} == picture.alt, "it shows what its own picture shows"
    spec = (await talk.job(await anna.say("vary", id=larger.slug, change="strong"))).draw
    assert (spec.model, spec.kind) == ("storyboard", Kind.IMAGE)


async def test_a_photo_is_varied_only_by_a_model_that_can(talk: Talk) -> None:
    anna = talk.person("anna")
    assert (await anna.say("vary", uploads={"picture": photo()})).job is None
    await awake(talk, PAINTER)
    spec = (await talk.job(await anna.say("vary", uploads={"picture": photo()}, count=2))).draw
    assert (spec.model, spec.count, spec.mode) == ("painter", 2, Mode.VARIATION)


@pytest.mark.parametrize("way", ["wide", "tall"])
async def test_a_picture_grows_at_both_ends(talk: Talk, way: str) -> None:
    anna = talk.person("anna")
    picture = await own_picture(talk, anna, width=960, height=640)
    assert (await anna.press(str(Action("outpaint", picture.id, way)))).job is None, "the storyboard can't"
    await awake(talk, PAINTER)
    spec = (await talk.job(await anna.press(str(Action("outpaint", picture.id, way))))).draw
    assert spec.edit is not None
    left, top, right, bottom = spec.edit.margins
    inner = spec.width - left - right, spec.height - top - bottom
    assert inner[0] / inner[1] == pytest.approx(1.5, rel=0.05), "the old picture keeps its proportions"
    assert (left > 0, top > 0) == (way == "wide", way == "tall")
    reply = await told_of(talk, picture.job_id)
    assert "Wider" in [button.label for row in reply.rows for button in row]
    assert len(reply.rows) <= 5
    assert all(len(row) <= 5 for row in reply.rows)


async def test_a_part_is_repainted_by_its_name_or_by_a_mask(talk: Talk) -> None:
    await awake(talk, PAINTER)
    anna = talk.person("anna")
    await own_picture(talk, anna, scene=SCENE, width=64, height=48)
    spec = (await talk.job(await anna.say("repaint", prompt="a wolf", thing="Fox"))).draw
    assert spec.edit is not None
    assert (spec.mode, spec.strength) == (Mode.INPAINT, 1.0)
    with Image.open(BytesIO(await talk.assistant.setting.store.get(spec.edit.mask))) as mask:
        white = np.asarray(mask.convert("L")) > 127
    assert white[12:41, 10:31].all(), "all of the fox"
    assert white.mean() < 0.4, "and little else"
    sent = await anna.say("repaint", prompt="a wolf", uploads={"mask": photo(64, 48)})
    masked = (await talk.job(sent)).draw.edit
    assert masked is not None
    assert masked.mask != spec.edit.mask


async def test_a_part_that_nobody_can_find_is_not_repainted(talk: Talk) -> None:
    anna = talk.person("anna")
    await own_picture(talk, anna, scene=SCENE)
    before = await talk.counts()
    assert "can't start" in (await anna.say("repaint", prompt="a wolf", thing="fox")).text, "the storyboard can't"
    await awake(talk, PAINTER)
    assert "fox" in (await anna.say("repaint", prompt="a wolf", thing="bear")).text
    assert "Which part" in (await anna.say("repaint", prompt="a wolf")).text
    assert "mask" in (await anna.say("repaint", prompt="a wolf", thing="x", uploads={"picture": photo()})).text
    assert await talk.counts() == before


async def test_settings_that_a_model_lacks_are_refused_before_they_cost_anything(talk: Talk) -> None:
    anna = talk.person("anna")
    await awake(talk, PAINTER)
    wrong: tuple[dict[str, Any], ...] = (
        {"model": "storyboard", "negative": "rain"},
        {"model": "painter", "lora": "ink"},
        {"model": "painter", "lora": "oil:9"},
        {"model": "painter", "lora": "!?"},
        {"model": "painter", "lora": "a,b,c,d"},
        {"model": "painter", "scheduler": "euler"},
        {"model": "painter", "negative": "x" * 2000},
    )
    for options in wrong:
        assert (await anna.say("draw", prompt="a fox", **options)).job is None, options
    assert await talk.counts() == (0, 0)
    spec = (await talk.job(await anna.say("draw", prompt="a fox", negative="rain", lora="oil:0,5", strength=30))).draw
    assert spec.tuning is not None
    assert (spec.tuning.negative, spec.tuning.loras[0].weight) == ("rain", 0.5)


async def test_a_clip_goes_out_with_smaller_forms_of_itself(talk: Talk) -> None:
    anna = talk.person("anna")
    job = await talk.job(await anna.say("animate", prompt="a fox"))
    await finish_clip(talk)
    (clip,) = await talk.pictures()
    reply = await told_of(talk, job.id)
    (shown,) = reply.pictures
    assert (shown.media_type, shown.moves) == ("video/mp4", True)
    assert [twin.media_type for twin in shown.twins] == ["video/mp4", "image/gif", "image/webp"]
    assert "3 s" in reply.small
    fits = [shown.fitting(room) for room in (10**9, 900, 400, 60, 1)]
    assert [form and form.bytes for form in fits] == [10_000, 800, 400, 50, None]
    assert "clip" in (await anna.press(str(Action("upscale", clip.id, "2")))).text
    again = await talk.job(await anna.press(str(Action("redo", job.id))))
    assert (again.draw.motion, again.draw.width, again.draw.height) == (
        job.draw.motion,
        job.draw.width,
        job.draw.height,
    )
    assert (await anna.say("vary")).job is None, "there is no picture yet, and a clip is none"


@pytest.mark.parametrize("verb", ["animate", "upscale", "vary", "describe", "outpaint"])
async def test_nobody_works_on_somebody_elses_private_picture_g6(talk: Talk, verb: str) -> None:
    await awake(talk, PAINTER, SCALER, TELLER)
    picture = await own_picture(talk, talk.person("anna"))
    before = await talk.counts()
    bert = talk.person("bert")
    assert (await bert.press(str(Action(verb, picture.id, "wide" if verb == "outpaint" else "")))).job is None
    assert (await bert.say("upscale", id=picture.slug)).job is None
    assert await talk.counts() == before


async def test_a_description_in_another_language_says_so(talk: Talk) -> None:
    await awake(talk, TELLER)
    job = await talk.job(await talk.person("anna").say("describe", uploads={"picture": photo()}))
    await finish(talk, worker().model_copy(update={"models": (TELLER,)}), words={"en": "A green wall."})
    english, polish = await told_of(talk, job.id), await told_of(talk, job.id, "pl")
    assert english.text == polish.text == "A green wall."
    assert ("·" in english.small, "·" in polish.small) == (False, True)


async def test_a_shared_picture_may_be_worked_on_by_anybody_for_themselves(talk: Talk) -> None:
    await awake(talk, SCALER)
    await talk.drawn(talk.person("anna"), visibility=Visibility.PUBLIC)
    (picture,) = await talk.pictures()
    bert = talk.person("bert")
    job = await talk.job(await bert.press(str(Action("upscale", picture.id, "2"))))
    assert (job.owner_id, job.visibility) == ((await bert.account()).id, (await bert.account()).visibility)
