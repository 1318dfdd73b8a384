"""Drawing on from a picture of the gallery (G5): whose may be remixed, what it costs, and what is kept of it."""

import pytest
from sqlalchemy import update

from bots.conversation.actions import Action
from bots.conversation.commands import BY_NAME
from bots.conversation.replies import Button, Reply
from bots.conversation.typed import heard, read
from core.clock import utc_now
from core.gallery.family import making_of
from core.jobs.editing import Mode
from core.media.models import Media
from core.platforms import Platform
from core.privacy import Visibility, new_slug
from core.users.models import User
from tests.bots.conversation.conftest import Speaker, Talk
from tests.bots.conversation.reworked import PAINTER, finish_clip
from tests.factories import worker


async def _public(talk: Talk, who: Speaker, **values: object) -> Media:
    """Return a public picture of somebody's, changed as given."""
    await talk.drawn(who, visibility=Visibility.PUBLIC, count=2, style="ink", model="storyboard")
    async with talk.database.transaction() as session:
        kept = {"visibility_name": Visibility.PUBLIC.value, "published_at": utc_now(), "judged": True}
        await session.execute(update(Media).values(kept | values))
    return (await talk.pictures())[0]


def _labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.rows for button in row]


def _button(reply: Reply, label: str) -> Button:
    return next(button for row in reply.rows for button in row if button.label == label)


async def test_g5_the_card_shows_whose_picture_it_is_and_spends_nothing(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"))
    before = await talk.counts()
    card = await talk.person("bob").say("remix", picture=picture.slug)
    assert "anna" in card.text
    assert (card.quote, card.pictures[0].key, card.private) == ("a planted fox", picture.key, True)
    assert "1 credit" in card.small
    assert _labels(card) == ["Vary a little", "Vary a lot", "Change the words", "Open"]
    assert _button(card, "Open").url == f"http://gallery.test/i/{picture.slug}"
    assert await talk.counts() == before


async def test_g5_the_card_speaks_the_persons_language(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"))
    card = await talk.person("jan", "pl").say("remix", picture=f"http://gallery.test/i/{picture.slug}?lang=pl")
    assert "Zmień opis" in _labels(card)
    assert "Co mam narysować" in card.text


async def test_g5_a_press_draws_one_variation_that_remembers_where_it_comes_from(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"))
    bob = talk.person("bob")
    card = await bob.say("remix", picture=picture.slug)
    job = await talk.job(await bob.press(_button(card, "Vary a lot").action))
    spec = job.draw
    assert (spec.prompt, spec.style, spec.count, job.cost) == ("a planted fox", "ink", 1, 1)
    assert (spec.reference, spec.after) == (None, picture.key), "the storyboard starts from words"
    assert (job.owner_id, job.visibility) == ((await bob.account()).id, Visibility.PRIVATE)
    assert job.owner_id != picture.owner_id


async def test_g5_a_model_that_can_starts_from_the_picture_itself(talk: Talk) -> None:
    card = PAINTER.model_copy(update={"engine": "storyboard", "name": "storyboard"})
    await talk.worker_awake(worker().model_copy(update={"models": (card,)}))
    picture = await _public(talk, talk.person("anna"))
    bob = talk.person("bob")
    spec = (await talk.job(await bob.press(str(Action("remix", picture.id, "subtle"))))).draw
    assert (spec.reference, spec.strength, spec.mode, spec.after) == (picture.key, 0.3, Mode.VARIATION, None)


async def test_g5_changed_words_are_drawn_as_the_picture_was(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"))
    bob = talk.person("bob")
    asked = await bob.press(str(Action("reword", picture.id)))
    assert asked.form is not None
    assert asked.form.fields[0].value == "a planted fox"
    reply = await talk.assistant.form(bob.turn, asked.form.action, {"prompt": "a planted owl"})
    spec = (await talk.job(reply)).draw
    assert (spec.prompt, spec.style, spec.count, spec.after) == ("a planted owl", "ink", 1, picture.key)
    empty = await talk.assistant.form(bob.turn, asked.form.action, {"prompt": " "})
    assert empty.job is None


async def test_g5_the_page_of_each_knows_the_other(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"))
    bob = talk.person("bob")
    await bob.press(str(Action("remix", picture.id, "strong")))
    await talk.draw()
    async with talk.database.transaction() as session:
        await session.execute(update(Media).values(visibility_name="public", published_at=utc_now()))
    remixed = (await talk.pictures())[-1]
    async with talk.database.transaction() as session:
        assert [kin.slug for kin in (await making_of(session, remixed)).parents] == [picture.slug]
        assert [kin.slug for kin in (await making_of(session, picture)).children] == [remixed.slug]


async def test_g6_what_one_may_not_see_is_refused_as_what_there_is_not(talk: Talk) -> None:
    anna, bob = talk.person("anna"), talk.person("bob")
    picture = await _public(talk, anna)
    unknown = await bob.say("remix", picture=new_slug())
    before = await talk.counts()
    assert "no picture to remix" in unknown.text
    assert (unknown.rows, unknown.pictures, unknown.quote) == ((), (), "")
    for values in (
        {"visibility_name": "private", "published_at": None},
        {"visibility_name": "private", "published_at": None, "hidden_at": utc_now()},
        {"visibility_name": "private", "hidden_at": None, "deleted_at": utc_now()},
    ):
        async with talk.database.transaction() as session:
            await session.execute(update(Media).values(values))
        assert await bob.say("remix", picture=picture.slug) == unknown
        for action in (Action("remix", picture.id, "subtle"), Action("reword", picture.id)):
            assert await bob.press(str(action)) == unknown, "an old card's button asks anew"
    for absurd in ("", "../../etc/passwd", "x" * 5000, "%00", "https://example.org/", "żółw"):
        assert await bob.say("remix", picture=absurd) == unknown
    assert await talk.counts() == before


async def test_g5_ones_own_private_picture_can_be_remixed(talk: Talk) -> None:
    anna = talk.person("anna")
    picture = await _public(talk, anna, visibility_name="private", published_at=None, prompt_hidden=True)
    assert _labels(await anna.say("remix", picture=picture.slug))


async def test_g5_hidden_words_are_not_drawn_by_others(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"), prompt_hidden=True)
    bob = talk.person("bob")
    for reply in (await bob.say("remix", picture=picture.slug), await bob.press(str(Action("reword", picture.id)))):
        assert "keeps its words" in reply.text
        assert "fox" not in f"{reply}"


async def test_g9_a_rated_picture_is_remixed_only_where_it_may_be_shown(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"), level=2)
    refused = await talk.person("bob").say("remix", picture=picture.slug)
    assert "2 of 3" in refused.text
    assert "fox" not in f"{refused}"
    assert (await talk.person("bob").say("vary", id=picture.slug)).job is None
    console = talk.person("eve", platform=Platform.CONSOLE)
    card = await console.say("remix", picture=picture.slug)
    assert card.pictures[0].spoiler


async def test_g5_clips_are_not_remixed(talk: Talk) -> None:
    anna = talk.person("anna")
    await anna.say("animate", prompt="a fox running")
    await finish_clip(talk)
    (clip,) = await talk.pictures()
    assert "clip" in (await anna.say("remix", picture=clip.slug)).text


async def test_g5_who_is_blocked_remixes_nothing(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"))
    bob = talk.person("bob")
    account = await bob.account()
    async with talk.database.transaction() as session:
        await session.execute(update(User).where(User.id == account.id).values(blocked_at=utc_now()))
    for reply in (
        await bob.say("remix", picture=picture.slug),
        await bob.press(str(Action("remix", picture.id, "subtle"))),
    ):
        assert (reply.pictures, reply.job) == ((), None)


async def test_g5_a_button_with_a_wrong_detail_draws_nothing(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"))
    bob = talk.person("bob")
    for action in (f"remix:{str(Action('remix', picture.id)).partition(':')[2]}:wild", "remix", "reword"):
        reply = await bob.press(action)
        assert reply.job is None
        assert reply.form is None


@pytest.mark.parametrize("line", ["/remix {}", "/vary {}", "/describe {}", "/upscale {} --factor 2", "/vary --id {}"])
def test_g5_an_address_is_all_that_has_to_be_written(line: str) -> None:
    """On Telegram and in the terminal; an address may hold hyphens itself."""
    address = "https://gallery.test/i/ab--cd-e_f"
    words = heard(line.format(address))
    assert words is not None
    said = read(BY_NAME[words.name], words.rest)
    assert said.missing is None
    assert said.options["picture" if words.name == "remix" else "id"] == address


async def test_g5_vary_takes_the_address_of_anybodys_public_picture(talk: Talk) -> None:
    picture = await _public(talk, talk.person("anna"))
    bob = talk.person("bob")
    address = f"http://gallery.test/i/{picture.slug}/"
    assert (await talk.job(await bob.say("vary", id=address))).draw.after == picture.key
    async with talk.database.transaction() as session:
        await session.execute(update(Media).values(prompt_hidden=True))
    assert (await bob.say("vary", id=address)).job is None
