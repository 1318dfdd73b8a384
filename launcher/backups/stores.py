"""The object store of a house, from the launcher's settings alone: a drill must not reach the store of the real one."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from core.settings import ProcessSettings
from core.storage import FolderStore, S3Store, Store
from launcher.configuration import value_of


def store_of(given: Mapping[str, str]) -> Store:
    """Return the store that the settings name."""
    if not given.get("S3_ENDPOINT"):
        folder = Path(given["DATA_FOLDER"]) / "store"
        return FolderStore(folder, base_url="http://localhost", signing_key=SecretStr(value_of(given, "SIGNING_KEY")))
    names = (name.upper() for name in ProcessSettings.model_fields)
    found = {name.lower(): value for name in names if (value := value_of(given, name))}
    return S3Store(ProcessSettings(**found))  # type: ignore[arg-type] # pydantic reads the words
