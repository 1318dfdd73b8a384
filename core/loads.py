"""What a worker says of its machine beside its card: memory and graphics cards; nobody has to reach the worker."""

from pydantic import BaseModel, ConfigDict, Field


class GpuLoad(BaseModel):
    """A graphics card's state at a moment; None is what the driver does not tell."""

    model_config = ConfigDict(frozen=True)

    index: int = Field(ge=0, lt=64)
    memory_used_bytes: int = Field(ge=0)
    memory_bytes: int = Field(ge=0)
    busy: float | None = Field(None, ge=0, le=1)
    celsius: float | None = Field(None, ge=-100, le=1000)
    watts: float | None = Field(None, ge=0, le=100_000)


class Load(BaseModel):
    """A worker's machine; ``memory_bytes`` is what the worker's own processes take."""

    model_config = ConfigDict(frozen=True)

    memory_bytes: int = Field(ge=0)
    gpus: tuple[GpuLoad, ...] = Field((), max_length=64)
