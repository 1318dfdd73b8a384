"""The keys by which this house's files are known: a root of its own, and a leaf on each machine that writes files.

The root's key signs leaves and nothing else, so it stays on the machine where the house began. A machine that only
draws is given a folder with a leaf, its key and the root's certificate.

Source for what the certificates hold: C2PA 2.2, § 14.5 (X.509 profile).
"""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = "marks"
ROOT, ROOT_KEY, LEAF, LEAF_KEY = "root.pem", "root.key", "leaf.pem", "leaf.key"
_ORGANISATION = "Inkhearth"
# Of the purposes that the profile allows, the one that readers without a list of their own know.
_PURPOSE = ExtendedKeyUsageOID.EMAIL_PROTECTION
# A file without a time stamp is judged by today's date: both outlive the pictures that anybody still looks at.
_ROOT_LIVES, _LEAF_LIVES = timedelta(days=40 * 365), timedelta(days=30 * 365)
_CLOCKS_DIFFER = timedelta(days=1)


class NoRoot(Exception):
    """The folder has no key of a root: only the machine where the house began can name others."""


class BadCredentials(Exception):
    """A file of the folder is missing, can't be read, or is no key or certificate."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a machine signs with: ``key`` and ``leaf`` as PEM, and ``roots``, all that the house ever had, as PEM."""

    leaf: str
    roots: str
    key: bytes = field(repr=False)


def read_credentials(folder: Path) -> Credentials | None:
    """Return what lies in a folder, or None where there is no leaf, as before the first start.

    Raises:
        BadCredentials: there is only a part of it.
    """
    if not (folder / LEAF).exists():
        return None
    try:
        return Credentials(
            (folder / LEAF).read_text(encoding="ascii"),
            (folder / ROOT).read_text(encoding="ascii"),
            (folder / LEAF_KEY).read_bytes(),
        )
    except (OSError, UnicodeDecodeError) as error:
        raise BadCredentials(str(error)) from error


def found(folder: Path, *, now: datetime) -> None:
    """Make a root and this machine's leaf, unless they are there; what another start left half done is finished."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / ROOT).exists():
        key = ec.generate_private_key(ec.SECP256R1())
        root = _signed(_name("root"), key.public_key(), _name("root"), key, lives=_ROOT_LIVES, is_root=True, now=now)
        _write(folder / ROOT_KEY, _pem_of_key(key), secret=True)
        _write(folder / ROOT, root.public_bytes(serialization.Encoding.PEM))
    if not (folder / LEAF).exists():
        issue(folder, folder, machine="home", now=now)


def issue(folder: Path, to: Path, *, machine: str, now: datetime) -> None:
    """Write a new leaf by the root of ``folder`` into ``to``, with its key and the root's certificate.

    Raises:
        NoRoot: the folder has no root's key.
        BadCredentials: it can't be read.
    """
    try:
        pem = (folder / ROOT_KEY).read_bytes()
    except OSError as error:
        raise NoRoot from error
    try:
        root_key = serialization.load_pem_private_key(pem, password=None)
        root = x509.load_pem_x509_certificates((folder / ROOT).read_bytes())[0]
    except (OSError, ValueError) as error:
        raise BadCredentials(str(error)) from error
    if not isinstance(root_key, ec.EllipticCurvePrivateKey):
        message = "the root's key is not of an elliptic curve"
        raise BadCredentials(message)
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = _signed(_name(machine), key.public_key(), root.subject, root_key, lives=_LEAF_LIVES, is_root=False, now=now)
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    if to.resolve() != folder.resolve():
        _write(to / ROOT, (folder / ROOT).read_bytes())
    _write(to / LEAF_KEY, _pem_of_key(key), secret=True)
    _write(to / LEAF, leaf.public_bytes(serialization.Encoding.PEM))


def _name(part: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{_ORGANISATION} {part}"[:64]),
        ]
    )


def _signed(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, issuer: x509.Name, by: ec.EllipticCurvePrivateKey, *,
    lives: timedelta, is_root: bool, now: datetime,
) -> x509.Certificate:  # fmt: skip
    usage = x509.KeyUsage(
        digital_signature=not is_root, key_cert_sign=is_root, crl_sign=is_root, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + lives)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
    if not is_root:
        made = made.add_extension(x509.ExtendedKeyUsage([_PURPOSE]), critical=False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False
        )
    return made.sign(by, hashes.SHA256())


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Put a file in place whole; a secret one is for its owner alone from its first byte on."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
