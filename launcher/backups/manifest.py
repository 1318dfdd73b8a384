"""What a backup says of itself."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

FORM = 1


class Kept(BaseModel):
    """One object: its key in the store (which holds its SHA-256) and the name of its sealed copy."""

    model_config = ConfigDict(frozen=True)

    key: str
    name: str


class Manifest(BaseModel):
    """Everything that a restored house is compared with.

    Attributes:
        form: of the backup; a newer one than ours can't be read.
        made_at: when the database was photographed.
        migration: the database's revision.
        rows: how many each table has.
        objects: of the store, in the order of their keys.
        lost: keys that rows name and the store had not.
        dump: the SHA-256 of the database's dump, as hex.
        audit: the last entry of the audit log, 0 where there is none.
    """

    model_config = ConfigDict(frozen=True)

    form: int = FORM
    made_at: datetime
    migration: str
    rows: dict[str, int]
    objects: tuple[Kept, ...]
    lost: tuple[str, ...] = ()
    dump: str = Field(pattern=r"^[0-9a-f]{64}$")
    audit: int = Field(ge=0)
