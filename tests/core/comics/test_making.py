"""From words to finished comics in the database: what is drawn, charged, kept, drawn again and given back."""

from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import making, queries, service
from core.comics.cast import add as add_character
from core.comics.making import NoSuchPanel, NotDrawnYet, ScriptUnfinished
from core.comics.models import Comic, PanelDrawing
from core.comics.script import FILE, parse
from core.comics.service import ComicNotFound, Look, Written
from core.engines import STORYBOARD
from core.jobs import families, outcomes, sweeps
from core.jobs import service as jobs
from core.jobs.models import Job
from core.jobs.orders import Event, Failure, Item
from core.jobs.queries import open_jobs
from core.jobs.service import Request
from core.jobs.states import Kind, State
from core.media import queries as media
from core.media.models import Media
from core.privacy import Visibility
from core.quotas.service import OutOfCredits, balance
from core.roles import Role
from core.screening.reasons import ScreenedOut
from core.users.models import User
from tests.factories import NOON, POLICY, artefact, order, person, report, success

TEXT = "The cat looks at a bowl | CAT: Hungry. || The cat jumps | SFX: THUD || The cat eats | CAT: Good."
_numbers = iter(range(1000))


def request(key: str = "", **fields: object) -> Request:
    """Return a request of an event of its own."""
    return Request(key or f"press:{next(_numbers)}", **fields)  # type: ignore[arg-type]  # passed on as given


def written(text: str = TEXT) -> Written:
    """Return what somebody wrote."""
    return Written(text, parse(text, limits=FILE).script)


async def maker(session: AsyncSession) -> User:
    """Return somebody with 100 credits a day whose panels may all be drawn at once."""
    owner = await person(session, role=Role.CREATOR)
    owner.credits_a_day = 100
    return owner


async def begun(session: AsyncSession, owner: User, text: str = TEXT, key: str = "") -> Comic:
    """Return a comic that was just written."""
    return await service.begin(
        session, owner, written(text), look=Look(), key=key or f"comic:{next(_numbers)}", now=NOON, dice=Random(1)
    )


async def drawing(session: AsyncSession, owner: User, comic: Comic, key: str = "", again: int | None = None) -> Job:
    """Have a comic drawn."""
    return await making.draw(
        session, owner, comic, card=STORYBOARD, request=request(key), policy=POLICY, now=NOON, again=again
    )


async def claimed(session: AsyncSession) -> list[Item]:
    """Claim everything that can be sent."""
    items: list[Item] = []
    while (sent := await order(session)) is not None:
        items.extend(sent.items)
    return items


async def finish_all(session: AsyncSession, *, but: int | None = None) -> list[Item]:
    """Draw all that can be sent, panels with pictures of their own; the ``but``-th of them fails for good."""
    items = await claimed(session)
    for place, item in enumerate(items):
        if place == but:
            await outcomes.fail(session, report(item, Event.FAILED, error=Failure.ENGINE), now=NOON)
        else:
            await outcomes.finish(session, success(item, artefact(f"{item.job.hex}"[-20:])), now=NOON)
    return items


async def left(session: AsyncSession, owner: User) -> int:
    """Return a person's credits."""
    return (await balance(session, owner.id, allowance=100, now=NOON)).left


async def test_a_storyboard_is_one_order_and_costs_one_credit(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    job = await making.storyboard(session, owner, comic, request=request(), policy=POLICY, now=NOON)
    (item,) = await claimed(session)
    assert (item.job, item.kind) == (job.id, Kind.COMIC)
    assert item.spec.pages is not None
    assert item.spec.pages.draft
    assert await left(session, owner) == 99


async def test_a_comic_waits_for_its_panels_and_is_then_sent_with_their_pictures(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    job = await drawing(session, owner, comic)
    assert await left(session, owner) == 97
    panels = await finish_all(session)
    assert [item.kind for item in panels] == [Kind.PANEL] * 3
    (pages,) = await claimed(session)
    assert (pages.job, pages.kind) == (job.id, Kind.COMIC)
    assert pages.spec.pages is not None
    assert [bool(part.key) for part in pages.spec.pages.parts] == [True] * 3
    await outcomes.finish(session, success(pages, artefact("page")), now=NOON)
    shown = await queries.latest(session, comic)
    assert shown is not None
    assert [page.key for page in shown.pages] == [artefact("page").key]
    assert await left(session, owner) == 97


async def test_panels_of_one_comic_leave_in_one_order_where_a_worker_is_wide_enough(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner, "Size: strip\n---\nA cat\n---\nA cat runs")
    await drawing(session, owner, comic)
    sent = await order(session)
    assert sent is not None
    assert len(sent.items) == 2


async def test_panels_are_private_parts_that_no_list_shows(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    comic.visibility_name = Visibility.UNLISTED.value
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    pictures = list(await session.scalars(select(Media).order_by(Media.part)))
    assert [(picture.part, picture.visibility) for picture in pictures] == [
        (False, Visibility.UNLISTED), *[(True, Visibility.PRIVATE)] * 3,
    ]  # fmt: skip
    assert len(await media.mine(session, owner.id, limit=10)) == 1
    assert await open_jobs(session, owner.id) == []


async def test_while_its_panels_are_drawn_a_comic_is_one_thing_in_the_queue(session: AsyncSession) -> None:
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    assert [one.id for one in await open_jobs(session, owner.id)] == [job.id]


async def test_the_same_press_twice_draws_and_charges_once(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    first = await drawing(session, owner, comic, key="press")
    second = await drawing(session, owner, comic, key="press")
    assert first.id == second.id
    assert await left(session, owner) == 97
    assert await session.scalar(select(func.count()).select_from(PanelDrawing)) == 3
    assert comic.version == 1


async def test_the_same_message_twice_makes_one_comic(session: AsyncSession) -> None:
    owner = await maker(session)
    assert (await begun(session, owner, key="same")).id == (await begun(session, owner, key="same")).id


async def test_a_comic_that_costs_more_than_is_left_charges_nothing(session: AsyncSession) -> None:
    owner = await maker(session)
    owner.credits_a_day = 2
    comic = await begun(session, owner)
    with pytest.raises(OutOfCredits) as refused:
        await drawing(session, owner, comic)
    assert refused.value.fields == {"cost": 3, "left": 2}


async def test_edited_words_need_no_drawing_and_cost_nothing(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    service.rewrite(comic, written(TEXT.replace("Good.", "Delicious!")))
    assert await making.missing(session, owner, comic, STORYBOARD) == (0, 0)
    job = await drawing(session, owner, comic)
    (item,) = await claimed(session)
    assert item.job == job.id
    assert item.spec.pages is not None
    assert "Delicious!" in item.spec.pages.script
    assert await left(session, owner) == 97
    assert comic.version == 2


async def test_another_layout_needs_no_drawing(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    comic.size = "a4"
    await drawing(session, owner, comic)
    (item,) = await claimed(session)
    assert item.spec.pages is not None
    assert item.spec.pages.size == "a4"


async def test_only_panels_that_changed_are_drawn_again_and_old_pictures_come_back(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    service.rewrite(comic, written(TEXT.replace("The cat jumps", "The cat sleeps")))
    assert await making.missing(session, owner, comic, STORYBOARD) == (1, 1)
    await drawing(session, owner, comic)
    (panel,) = await finish_all(session)
    assert panel.spec.prompt == "The cat sleeps"
    await finish_all(session)
    service.rewrite(comic, written())
    assert await making.missing(session, owner, comic, STORYBOARD) == (0, 0)
    assert len(await queries.versions(session, comic.id)) == 2


async def test_another_style_draws_every_panel_anew(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    comic.style = "ink"
    assert await making.missing(session, owner, comic, STORYBOARD) == (3, 3)


async def test_a_panel_drawn_again_has_another_seed_and_its_old_picture_is_kept(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    first = await finish_all(session)
    await finish_all(session)
    await drawing(session, owner, comic, again=2)
    (again,) = await finish_all(session)
    assert again.spec.prompt == first[1].spec.prompt
    assert again.spec.seed != first[1].spec.seed
    (pages,) = await claimed(session)
    assert pages.spec.pages is not None
    assert pages.spec.pages.parts[1].job == again.job
    assert await session.scalar(select(func.count()).select_from(Media).where(Media.deleted_at.is_(None))) == 5
    with pytest.raises(NoSuchPanel):
        await drawing(session, owner, comic, again=4)


async def test_a_comic_with_a_failed_panel_is_set_without_it_and_can_be_finished_later(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session, but=1)
    assert await left(session, owner) == 98
    (pages,) = await finish_all(session)
    assert pages.spec.pages is not None
    assert [bool(part.key) for part in pages.spec.pages.parts] == [True, False, True]
    assert await making.missing(session, owner, comic, STORYBOARD) == (1, 1)
    await drawing(session, owner, comic)
    await finish_all(session)
    (whole,) = await claimed(session)
    assert whole.spec.pages is not None
    assert all(part.key for part in whole.spec.pages.parts)


async def test_a_panel_whose_cause_may_pass_is_tried_again_alone(session: AsyncSession) -> None:
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    items = await claimed(session)
    await outcomes.fail(session, report(items[0], Event.FAILED, error=Failure.ENGINE, passing=True), now=NOON)
    for item in items[1:]:
        await outcomes.finish(session, success(item), now=NOON)
    await session.refresh(job)
    assert job.target == families.WAITING
    assert (await session.get_one(Job, items[0].job)).state is State.QUEUED


async def test_a_comic_all_of_whose_panels_fail_fails_and_gives_everything_back(session: AsyncSession) -> None:
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    for item in await claimed(session):
        await outcomes.fail(session, report(item, Event.FAILED, error=Failure.OUT_OF_MEMORY), now=NOON)
    await session.refresh(job)
    assert (job.state, job.error) == (State.FAILED, Failure.OUT_OF_MEMORY)
    assert await left(session, owner) == 100


async def test_cancelling_a_comic_cancels_its_panels_and_gives_everything_back(session: AsyncSession) -> None:
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    await jobs.cancel(session, owner, job.id, now=NOON)
    states = set(await session.scalars(select(Job.state_name)))
    assert states == {State.CANCELLED.value}
    assert await left(session, owner) == 100


async def test_a_comic_whose_panels_ended_unseen_is_released_by_the_sweep(session: AsyncSession) -> None:
    """Anything may be killed between a panel's end and the look at its comic."""
    owner = await maker(session)
    job = await drawing(session, owner, await begun(session, owner))
    await finish_all(session)
    job.target = families.WAITING
    await session.flush()
    await sweeps.expire(session, now=NOON)
    await session.refresh(job)
    assert job.target == "storyboard/storyboard"


async def test_a_script_with_mistakes_is_kept_and_charges_nothing(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner, ": hello")
    for ask in (making.storyboard(session, owner, comic, request=request(), policy=POLICY, now=NOON),):
        with pytest.raises(ScriptUnfinished):
            await ask
    with pytest.raises(ScriptUnfinished):
        await drawing(session, owner, comic)
    assert comic.script == ": hello"
    assert await left(session, owner) == 100


async def test_the_whole_script_is_screened_not_only_its_title(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner, "A street || A naked child")
    with pytest.raises(ScreenedOut):
        await drawing(session, owner, comic)
    assert await left(session, owner) == 100


async def test_a_persons_characters_keep_their_looks_in_every_comic(session: AsyncSession) -> None:
    owner = await maker(session)
    await add_character(session, owner, "Maya", looks="red coat", now=NOON)
    comic = await begun(session, owner, "Maya walks || A street at night | TOM: Hi || A park | MAYA: Hello")
    await drawing(session, owner, comic)
    specs = [item.spec for item in await claimed(session)]
    assert all(spec.direction and spec.direction.cast == {"Maya": "red coat"} for spec in specs)


async def test_a_changed_look_draws_only_the_panels_of_that_character(session: AsyncSession) -> None:
    owner = await maker(session)
    await add_character(session, owner, "Maya", looks="red coat", now=NOON)
    comic = await begun(session, owner, "Maya walks || A street at night")
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    await add_character(session, owner, "Maya", looks="blue coat", now=NOON)
    assert await making.missing(session, owner, comic, STORYBOARD) == (1, 1)


async def test_a_file_is_made_of_the_newest_pages_and_is_private(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    with pytest.raises(NotDrawnYet):
        await making.make_file(session, owner, comic, file="pdf", request=request(), policy=POLICY, now=NOON)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    job = await making.make_file(session, owner, comic, file="pdf", request=request(), policy=POLICY, now=NOON)
    (item,) = await claimed(session)
    assert (item.kind, job.cost) == (Kind.EXPORT, 0)
    assert item.spec.pages is not None
    assert (item.spec.pages.file, len(item.spec.pages.parts)) == ("pdf", 3)
    made = artefact("book").model_copy(update={"media_type": "application/pdf"})
    await outcomes.finish(session, success(item, made), now=NOON)
    book = await session.scalar(select(Media).where(Media.media_type == "application/pdf"))
    assert book is not None
    assert book.part
    assert book.renditions_at is not None


async def test_publishing_takes_the_pages_along(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    (pages,) = await claimed(session)
    judged = [artefact(f"page{number}").model_copy(update={"level": 0}) for number in (1, 2)]
    await outcomes.finish(session, success(pages, *judged), now=NOON)
    await service.set_visibility(session, owner, comic, visibility=Visibility.PUBLIC, closed=frozenset(), now=NOON)
    await session.flush()
    assert len(await media.feed(session, limit=10)) == 1
    assert comic.visibility is Visibility.PUBLIC


async def test_somebody_elses_comic_is_not_found(session: AsyncSession) -> None:
    owner, other = await person(session), await person(session)
    comic = await begun(session, owner)
    with pytest.raises(ComicNotFound):
        await service.owned(session, other, comic.id)
    with pytest.raises(ComicNotFound):
        await service.owned(session, other, None)
    assert (await service.owned(session, owner, comic.id)).id == comic.id


async def test_a_deleted_comic_takes_every_picture_of_every_version_with_it(session: AsyncSession) -> None:
    owner = await maker(session)
    comic = await begun(session, owner)
    await drawing(session, owner, comic)
    await finish_all(session)
    await finish_all(session)
    await service.delete(session, owner, comic, now=NOON)
    await session.flush()
    assert await session.scalar(select(func.count()).select_from(Media).where(Media.deleted_at.is_(None))) == 0
    with pytest.raises(ComicNotFound):
        await service.owned(session, owner, comic.id)


async def test_a_comic_does_not_fill_the_waiting_list_panel_by_panel(session: AsyncSession) -> None:
    owner = await maker(session)
    limits = replace(POLICY.limits, waiting={**POLICY.limits.waiting, owner.role: 2})
    policy = replace(POLICY, limits=limits)
    comic = await begun(session, owner)
    for _ in range(2):
        await making.draw(session, owner, comic, card=STORYBOARD, request=request(), policy=policy, now=NOON)
