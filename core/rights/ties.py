"""What ties a table to a person, and what follows from it: whose a row is, which files it holds, what hangs on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, select

from core.tables import Model  # all of them, not only those that somebody imported


class Erase(StrEnum):
    """What erasing a person does to a row: it goes, it forgets who it was, or it stays (for a reason)."""

    DELETE = "delete"
    FORGET = "forget"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Tie:
    """How a table knows a person.

    Attributes:
        table: The table's name.
        person: The column with the person's id; with ``through``, the column that names a row of that table.
        through: A table that is tied itself and to whose rows these belong.
        by: The column of ``through`` that ``person`` names, where no foreign key says it.
        erase: What erasing the person does to the rows.
        reason: Why they stay, for ``KEEP``.
        exported: Whether the rows are part of the person's export. Not, where they are about somebody else.
        untold: Columns that are never exported: secrets, bookkeeping, other people.
        sealed: Columns that lie sealed under their row's id, each with its purpose; they are exported opened.
        files: Columns with keys of the object store; "spec.edit.mask" looks into JSON, a number into a list.
        gone: The column that says that a row no longer needs its files.
        blanked: Columns whose words go even where the row stays: what the person wrote, or others wrote of them.
        along: Columns that refer to rows of the same person, which go together with these.
    """

    table: str
    person: str
    through: str = ""
    by: str = ""
    erase: Erase = Erase.DELETE
    reason: str = ""
    exported: bool = True
    untold: tuple[str, ...] = ()
    sealed: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    gone: str = ""
    along: tuple[str, ...] = ()
    blanked: tuple[str, ...] = ()

    @property
    def rows(self) -> Table:
        """The table itself."""
        return Model.metadata.tables[self.table]

    @property
    def told(self) -> list[Column[object]]:
        """The columns that are exported; the person's own key is the same in every row and left out."""
        hidden = {*self.untold, *(() if self.through or self.table == "users" else (self.person,))}
        return [column for column in self.rows.columns if column.name not in hidden]

    def file_columns(self) -> list[ColumnElement[str]]:
        """Return the expressions that hold keys of the object store."""
        found = []
        for name in self.files:
            column, *path = name.split(".")
            found.append(self.rows.c[column][tuple(path)].astext if path else self.rows.c[column])
        return found


def rows_of(tie: Tie, person: UUID, registry: Sequence[Tie]) -> ColumnElement[bool]:
    """Return the condition under which a row of the tie's table is the person's."""
    column: Column[UUID] = tie.rows.c[tie.person]
    if not tie.through:
        return column == person
    above = next(other for other in registry if other.table == tie.through)
    return column.in_(select(named_column(tie, above)).where(rows_of(above, person, registry)))


def named_column(tie: Tie, above: Tie) -> Column[object]:
    """Return the column of ``above`` that the tie's rows name."""
    if tie.by:
        return above.rows.c[tie.by]
    return next(key.column for key in tie.rows.c[tie.person].foreign_keys if key.column.table is above.rows)


def loose_ends(registry: Sequence[Tie]) -> Iterator[tuple[Column[object], Column[object], Tie]]:
    """Yield each reference into rows that erasing deletes, from rows that stay: who refers, to what, of which tie.

    A row of somebody else's may hang on the person's (a job on the job that it varies); it loses the reference.
    """
    deleted = {tie.table: tie for tie in registry if tie.erase is Erase.DELETE}
    followed = {(tie.table, column) for tie in registry for column in (tie.person, *tie.along)}
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                target = key.column
                by_itself = key.ondelete is not None  # the database deletes the row or the reference along
                if target.table.name in deleted and (table.name, column.name) not in followed and not by_itself:
                    yield column, target, deleted[target.table.name]


def personal_columns() -> Mapping[str, set[str]]:
    """Return, by table, the columns that name a person: references to ``users``."""
    found: dict[str, set[str]] = {}
    for table in Model.metadata.sorted_tables:
        names = {column.name for column in table.columns for key in column.foreign_keys if _names_a_person(key.column)}
        if names:
            found[table.name] = names
    return found


def _names_a_person(column: Column[object]) -> bool:
    return column.table.name == "users" and column.name == "id"
