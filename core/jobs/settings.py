"""Settings of the conductor."""

from pydantic import Field

from core.settings import PORT, DatabaseSettings


class ConductorSettings(DatabaseSettings):
    """What the conductor reads beyond what every process with a database does."""

    conductor_metrics_port: int = Field(
        9466, ge=0, le=PORT, description="Port of the conductor's /metrics, with the house's and the workers' figures."
    )
