"""The settings of a house: environment, ``.env``, ``data/settings.env``, and the secrets it makes for itself."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from launcher.folders import REPOSITORY, Folders
from launcher.sentences import N_, Trouble

# Secrets that nobody needs to choose.
MADE_ONCE = ("SIGNING_KEY", "AUDIT_KEY", "SEALING_KEYS")
AUDIT_KEY, SEALING_KEYS = "AUDIT_KEY", "SEALING_KEYS"
_SECRET_BYTES = 48
DATABASE, REDIS = "DATABASE_URL", "REDIS_URL"
OWNER_DATABASE = "OWNER_DATABASE_URL"  # of who migrates; no process of ours sees it
CHAT_TOKENS = ("DISCORD_TOKEN", "TELEGRAM_TOKEN")
HOME_URL, HOME_TOKEN, HOME_CA = "HA_URL", "HA_TOKEN", "HA_CA_FILE"
# What a process may not see: a worker has no database, only the bots hold chat tokens, only the bridge that of Home
# Assistant, only the gallery what people sign in and get mail by.
_CHAT = (*CHAT_TOKENS, "TELEGRAM_WEBHOOK_SECRET")
_WEB = ("DISCORD_CLIENT_SECRET", "TELEGRAM_CLIENT_SECRET", "SMTP_URL")
WITHHELD: Mapping[str, tuple[str, ...]] = {
    "worker": (DATABASE, OWNER_DATABASE, AUDIT_KEY, SEALING_KEYS, HOME_TOKEN, *_CHAT, *_WEB),
    "conductor": (OWNER_DATABASE, HOME_TOKEN, *_CHAT, *_WEB),
    "gallery": (OWNER_DATABASE, HOME_TOKEN, *_CHAT),
    "bots": (OWNER_DATABASE, HOME_TOKEN, *_WEB),
    "bridge": (OWNER_DATABASE, *_CHAT, *_WEB),
}


def settings(folders: Folders) -> dict[str, str]:
    """Return every setting of the house as environment variables; the environment wins, made secrets come last.

    Raises:
        Trouble: when a settings file can't be read.
    """
    given = told(folders)
    return {**_secrets(folders, given), **given}


def told(folders: Folders) -> dict[str, str]:
    """Return what somebody set, without the secrets that a house makes for itself.

    Raises:
        Trouble: when a settings file can't be read.
    """
    merged: dict[str, str] = {}
    for path in (folders.data / "settings.env", REPOSITORY / ".env"):
        try:
            merged |= {name.upper(): value for name, value in dotenv_values(path).items() if value}
        except (OSError, UnicodeDecodeError) as error:
            sentence = N_("{file} cannot be read ({reason}): mend it or remove it.")
            raise Trouble(sentence, file=path, reason=error) from error
    merged |= {name: value for name, value in os.environ.items() if value}
    return merged | {"DATA_FOLDER": str(folders.data)}


def is_given(settings_: Mapping[str, str], name: str) -> bool:
    """Tell whether a setting is given, as a value or as the file that holds it."""
    return bool(settings_.get(name) or settings_.get(f"{name}_FILE"))


def value_of(settings_: Mapping[str, str], name: str) -> str:
    """Return a setting's value, read from its file where one is named; "" where neither is.

    Raises:
        Trouble: when the file can't be read.
    """
    if settings_.get(name):
        return settings_[name]
    path = settings_.get(f"{name}_FILE")
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        sentence = N_("{file} cannot be read ({reason}): mend it or remove it.")
        raise Trouble(sentence, file=path, reason=error) from error


def read_in(settings_: Mapping[str, str]) -> dict[str, str]:
    """Return the settings with what is given as files read, for what the launcher itself does with servers."""
    names = (DATABASE, OWNER_DATABASE, REDIS, *MADE_ONCE)
    return {**settings_, **{name: value for name in names if (value := value_of(settings_, name))}}


def seen_by(name: str, settings_: Mapping[str, str]) -> dict[str, str]:
    """Return the settings without what the process ``name`` has no business with."""
    withheld = {variable for base in WITHHELD.get(name, ()) for variable in (base, f"{base}_FILE")}
    return {variable: value for variable, value in settings_.items() if variable not in withheld}


def _secrets(folders: Folders, given: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets that nobody gave from ``secrets.env``, adding those that are missing."""
    path = folders.data / "secrets.env"
    found = {name: value for name, value in dotenv_values(path).items() if value}
    wanted = [name for name in MADE_ONCE if not is_given(given, name)]
    missing = {name: secrets.token_urlsafe(_SECRET_BYTES) for name in wanted if name not in found}
    if missing:
        temporary = path.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("# Made by ./run for this house alone. Keep it with the data, show it to nobody.\n")
            file.writelines(f"{name}={value}\n" for name, value in (found | missing).items())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    return {name: value for name, value in (found | missing).items() if name not in MADE_ONCE or name in wanted}
