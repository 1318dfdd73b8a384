"""Words about pictures: from what is known of them, by a model, or honestly none."""

from bots.conversation.actions import Action
from core.jobs.states import Kind
from tests.bots.conversation.conftest import Talk
from tests.bots.conversation.reworked import TELLER, awake, finish, own_picture, photo, told_of
from tests.factories import worker


async def test_a_scene_is_described_from_what_is_known_of_it(talk: Talk) -> None:
    anna, ola = talk.person("anna"), talk.person("anna", "pl")
    picture = await own_picture(talk, anna, alt={"en": "Illustration: fox.", "pl": "Ilustracja: lis."})
    await awake(talk, TELLER)
    before = await talk.counts()
    assert (await anna.press(str(Action("describe", picture.id)))).text == "Illustration: fox."
    assert (await ola.say("describe")).text.startswith("I")
    assert await talk.counts() == before, "nothing was asked of a worker"


async def test_a_photo_is_described_by_a_model_or_honestly_not_at_all(talk: Talk) -> None:
    anna = talk.person("anna")
    assert "no model" in (await anna.say("describe", uploads={"picture": photo()})).text
    picture = await own_picture(talk, anna, alt={})
    assert picture.prompt in (await anna.say("describe")).text
    await awake(talk, TELLER)
    job = await talk.job(await anna.say("describe"))
    assert (job.kind, job.draw.reference) == (Kind.CAPTION, picture.key)
    words = {"en": "A green field.", "pl": "Zielone pole."}
    await finish(talk, worker().model_copy(update={"models": (TELLER,)}), words=words)
    told = await told_of(talk, job.id, "pl")
    assert (told.text, told.pictures) == ("Zielone pole.", ())
    assert (await talk.pictures())[-1].alt == words, "and it is the picture's text for who can't see it from now on"
