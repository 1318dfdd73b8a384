"""Settings of the bridge; it runs only where a Home Assistant is named."""

from pathlib import Path

from pydantic import Field, FilePath, SecretStr

from core.home.states import Mode
from core.settings import PORT, DatabaseSettings, Url


class BridgeSettings(DatabaseSettings):
    """What the bridge needs."""

    ha_url: Url = Field(description="Address of Home Assistant, such as http://homeassistant.local:8123.")
    ha_token: SecretStr = Field(
        description="Long-lived access token of a Home Assistant user who is no administrator; only the bridge sees it."
    )
    ha_token_file: Path | None = Field(
        None, description="File with that token instead; a new token in it is taken up without a restart."
    )
    ha_ca_file: FilePath | None = Field(
        None, description="File (PEM) with the certificate of Home Assistant, or of who vouches for it, if self-signed."
    )
    ha_mode: Mode = Field(
        Mode.DRY_RUN,
        description="How far the bridge goes until an admin says otherwise: off, dry_run, read_only or control.",
    )
    ha_metrics_port: int = Field(9465, ge=0, le=PORT, description="Port of the bridge's /metrics.")
