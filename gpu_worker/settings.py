"""Settings of a worker: it has no database and holds no chat token."""

import socket
from pathlib import Path

from pydantic import Field, SecretStr

from core.settings import ProcessSettings, Url


class WorkerSettings(ProcessSettings):
    """What a worker needs beside Redis and the object store."""

    worker_name: str = Field(
        default_factory=socket.gethostname, min_length=1, max_length=100, description="Name of this worker."
    )
    worker_slots: int = Field(1, ge=1, le=64, description="Orders drawn at a time; more than one only without a GPU.")
    worker_engines: str = Field(
        "storyboard,upscale",
        description="Engines to offer, by comma: storyboard, upscale, describe, diffusers, comfyui, openai, "
        "transformers, openai-text.",
    )
    upscale_models: Path | None = Field(
        None, description="Folder with nets of your own that enlarge: .safetensors files of the ESRGAN family."
    )
    caption_model: str = Field(
        "", description="Model that describes pictures: a folder or hub id of a BLIP or GIT model of transformers."
    )
    worker_drafts: bool = Field(
        default=True, description="Whether a second process draws drafts for the studio while somebody types."
    )
    worker_grace_s: float = Field(
        15, ge=0, le=3600, description="Seconds that a worker which is told to stop gives what it is drawing."
    )
    worker_limit_s: float = Field(3600, gt=1, le=6 * 3600, description="Seconds after which an order is stopped.")
    models_file: Path | None = Field(None, description="TOML table of diffusers models; see README.")
    openai_url: Url = Field("https://api.openai.com/v1", description="Server with OpenAI's API for pictures.")
    openai_key: SecretStr | None = Field(None, description="Its key; local servers often want none.")
    openai_image_model: str = Field(
        "gpt-image-1", min_length=1, max_length=200, description="The model that is asked for pictures there."
    )
    openai_sizes: str = Field(
        "1024x1024,1536x1024,1024x1536",
        pattern=r"^\d{2,4}x\d{2,4}(,\d{2,4}x\d{2,4})*$",
        description="Sizes that it draws, the usual one first.",
    )
    openai_edits: bool = Field(default=True, description="Whether it changes pictures that people send.")
    openai_cost: int = Field(4, ge=0, le=10_000, description="Credits of one picture from there.")
    openai_limit_s: float = Field(180, gt=1, le=3600, description="Seconds after which one picture is given up.")
    text_model: str = Field(
        "", description="Model that writes texts: a folder or hub id of an instruct model of transformers."
    )
    text_cost: int = Field(1, ge=0, le=10_000, description="Credits of one text by that model.")
    openai_text_url: Url | None = Field(
        None, description="Server with OpenAI's API for chats: OpenAI, Gemini, Ollama, vLLM; unset: OPENAI_URL."
    )
    openai_text_key: SecretStr | None = Field(
        None, description="Its key; unset: OPENAI_KEY where the server is the same one."
    )
    openai_text_model: str = Field(
        "gpt-4.1-mini", min_length=1, max_length=200, description="The model that is asked for texts there."
    )
    openai_text_cost: int = Field(1, ge=0, le=10_000, description="Credits of one text from there.")
    openai_text_limit_s: float = Field(60, gt=1, le=3600, description="Seconds after which one answer is given up.")
    comfyui_url: Url = Field("http://127.0.0.1:8188", description="The ComfyUI server.")
    comfyui_workflows: Path | None = Field(
        None, description="Folder with workflows of your own (JSON), beside those that are shipped."
    )
    comfyui_limit_s: float = Field(1800, gt=1, le=6 * 3600, description="Seconds after which a workflow is given up.")
    node_modules: Path = Field(
        Path(__file__).parent.parent / "node_modules",
        description="Folder of the npm packages with the storyboard's art.",
    )
