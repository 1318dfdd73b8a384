"""The registry knows every table: none with something of a person escapes export or erasure (issue 6, line 5)."""

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, Table, Uuid

from core.rights.registry import IMPERSONAL, TIES
from core.rights.ties import Erase, Tie, loose_ends, personal_columns
from core.tables import Model

HOW = "add a line to TIES or IMPERSONAL in core/rights/registry.py"
TABLES = set(Model.metadata.tables)


def untied(metadata: MetaData) -> set[str]:
    """Return the tables that the registry says nothing about."""
    return set(metadata.tables) - {tie.table for tie in TIES} - set(IMPERSONAL)


def test_every_table_is_tied_to_people_or_said_to_know_nobody() -> None:
    assert untied(Model.metadata) == set(), HOW


def test_a_table_that_nobody_registered_is_seen() -> None:
    metadata = MetaData()
    Table("diaries", metadata, Column("owner_id", Uuid, ForeignKey("users.id")))
    assert untied(metadata) == {"diaries"}


def test_the_registry_names_no_table_that_is_gone() -> None:
    assert {tie.table for tie in TIES} | set(IMPERSONAL) <= TABLES


def test_no_table_is_both() -> None:
    assert {tie.table for tie in TIES} & set(IMPERSONAL) == set()


def test_every_column_that_names_a_person_is_tied() -> None:
    tied = {(tie.table, tie.person) for tie in TIES if not tie.through} - {("users", "id")}
    columns = {(table, name) for table, names in personal_columns().items() for name in names}
    assert columns == tied, HOW


@pytest.mark.parametrize("tie", TIES, ids=lambda tie: f"{tie.table}.{tie.person}")
def test_what_a_tie_names_is_there(tie: Tie) -> None:
    columns = set(tie.rows.columns.keys())
    assert {tie.person, *tie.untold, *(name.partition(".")[0] for name in tie.files)} <= columns
    assert {tie.gone or tie.person, *tie.along, *tie.blanked} <= columns
    assert not tie.through or tie.through in {other.table for other in TIES if other is not tie}
    assert (tie.erase is Erase.KEEP) == bool(tie.reason), "what stays says why"
    assert tie.erase is not Erase.FORGET or tie.rows.c[tie.person].nullable


def test_nothing_that_stays_hangs_on_what_goes() -> None:
    stuck = [f"{column.table.name}.{column.name}" for column, _, _ in loose_ends(TIES) if not column.nullable]
    assert stuck == [], "these rows would keep a person's rows from being deleted"


def test_each_table_is_exported_once() -> None:
    exported = [tie.table for tie in TIES if tie.exported]
    assert sorted(exported) == sorted(set(exported))


def test_each_reason_is_a_sentence() -> None:
    assert [reason for reason in IMPERSONAL.values() if not reason.endswith(".")] == []
