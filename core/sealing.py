"""Fields that must be kept and not be read: AES-256-GCM under keys that can be changed without sealing all anew."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

_ID, _NONCE = 4, 12  # bytes: a key's id, and the nonce that NIST SP 800-38D § 8.2 asks for


class SealBroken(ValueError):
    """The field was sealed with a key that we no longer have, for something else, or was changed."""


class Sealing:
    """Seals with the newest key and opens with any."""

    def __init__(self, keys: SecretStr) -> None:
        """Take secrets separated by commas, the newest first; each is stretched to 256 bits by SHA-256."""
        secrets = [one.strip() for one in keys.get_secret_value().split(",") if one.strip()]
        digests = [hashlib.sha256(b"inkhearth sealing" + one.encode()).digest() for one in secrets]
        self._keys = {hashlib.sha256(digest).digest()[:_ID]: AESGCM(digest) for digest in digests}
        self._digests = digests

    def derived(self, purpose: str) -> list[bytes]:
        """Return 256-bit keys for another purpose, one of each secret, the newest first; no two purposes share one."""
        return [hmac.digest(digest, f"inkhearth {purpose}".encode(), "sha256") for digest in self._digests]

    def marks(self, purpose: str, text: str) -> list[str]:
        """Return what a sealed text is found by: its keyed hash under each key, the newest first."""
        return [hmac.digest(key, text.encode(), "sha256").hex() for key in self.derived(f"mark {purpose}")]

    def seal(self, purpose: str, owner: str, data: bytes) -> bytes:
        """Return ``data`` sealed for one purpose and one owner (a row's id): moved elsewhere it does not open."""
        name, key = next(iter(self._keys.items()))
        nonce = os.urandom(_NONCE)
        return name + nonce + key.encrypt(nonce, data, _bound(purpose, owner))

    def unseal(self, purpose: str, owner: str, sealed: bytes) -> bytes:
        """Return what was sealed.

        Raises:
            SealBroken: it does not open.
        """
        key = self._keys.get(sealed[:_ID])
        if key is None:
            raise SealBroken(purpose)
        try:
            return key.decrypt(sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :], _bound(purpose, owner))
        except (InvalidTag, ValueError):
            raise SealBroken(purpose) from None


def _bound(purpose: str, owner: str) -> bytes:
    return f"{len(purpose)}:{purpose}{owner}".encode()
