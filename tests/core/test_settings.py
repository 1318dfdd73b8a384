"""Settings: where they come from, what is refused, and that no secret is ever shown."""

import logging
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from core.logs import start_logging
from core.settings import DatabaseSettings, ProcessSettings
from core.storage import FolderStore, S3Store, open_store

PLANTED = "planted-secret-planted-secret-planted"
REDIS = "redis://:planted-password@localhost:6379/0"
DATABASE = "postgresql+asyncpg://me:planted-password@localhost/x"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A folder without ``.env`` and an environment with the least that is needed."""
    monkeypatch.chdir(tmp_path)
    for name in DatabaseSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    monkeypatch.setenv("REDIS_URL", REDIS)
    monkeypatch.setenv("SIGNING_KEY", PLANTED)
    monkeypatch.setenv("AUDIT_KEY", PLANTED)
    monkeypatch.setenv("SEALING_KEYS", PLANTED)
    monkeypatch.setenv("DATABASE_URL", DATABASE)
    return monkeypatch


def test_the_least_settings_are_enough() -> None:
    settings = DatabaseSettings()
    assert settings.signing_key.get_secret_value() == PLANTED
    assert settings.store_folder == Path("data/store")
    assert isinstance(open_store(settings), FolderStore)


@pytest.mark.parametrize("missing", ["REDIS_URL", "SIGNING_KEY", "DATABASE_URL", "AUDIT_KEY", "SEALING_KEYS"])
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_needed_and_missing_or_blank_is_named(
    environment: pytest.MonkeyPatch, missing: str, value: str | None
) -> None:
    environment.delenv(missing) if value is None else environment.setenv(missing, value)
    with pytest.raises(ValidationError, match=missing.lower()):
        DatabaseSettings()


def test_a_secret_may_be_given_as_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "signing"
    file.write_text(f"{PLANTED}-from-a-file\n", encoding="utf-8")
    environment.delenv("SIGNING_KEY")
    environment.setenv("SIGNING_KEY_FILE", str(file))
    assert ProcessSettings().signing_key.get_secret_value() == f"{PLANTED}-from-a-file"


def test_the_environment_comes_before_files_and_files_before_dotenv(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=ERROR\nDEFAULT_LOCALE=pl\nS3_BUCKET=from-dotenv\n", encoding="utf-8")
    (tmp_path / "level").write_text("WARNING", encoding="utf-8")
    (tmp_path / "bucket").write_text("from-file", encoding="utf-8")
    environment.setenv("LOG_LEVEL", "DEBUG")
    environment.setenv("LOG_LEVEL_FILE", str(tmp_path / "level"))
    environment.setenv("S3_BUCKET_FILE", str(tmp_path / "bucket"))
    settings = ProcessSettings()
    assert (settings.log_level, settings.s3_bucket, settings.default_locale) == ("DEBUG", "from-file", "pl")


@pytest.mark.parametrize("key", ["short", " " * 64, "x" * 31])
def test_a_signing_key_that_is_short_or_blank_is_refused(environment: pytest.MonkeyPatch, key: str) -> None:
    environment.setenv("SIGNING_KEY", key)
    with pytest.raises(ValidationError, match="SIGNING_KEY must have at least 32"):
        ProcessSettings()


@pytest.mark.parametrize("key", ["short", " " * 64, "x" * 31])
def test_an_audit_key_that_is_short_or_blank_is_refused(environment: pytest.MonkeyPatch, key: str) -> None:
    environment.setenv("AUDIT_KEY", key)
    with pytest.raises(ValidationError, match="AUDIT_KEY must have at least 32"):
        DatabaseSettings()


@pytest.mark.parametrize("keys", ["short", ",", f"{'x' * 40},", f"{'x' * 40},short"])
def test_each_sealing_key_must_be_long(environment: pytest.MonkeyPatch, keys: str) -> None:
    environment.setenv("SEALING_KEYS", keys)
    with pytest.raises(ValidationError, match="each of SEALING_KEYS"):
        DatabaseSettings()


def test_an_s3_server_needs_both_its_keys(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("S3_ENDPOINT", "localhost:9000")
    with pytest.raises(ValidationError, match="S3_ACCESS_KEY"):
        ProcessSettings()
    environment.setenv("S3_ACCESS_KEY", "a")
    with pytest.raises(ValidationError, match="S3_SECRET_KEY"):
        ProcessSettings()
    environment.setenv("S3_SECRET_KEY", "b")
    assert isinstance(open_store(ProcessSettings()), S3Store)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "localhost:6379"),
        ("DEFAULT_LOCALE", "de"),
        ("LOG_LEVEL", "LOUD"),
        ("LEASE_S", "0"),
        ("DATABASE_POOL", "0"),
        ("DEFAULT_ROLE", "admin"),
        ("CREDITS_A_DAY", '{"user": -1}'),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_its_name(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        DatabaseSettings()


def test_no_secret_is_in_what_settings_print() -> None:
    settings = DatabaseSettings()
    assert "planted" not in repr(settings) + str(settings)


@pytest.mark.parametrize("wrong", ["LEASE_S", "REDIS_URL", "S3_ENDPOINT", "SIGNING_KEY"])
def test_no_secret_is_in_the_trace_of_a_refused_start(
    environment: pytest.MonkeyPatch, tmp_path: Path, wrong: str
) -> None:
    environment.setenv(wrong, "planted")
    environment.setenv("S3_SECRET_KEY", PLANTED)
    log = tmp_path / "log"
    start_logging("DEBUG", file=log)
    try:
        DatabaseSettings()
    except ValidationError as error:
        logging.getLogger("test").exception("the settings are wrong")
        shown = "".join(traceback.format_exception(error))
    else:
        pytest.fail("the settings are accepted")
    finally:
        _log_nowhere()
    assert "planted" not in shown
    assert "planted" not in log.read_text(encoding="utf-8")


def _log_nowhere() -> None:
    for handler in logging.getLogger().handlers[:]:
        if isinstance(handler, logging.FileHandler):
            logging.getLogger().removeHandler(handler)
            handler.close()


def test_a_blank_secret_file_is_no_value(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty token file leaves its part out; an empty key is missing, not a key of no characters."""
    (tmp_path / "blank").write_text(" \n", encoding="utf-8")
    environment.setenv("S3_ACCESS_KEY_FILE", str(tmp_path / "blank"))
    assert ProcessSettings().s3_access_key is None
    environment.delenv("SIGNING_KEY")
    environment.setenv("SIGNING_KEY_FILE", str(tmp_path / "blank"))
    with pytest.raises(ValidationError, match="signing_key"):
        ProcessSettings()
