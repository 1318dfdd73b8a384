"""The shelves follow what is public: at once in what is shown, within a sweep in what is found."""

from datetime import timedelta

from sqlalchemy import select

from core.db import Database
from core.gallery import feed, tags
from core.gallery.listing import list_next, recount
from core.gallery.models import Listing, Tag, Tagging
from core.gallery.shelves import ListingKind, Wanted
from core.privacy import Visibility
from core.users.models import User
from tests.core.gallery.conftest import listed
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import NOON, Seeds

FOX = Wanted(tag="fox")


async def _counted(database: Database) -> dict[str, int]:
    async with database.transaction() as session:
        return {row.tag: row.pictures for row in await session.scalars(select(Tag))}


async def _found(database: Database, wanted: Wanted) -> int:
    return len(await feed.stubs(database, wanted, limit=50))


async def test_a_public_picture_is_listed_with_what_it_names_and_a_private_one_is_not(
    database: Database, seeds: Seeds
) -> None:
    ada = await seeds.person("Ada Łoś")
    await seeds.picture(ada, prompt="a fox reading under a tree")
    await seeds.picture(ada, prompt="a secret fox", visibility=Visibility.PRIVATE)
    assert await listed(database) == 1
    assert await _counted(database) == {"fox": 1, "tree": 1}
    async with database.transaction() as session:
        (row,) = await session.scalars(select(Listing))
        assert (row.kind, row.style, row.target, row.shape) == ("picture", "flat", "storyboard/storyboard", "landscape")
        assert (await session.get_one(User, ada.id)).handle == "ada-los"
    assert await listed(database) == 0, "what is in step is left alone"


async def test_what_is_withdrawn_is_in_no_list_at_once_and_off_the_shelves_with_the_next_sweep(
    database: Database, seeds: Seeds
) -> None:
    picture = await seeds.picture(await seeds.person(), prompt="a fox")
    await listed(database)
    assert await _found(database, FOX) == 1
    await seeds.reach(picture, Visibility.PRIVATE)
    assert await _found(database, FOX) == 0
    assert await listed(database) == 1
    assert await _counted(database) == {}
    await seeds.reach(picture, Visibility.PUBLIC, at=NOON + timedelta(hours=3))
    await listed(database)
    assert (await _found(database, FOX), await _counted(database)) == (1, {"fox": 1})


async def test_a_hidden_prompt_is_found_by_none_of_its_words(database: Database, seeds: Seeds) -> None:
    await seeds.picture(await seeds.person(), prompt="a fox", prompt_hidden=True, alt={"en": "a fox"})
    await listed(database)
    assert await _counted(database) == {}
    async with database.transaction() as session:
        assert "fox" not in str((await session.scalars(select(Listing.words))).one())


async def test_the_scene_graph_says_what_is_drawn(database: Database, seeds: Seeds) -> None:
    scene = {"scene": {"things": [{"concept": "lion"}, {"concept": "no such"}, 7], "place": "beach"}}
    await seeds.picture(await seeds.person(), prompt="the king of the animals", scene=scene)
    await listed(database)
    assert await _counted(database) == {"lion": 1, "beach": 1}


async def test_a_comic_is_listed_once_with_its_words(database: Database, seeds: Seeds, comics: ComicSeeds) -> None:
    await comics.comic(await seeds.person())
    await listed(database)
    async with database.transaction() as session:
        (row,) = await session.scalars(select(Listing))
        assert "'breakfast'" in str(row.words)
        assert "'bowl'" in str(row.words)
    assert await _counted(database) == {"cat": 1, "bowl": 1, "breakfast": 1}


async def test_owners_tags_come_first_and_the_count_stays_right_whatever_they_change(
    database: Database, seeds: Seeds
) -> None:
    ada = await seeds.person()
    picture = await seeds.picture(ada, prompt="a fox")
    await listed(database)
    for names, called in (
        (["Żółw", "My Book"], {"żółw", "My Book"}),
        (["lisy"], {"lis"}),
        (["lis", "rower"], {"lis", "rower"}),
        ([], set()),
    ):
        async with database.transaction() as session:
            await tags.set_own(session, ada, picture.id, names=names, locale="pl")
            await list_next(session)
            shown = await tags.of_picture(session, picture.id, "pl")
        assert {tag.name for tag in shown if tag.own} == called
        assert await _counted(database) == dict.fromkeys({tags.key_of(name, "pl") for name in names} | {"fox"}, 1)
    async with database.transaction() as session:
        before = {row.tag: row.pictures for row in await session.scalars(select(Tag))}
        await recount(session)
    assert await _counted(database) == before


async def test_people_of_one_name_have_addresses_of_their_own(database: Database, seeds: Seeds) -> None:
    people = [await seeds.person(name) for name in ("Ada", "ada", "ÁDA", "ада", "!!!", "ada-2")]
    for person in people:
        await seeds.picture(person)
        await listed(database)
    async with database.transaction() as session:
        found = [(await session.get_one(User, person.id)).handle for person in people]
    assert found == ["ada", "ada-2", "ada-3", "someone", "someone-2", "ada-2-2"]


async def test_kinds_are_told_apart(database: Database, seeds: Seeds, comics: ComicSeeds) -> None:
    ada = await seeds.person()
    await seeds.picture(ada)
    await seeds.picture(ada, media_type="video/mp4")
    await comics.comic(ada)
    await listed(database)
    assert [await _found(database, Wanted(kind=kind)) for kind in ListingKind] == [1, 1, 1]
    async with database.transaction() as session:
        assert {row.tag for row in await session.scalars(select(Tagging))} >= {"fox", "cat"}
