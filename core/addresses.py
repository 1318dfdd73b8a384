"""What the address of a Postgres says of TLS, for those who connect to it and for Postgres' own programs.

``?ssl=verify-full`` encrypts and checks the server's certificate and name; ``&sslrootcert=/path/ca.pem`` names who
vouches for it, else those whom the machine trusts do. Naming somebody asks for the check.
"""

import errno
import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import asyncpg
from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_MODE, _SAME_MODE, _ROOT = "ssl", "sslmode", "sslrootcert"
_FULL, _CHECKED = "verify-full", {"verify-full", "verify-ca"}
Loose = Literal["disable", "allow", "prefer", "require"]
_LOOSE: tuple[Loose, ...] = get_args(Loose)


@dataclass(frozen=True, slots=True)
class Address:
    """An address whose words on TLS stand apart; ``mode`` is libpq's, "" where it says nothing."""

    plain: URL
    mode: str
    root: Path | None

    def context(self) -> ssl.SSLContext | Loose | None:
        """Return what asyncpg takes as ``ssl``.

        Raises:
            OSError: the file with who vouches for the server is not there or holds no certificate.
        ValueError: there is no such mode.
        """
        if self.mode not in _CHECKED:
            return self._loosely()
        if self.root is not None and not self.root.is_file():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.root))  # ssl's own names no file
        made = ssl.create_default_context(cafile=self.root)
        made.check_hostname = self.mode == _FULL
        return made

    def _loosely(self) -> Loose | None:
        if not self.mode:
            return None
        for mode in _LOOSE:
            if mode == self.mode:
                return mode
        said = f"ssl={self.mode}"
        raise ValueError(said)

    async def connect(self, *, timeout_s: float) -> asyncpg.Connection:
        """Return one connection without SQLAlchemy.

        Raises:
            OSError: as from ``context``, or nobody answers.
            asyncpg.PostgresError: the server refuses.
        """
        plain = self.plain
        return await asyncpg.connect(
            host=_one(plain.query.get("host", "")) or plain.host,
            port=plain.port,
            user=plain.username,
            password=plain.password,
            database=plain.database,
            ssl=self.context(),
            timeout=timeout_s,
        )

    def of_libpq(self) -> dict[str, str]:
        """Return the environment by which libpq does the same."""
        if self.mode not in _CHECKED:
            return {"PGSSLMODE": self.mode} if self.mode else {}
        root = self.root or ssl.get_default_verify_paths().openssl_cafile
        return {"PGSSLMODE": self.mode, "PGSSLROOTCERT": str(root)}


def address_of(url: str) -> Address:
    """Read an address."""
    parts = make_url(url)
    said = {name: _one(parts.query.get(name, "")) for name in (_MODE, _SAME_MODE, _ROOT)}
    root = Path(said[_ROOT]) if said[_ROOT] else None
    mode = said[_MODE] or said[_SAME_MODE] or (_FULL if root else "")
    return Address(parts.difference_update_query(said), mode, root)


def make_engine(url: str, **more: object) -> AsyncEngine:
    """Return SQLAlchemy's engine for an address; ``more`` is passed on.

    Raises:
        OSError: as from ``Address.context``.
    """
    address = address_of(url)
    arguments = more.pop("connect_args", {})
    assert isinstance(arguments, dict)  # noqa: S101 - SQLAlchemy's own kind
    context = address.context()
    if context is not None:
        arguments = {**arguments, "ssl": context}
    return create_async_engine(address.plain, connect_args=arguments, **more)


def _one(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else value[-1]
