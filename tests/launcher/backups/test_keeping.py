"""Which backups stay."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.backups.keeping import Keeping, keeping_of, kept, prune
from launcher.backups.making import LISTS, OBJECTS, bundle_name
from launcher.backups.places import Place
from launcher.folders import Folders
from launcher.sentences import Trouble

NEWEST = datetime(2026, 11, 21, 3, tzinfo=UTC)


def _names(days: int) -> list[str]:
    return [f"{NEWEST - timedelta(days=day):%Y%m%dT%H%M%SZ}" for day in range(days)]


def test_days_weeks_and_months_each_keep_their_newest() -> None:
    stay = kept(_names(120), Keeping(days=3, weeks=2, months=2))
    assert sorted(stay, reverse=True) == [
        "20261121T030000Z",  # the day, the week and the month
        "20261120T030000Z",
        "20261119T030000Z",
        "20261115T030000Z",  # the Sunday of the week before
        "20261031T030000Z",  # the last of October
    ]


@given(st.integers(0, 200), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_newest_always_stays_and_nothing_grows_beyond_the_numbers(
    days: int, daily: int, weekly: int, monthly: int
) -> None:
    names = _names(days)
    stay = kept(names, Keeping(daily, weekly, monthly))
    assert stay >= set(names[:1])
    assert len(stay) <= max(1, daily + weekly + monthly)


@pytest.mark.parametrize("words", ["7", "7,4", "a,b,c", "7,4,-1", "7,4,3,2", "1000,1,1"])
def test_what_is_no_three_numbers_is_refused(words: str) -> None:
    with pytest.raises(Trouble, match="three numbers"):
        keeping_of({"BACKUP_KEEP": words})


def test_three_numbers_are_read() -> None:
    assert keeping_of({"BACKUP_KEEP": "1, 2,3"}) == Keeping(1, 2, 3)
    assert keeping_of({}) == Keeping()


def test_objects_go_with_the_last_backup_that_needs_them(place: Place, tmp_path: Path) -> None:
    new, old = _names(2)
    for name, needed in ((new, ["both", "new"]), (old, ["both", "old"])):
        _put(place, tmp_path, f"{LISTS}{name}", "".join(f"{OBJECTS}{word}\n" for word in needed))
        _put(place, tmp_path, bundle_name(name), "sealed")
    for word in ("both", "new", "old", "of a crash"):
        _put(place, tmp_path, f"{OBJECTS}{word}", "sealed")
    assert prune(Folders(tmp_path), place, Keeping(1, 0, 0)) == 1
    assert place.names("") == {f"{LISTS}{new}", bundle_name(new), f"{OBJECTS}both", f"{OBJECTS}new"}


def _put(place: Place, folder: Path, name: str, content: str) -> None:
    (folder / "put").write_text(content, encoding="utf-8")
    place.put(name, folder / "put")
