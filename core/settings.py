"""Settings, read once at the edge (``__main__``, ``create_app``) from the environment, ``.env`` and secret files.

Each process reads only what it owns: a worker has no database, only the bots hold chat tokens. Every field may
also be given as a file: ``DISCORD_TOKEN_FILE=/run/secrets/discord`` sets ``DISCORD_TOKEN``.
"""

import os
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, FilePath, SecretStr, StringConstraints, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[a-z0-9+]+://")]
SECRET_LENGTH = 32
PORT = 65_535


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads the value of NAME from the file that NAME_FILE points to, as container secrets are given."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - pydantic-settings' signature
        """Return the stripped content of the file, or None where no file is named or it is blank."""
        path = os.environ.get(f"{field_name.upper()}_FILE")
        return (Path(path).read_text(encoding="utf-8").strip() or None if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return all values that are given as files."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class ProcessSettings(BaseSettings):
    """What every process needs: where data lie, how to reach Redis and the object store, and the signing key."""

    # What is wrong with a setting is told by its name: its value, or a neighbour's, may be a secret.
    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data_folder: Path = Field(Path("data"), description="Folder for everything that is kept on this machine.")
    redis_url: Url = Field(
        repr=False, description="Redis or Valkey: redis://host:6379/0, rediss://… or unix:///path/to.sock."
    )
    signing_key: SecretStr = Field(description="Secret of at least 32 characters; signs file links and codes.")
    public_url: Url = Field("http://127.0.0.1:8080", description="Address at which people reach the gallery.")
    default_locale: str = Field("en", pattern="^(en|pl)$", description="Language when nothing else decides: en or pl.")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged.")
    log_format: str = Field(
        "json", pattern="^(json|text)$", description="How a line of the log is written: json for programs, or text."
    )
    log_folder: Path | None = Field(
        None, description="Folder into which each process writes its log as well, for a collector to read."
    )
    pulse_file: Path | None = Field(
        None, description="File that a living process keeps fresh, for whoever supervises it (docker-compose.yml)."
    )
    marks_folder: Path | None = Field(
        None, description="Folder with the key that this machine signs files with; unset: marks in DATA_FOLDER."
    )
    lease_s: float = Field(10.0, gt=0.2, le=600, description="Seconds a silent worker keeps a job before it is lost.")

    s3_endpoint: str | None = Field(None, description="S3-compatible server, host:port; unset keeps files in a folder.")
    s3_bucket: str = Field("inkhearth", description="Bucket for pictures.")
    s3_region: str = Field("us-east-1", description="Region that requests are signed for.")
    s3_access_key: SecretStr | None = Field(None, description="Access key of the S3 server.")
    s3_secret_key: SecretStr | None = Field(None, description="Secret key of the S3 server.")
    s3_secure: bool = Field(default=True, description="Whether the S3 server is spoken to over TLS.")
    s3_ca_file: FilePath | None = Field(
        None,
        description="File (PEM) with the certificate of the S3 server, or of who vouches for it, if self-signed.",
    )
    s3_public_url: Url | None = Field(None, description="Address of the S3 server for browsers, if it differs.")

    @model_validator(mode="after")
    def _secrets_are_real(self) -> Self:
        if len(self.signing_key.get_secret_value().strip()) < SECRET_LENGTH:
            message = f"SIGNING_KEY must have at least {SECRET_LENGTH} characters"
            raise ValueError(message)
        if self.s3_endpoint and not (self.s3_access_key and self.s3_secret_key):
            message = "S3_ENDPOINT needs S3_ACCESS_KEY and S3_SECRET_KEY"
            raise ValueError(message)
        return self

    @property
    def store_folder(self) -> Path:
        """The folder of the embedded object store."""
        return self.data_folder / "store"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings names its five sources
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put secret files between the environment and ``.env``."""
        return init_settings, env_settings, _SecretFiles(settings_cls), dotenv_settings


class DatabaseSettings(ProcessSettings):
    """What the processes with a database share: bots, conductor, gallery."""

    database_url: Url = Field(repr=False, description="Postgres: postgresql+asyncpg://user:password@host/name.")
    audit_key: SecretStr = Field(
        description="Secret of at least 32 characters that seals the audit log; keep a copy where the database isn't."
    )
    audit_checkpoints: Path | None = Field(
        None,
        description="Folder for the audit log's daily checkpoints, best on another machine; unset: in DATA_FOLDER.",
    )
    sealing_keys: SecretStr = Field(
        description="Secrets of at least 32 characters that seal fields in the database, with commas, the newest first."
    )
    ask_consent: bool = Field(
        default=True, description="Whether people agree to the notice before the first thing they make; one button."
    )
    metrics_host: str = Field(
        "127.0.0.1", description="Address on which each process serves /metrics; its port 0 switches it off."
    )
    database_pool: int = Field(
        10, ge=1, le=100, description="Most connections one process holds; the gallery takes half as many more."
    )
    default_role: str = Field("user", pattern="^(guest|user|creator)$", description="Role of a person seen first.")
    engines: str = Field(
        "",
        pattern=r"^[a-z0-9, _-]*$",
        description="Order in which engines are tried where nobody names a model: diffusers,openai,storyboard.",
    )
    writers: str = Field(
        "transformers,openai-text,template",
        pattern=r"^[a-z, -]*$",
        description="Order in which writers of texts are tried; template needs no model and is always the last.",
    )
    job_expiry_hours: float = Field(24.0, gt=0, le=720, description="Hours a job may wait before it is given back.")
    credits_a_day: dict[str, Annotated[int, Field(ge=0, le=1_000_000)]] = Field(
        default_factory=dict, description='Credits a day by role where they differ, as JSON: {"user": 50}.'
    )

    @property
    def engine_order(self) -> tuple[str, ...]:
        """The engines in the order in which they are tried."""
        return tuple(name.strip() for name in self.engines.split(",") if name.strip())

    @property
    def writer_order(self) -> tuple[str, ...]:
        """The writers in the order in which they are tried."""
        return tuple(name.strip() for name in self.writers.split(",") if name.strip())

    @property
    def checkpoint_folder(self) -> Path:
        """Where the audit log's checkpoints are kept."""
        return self.audit_checkpoints or self.data_folder / "audit"

    @model_validator(mode="after")
    def _keys_are_real(self) -> Self:
        if len(self.audit_key.get_secret_value().strip()) < SECRET_LENGTH:
            message = f"AUDIT_KEY must have at least {SECRET_LENGTH} characters"
            raise ValueError(message)
        if any(len(key.strip()) < SECRET_LENGTH for key in self.sealing_keys.get_secret_value().split(",")):
            message = f"each of SEALING_KEYS must have at least {SECRET_LENGTH} characters"
            raise ValueError(message)
        return self
