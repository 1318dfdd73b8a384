"""Pictures asked for in the browser: every form works without scripts, says what is wrong, and keeps what was typed."""

from io import BytesIO

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from core.bus import DRAFTS
from core.engines import ModelCard
from core.jobs.models import Job
from core.jobs.states import State
from core.media.models import Media
from core.privacy import Visibility
from core.users.models import User
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.studio.conftest import Desk
from web_gallery.site import Site


async def jobs(site: Site) -> list[Job]:
    """Return every job, oldest first."""
    async with site.database.transaction() as session:
        return list(await session.scalars(select(Job).order_by(Job.id)))


def png(side: int = 64) -> bytes:
    """Return a small picture."""
    out = BytesIO()
    Image.new("RGB", (side, side), "#884422").save(out, "PNG")
    return out.getvalue()


async def test_strangers_are_sent_to_sign_in_and_can_do_nothing(client: httpx.AsyncClient) -> None:
    for path in ("/studio", "/studio/comics", "/studio/comics/new", "/studio/cast", "/studio/jobs/x"):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert (await client.get("/events")).status_code == 403
    for path in ("/studio", "/studio/comics", "/studio/cast", "/studio/draft"):
        assert (await client.post(path, data={"prompt": "a fox"})).status_code == 403


async def test_a_form_without_scripts_makes_a_job_and_shows_it(desk: Desk, site: Site) -> None:
    page = await desk.client.get("/studio")
    assert page.headers["cache-control"] == "private, no-store"
    assert "You have 100 credits of 100 left today." in page.text
    assert await site.bus.redis.llen(DRAFTS) == 1, "whoever draws drafts is woken"
    sent = await desk.send("/studio", prompt="a fox", shape="square", count="2", style="ink", seed="7", key="k")
    (made,) = await jobs(site)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/studio/jobs/{made.id}")
    assert (made.draw.prompt, made.draw.shape, made.draw.count, made.draw.style, made.draw.seed) == (
        "a fox", "square", 2, "ink", 7,
    )  # fmt: skip
    await desk.send("/studio", prompt="a fox", key="k")
    assert len(await jobs(site)) == 1, "the same form sent twice is one wish"
    shown = await desk.client.get(sent.headers["location"])
    assert 'http-equiv="refresh"' in shown.text
    assert "asleep" in shown.text
    assert "a fox" in (await desk.client.get("/studio")).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"prompt": ""}, "Powiedz, co narysować"),
        ({"prompt": "x" * 2001}, "2001"),
        ({"prompt": "<b>fox</b>", "count": "9"}, "9"),
        ({"prompt": "fox", "count": "many"}, "many"),
        ({"prompt": "fox", "seed": "-1"}, "4294967295"),
        ({"prompt": "fox", "style": "baroque"}, "baroque"),
        ({"prompt": "fox", "shape": "round"}, "round"),
        ({"prompt": "fox", "model": "none such"}, "none such"),
        ({"prompt": "fox", "visibility": "all"}, "all"),
    ],
)
async def test_what_is_wrong_is_said_on_the_page_and_what_was_typed_stays(
    fields: dict[str, str], said: str, desk: Desk, site: Site
) -> None:
    desk.client.headers["accept-language"] = "pl"
    answer = await desk.send("/studio", **fields)  # type: ignore[arg-type]  # fields of a form, none of them called as the switches
    assert answer.status_code == 400
    trouble = answer.text.split('role="alert"')[1].split("</p>")[0]
    assert said in trouble
    assert "hidden" not in trouble
    typed = answer.text.split("data-prompt")[1].split(">", 1)[1].split("</textarea>")[0]
    assert typed == fields["prompt"].replace("<", "&lt;").replace(">", "&gt;")
    assert await jobs(site) == []
    by_script = await desk.send("/studio", by_script=True, **fields)
    assert by_script.json()["detail"] in answer.text.replace("&#34;", '"').replace("&#39;", "'")


async def test_a_script_gets_the_card_with_what_is_left(desk: Desk, site: Site) -> None:
    answer = await desk.send("/studio", by_script=True, prompt="a fox", count="3", key="k")
    (made,) = await jobs(site)
    told = answer.json()
    assert (answer.status_code, told["job"], told["open"]) == (202, str(made.id), True)
    assert told["credits"] == "You have 97 credits of 100 left today."
    assert f'id="job-{made.id}"' in told["html"]
    assert told["key"] != "k"


async def test_a_picture_to_start_from_is_checked_cleaned_and_carried_by_the_form(
    desk: Desk, site: Site, painter: ModelCard, seeds: Seeds
) -> None:
    assert 'type="file"' in (await desk.client.get("/studio")).text
    kept = await desk.send("/studio/reference", by_script=True, files={"picture": ("a.png", png(), "image/png")})
    reference = kept.json()["reference"]
    await desk.send("/studio", prompt="a fox", model="painter", **{"reference-key": reference})
    await desk.send("/studio", prompt="a cat", model="painter", files={"picture": ("b.png", png(32), "image/png")})
    first, second = await jobs(site)
    assert first.draw.reference == reference.partition("|")[0]
    assert second.draw.reference not in {None, first.draw.reference}
    await desk.send("/studio", prompt="a dog", model="painter", **{"reference-key": f"{first.draw.reference}|forged"})  # type: ignore[arg-type]  # fields of a form, none of them called as the switches
    assert (await jobs(site))[-1].draw.reference is None, "nobody starts from what is not theirs"
    broken = await desk.send("/studio", prompt="a fox", files={"picture": ("a.png", b"GIF89a", "image/png")})
    assert broken.status_code == 400
    assert "not a picture" in broken.text
    huge = await desk.client.post("/studio", headers={"origin": "http://gallery.test", "content-length": "99999999"})
    assert huge.status_code == 400


async def test_without_a_model_that_starts_from_pictures_none_is_asked_for(desk: Desk) -> None:
    assert 'type="file"' not in (await desk.client.get("/studio")).text


async def test_results_are_varied_repeated_shown_and_deleted(desk: Desk, site: Site, seeds: Seeds) -> None:
    picture = await seeds.picture(desk.user, visibility=Visibility.PRIVATE)
    path = f"/studio/jobs/{picture.job_id}"
    assert "Make public" in (await desk.client.get(path)).text
    for verb in ("again", f"vary/{picture.id}"):
        sent = await desk.send(f"{path}/{verb}")
        assert sent.status_code == 303
    made = (await jobs(site))[1:]
    assert [each.draw.prompt for each in made] == [picture.prompt] * 2
    shown = await desk.send(f"{path}/reach", by_script=True, visibility="public")
    assert "Make private" in shown.json()["html"]
    refused = await desk.send(f"{path}/reach", by_script=True, visibility="all")
    assert (refused.status_code, "visibility" in refused.json()["detail"]) == (400, True)
    gone = await desk.send(f"{path}/delete", by_script=True)
    assert "This picture was deleted." in gone.json()["html"]
    async with site.database.transaction() as session:
        assert (await session.get_one(Media, picture.id)).deleted_at is not None
    assert (await desk.send(f"{path}/delete")).status_code == 404


async def test_a_waiting_job_is_cancelled_and_its_words_can_be_changed(desk: Desk, site: Site) -> None:
    await desk.send("/studio", prompt="a fox in the snow", seed="5")
    (made,) = await jobs(site)
    again = await desk.client.get(f"/studio?like={made.id}")
    assert "a fox in the snow</textarea>" in again.text
    ended = await desk.send(f"/studio/jobs/{made.id}/cancel", by_script=True)
    assert (ended.json()["state"], ended.json()["credits"]) == (
        "cancelled", "You have 100 credits of 100 left today.",
    )  # fmt: skip
    late = await desk.send(f"/studio/jobs/{made.id}/cancel")
    assert late.status_code == 409
    assert (await jobs(site))[0].state is State.CANCELLED


async def test_nobody_touches_what_is_another_s(desk: Desk, site: Site, seeds: Seeds) -> None:
    """R5: jobs and pictures of somebody else are not there."""
    bert = await seeds.person("Bert")
    picture = await seeds.picture(bert)
    path = f"/studio/jobs/{picture.job_id}"
    assert (await desk.client.get(path)).status_code == 404
    assert (await desk.client.get("/studio?like=" + str(picture.job_id))).status_code == 404
    for verb in ("cancel", "again", "reach", "delete", f"vary/{picture.id}"):
        assert (await desk.send(f"{path}/{verb}", visibility="private")).status_code == 404
    own = await seeds.picture(desk.user)
    assert (await desk.send(f"/studio/jobs/{own.job_id}/vary/{picture.id}")).status_code == 404
    assert (await desk.client.get("/studio/jobs/nonsense")).status_code == 400
    wrong = Desk(desk.client, desk.user, "wrong")
    assert (await wrong.send(path + "/cancel")).status_code == 403
    assert (await wrong.send("/studio", prompt="a fox")).status_code == 403


async def test_work_is_listed_page_by_page(desk: Desk, site: Site) -> None:
    async with site.database.transaction() as session:
        user = await session.get_one(User, desk.user.id)
        user.role_level = 4
    for number in range(14):
        await desk.send("/studio", prompt=f"fox number {number:02}")
    first = (await desk.client.get("/studio")).text
    assert ("fox number 13" in first, "fox number 01" in first) == (True, False)
    older = first.split('rel="next" href="')[1].split('"')[0]
    assert "fox number 01" in (await desk.client.get(older)).text


async def test_a_draft_that_nobody_draws_says_so_and_bad_wishes_are_refused_at_once(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.drafts.PATIENCE_S", 0.2)
    asleep = await desk.send("/studio/draft", by_script=True, prompt="a fox")
    assert asleep.status_code == 503
    assert (await desk.send("/studio/draft", by_script=True, prompt=" ")).status_code == 400
    assert (await desk.send("/studio/draft", by_script=True, prompt="a fox", seed="x" * 99)).status_code == 503
