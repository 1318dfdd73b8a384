"""What a page of the gallery asks: in order, each picture once, at a cost that doesn't grow (gallery.md G1)."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from core.clock import new_id
from core.comics.models import ComicVersion
from core.db import Database
from core.engines import Shape
from core.gallery import feed
from core.gallery.questions import Question, questions
from core.gallery.searching import Manner, search_of
from core.gallery.shelves import PAIRS, ListingKind, Shelf, Wanted, shape_of
from core.media.models import Media
from tests.core.gallery.conftest import listed
from tests.core.gallery.crowd import crowd
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import NOON, Seeds

EVERYTHING = 20_000
WHOLE = "Seq Scan on (media|listings|taggings)"
SPACE = uuid4()
PERSON = new_id()
ASKED = {
    Shelf.KIND: Wanted(kind=ListingKind.PICTURE),
    Shelf.STYLE: Wanted(style="ink"),
    Shelf.MODEL: Wanted(target="diffusers/sdxl"),
    Shelf.SHAPE: Wanted(shape=Shape.TALL),
    Shelf.SPACE: Wanted(space=SPACE),
}


def asked(wanted: Wanted) -> dict[str, Any]:
    """Return what is asked for, by the name that it is asked by."""
    return {name: value for name in ("kind", "style", "target", "shape", "space") if (value := getattr(wanted, name))}


FILTERS = {
    "nothing": Wanted(),
    "day": Wanted(day=NOON.date()),
    "person": Wanted(person=PERSON),
    "rated": Wanted(rated=True),
    "kind": Wanted(kind=ListingKind.COMIC),
    "style": Wanted(style="ink"),
    "model": Wanted(target="diffusers/sdxl"),
    "shape": Wanted(shape=Shape.TALL),
    "space": Wanted(space=SPACE),
    "tag": Wanted(tag="fox"),
    **{f"{one.name} × {other.name}": replace(ASKED[one], **asked(ASKED[other])) for one, other in PAIRS},
    "style and tag": Wanted(style="ink", tag="fox"),
    "shape and person": Wanted(shape=Shape.TALL, person=PERSON),
    "three and all": Wanted(kind=ListingKind.PICTURE, style="noir", shape=Shape.SQUARE),
}


async def _plans(database: Database, asked: Iterable[Question]) -> str:
    plans = [await database.ask(f"EXPLAIN {question.text}", *question.values) for question in asked]
    return "\n".join(row[0] for plan in plans for row in plan)


async def test_every_filter_walks_an_index_from_where_the_last_page_ended(database: Database) -> None:
    await crowd(database, EVERYTHING, space=SPACE, person=PERSON)
    place = NOON - timedelta(hours=1), new_id()
    for name, wanted in FILTERS.items():
        plan = await _plans(database, questions(wanted, limit=31, before=place))
        mixed = " and " in name
        assert not re.search("Seq Scan on media" if mixed else WHOLE, plan), (name, plan)
        assert "Index" in plan
        assert mixed or "Sort" not in plan, (name, plan)
    words = search_of("fox bicycle").query(Manner.ANY)
    assert "Seq Scan on media" not in await _plans(database, questions(Wanted(), limit=31, before=place, words=words))
    seen = [await _walked(database, wanted) for wanted in FILTERS.values()]
    assert all(times == {1} for times, _ in seen), "each picture once"
    assert all(count > 31 for _, count in seen), "and more than a page of them"


async def test_what_a_page_asks_is_planned_once_a_connection(database: Database) -> None:
    """P10: left to choose, Postgres plans such a question anew each time from some 10,000 rows on."""
    assert (await database.ask("SHOW plan_cache_mode"))[0][0] == "force_generic_plan"
    async with database.transaction() as session:
        assert await session.scalar(text("SHOW plan_cache_mode")) == "auto", (
            "partial indexes need their values elsewhere"
        )
    limited = [question.text for wanted in FILTERS.values() for question in questions(wanted, limit=31)]
    assert all(question.endswith("LIMIT 31") for question in limited), "the plan knows how little is wanted"


async def _walked(database: Database, wanted: Wanted) -> tuple[set[int], int]:
    """Walk three pages; return how often pictures came and how many."""
    ids = []
    place = None
    for _ in range(3):
        found = await feed.stubs(database, wanted, limit=31, before=place)
        ids += [stub.id for stub in found]
        place = found[-1].place if found else place
    return {ids.count(one) for one in ids}, len(ids)


def test_no_question_counts_its_way_to_a_page() -> None:
    place = NOON, new_id()
    asked = " ".join(
        question.text
        for wanted in FILTERS.values()
        for words in (None, "'fox'")
        for question in questions(wanted, limit=31, before=place, words=words)
    )
    assert "OFFSET" not in asked.upper()


async def test_a_comic_has_one_card_that_knows_its_title_and_pages(
    database: Database, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person())
    (stub,) = await feed.stubs(database, Wanted(), limit=9)
    card = (await feed.cards(database, [stub.id]))[stub.id]
    assert (card.comic, card.title, card.pages, card.language) == (planted.comic.slug, "The Empty Bowl", 3, "en")


async def test_a_new_version_of_a_comic_takes_the_place_of_the_old_one(
    database: Database, seeds: Seeds, comics: ComicSeeds
) -> None:
    ada = await seeds.person()
    old, new = [await comics.comic(ada) for _ in range(2)]
    await listed(database)
    async with database.transaction() as session:
        version = await session.get_one(ComicVersion, (new.comic.id, 1))
        version.comic_id, version.number = old.comic.id, 2
        (await session.get_one(Media, new.pages[0].id)).listed_at = None
    assert [await listed(database), await listed(database), await listed(database)] == [1, 1, 0]
    assert [stub.id for stub in await feed.stubs(database, Wanted(), limit=9)] == [new.pages[0].id]
    assert [stub.id for stub in await feed.stubs(database, Wanted(tag="cat"), limit=9)] == [new.pages[0].id]


async def test_a_card_is_told_by_its_mark_when_anything_on_it_changed(database: Database, seeds: Seeds) -> None:
    ada = await seeds.person()
    await seeds.picture(ada)
    (before,) = await feed.stubs(database, Wanted(), limit=9)
    assert (await feed.stubs(database, Wanted(), limit=9)) == [before]
    await listed(database)  # which gives the owner an address
    (after,) = await feed.stubs(database, Wanted(), limit=9)
    card = (await feed.cards(database, [after.id]))[after.id]
    assert (before.mark != after.mark, card.mark, card.handle) == (True, after.mark, "ada")


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (1, 1, "square"),
        (1024, 1000, "square"),
        (1152, 768, "landscape"),
        (9, 16, "tall"),
        (1, 4000, "tall"),
        (9999, 1, "wide"),
    ],
)
def test_every_picture_has_a_shape(width: int, height: int, shape: str) -> None:
    assert shape_of(width, height) == shape
