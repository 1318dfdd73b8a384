"""The object store: content-addressed files in a folder or on any S3-compatible server, chosen by settings."""

from core.settings import ProcessSettings
from core.storage.folder import FolderStore
from core.storage.s3 import S3Store
from core.storage.store import STORE_OUTAGES, MissingObject, Store, key_of

__all__ = ["STORE_OUTAGES", "FolderStore", "MissingObject", "S3Store", "Store", "key_of", "open_store"]


def open_store(settings: ProcessSettings) -> Store:
    """Return the store that the settings name."""
    if settings.s3_endpoint is None:
        return FolderStore(settings.store_folder, base_url=settings.public_url, signing_key=settings.signing_key)
    return S3Store(settings)
