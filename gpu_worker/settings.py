"""Settings of a worker: it has no database and holds no chat token."""

import socket
from pathlib import Path

from pydantic import Field

from core.settings import ProcessSettings


class WorkerSettings(ProcessSettings):
    """What a worker needs beside Redis and the object store."""

    worker_name: str = Field(
        default_factory=socket.gethostname, min_length=1, max_length=100, description="Name of this worker."
    )
    worker_slots: int = Field(1, ge=1, le=64, description="Orders drawn at a time; more than one only without a GPU.")
    worker_engines: str = Field("storyboard", description="Engines to offer, by comma: storyboard, diffusers.")
    worker_drafts: bool = Field(
        default=True, description="Whether a second process draws drafts for the studio while somebody types."
    )
    worker_limit_s: float = Field(3600, gt=1, le=6 * 3600, description="Seconds after which an order is stopped.")
    models_file: Path | None = Field(None, description="TOML table of diffusers models; see README.")
    node_modules: Path = Field(
        Path(__file__).parent.parent / "node_modules",
        description="Folder of the npm packages with the storyboard's art.",
    )
