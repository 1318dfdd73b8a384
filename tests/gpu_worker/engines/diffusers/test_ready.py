"""The ready entries: what they say holds for the installed diffusers, and files of one's own change them."""

from pathlib import Path

import pytest

from core.jobs.states import Kind
from gpu_worker.engines.diffusers.models.cards import card
from gpu_worker.engines.diffusers.models.entry import Entry
from gpu_worker.engines.diffusers.models.families import family_of
from gpu_worker.engines.diffusers.models.table import READY, TableError, read_table
from tests.gpu_worker.engines.diffusers.conftest import HAS_TORCH, NO_TORCH

ENTRIES = read_table(None)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_ready_entry_says_where_it_comes_from_and_under_which_licence(entry: Entry) -> None:
    assert entry.is_hub_id
    assert entry.title
    assert entry.licence
    assert entry.licence_url.startswith("https://huggingface.co/")
    assert entry.gigabytes > 1
    assert family_of(entry.pipeline).name != entry.pipeline, "its class is one that is known here"


@pytest.mark.skipif(not HAS_TORCH, reason=NO_TORCH)
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_class_of_a_family_is_in_the_installed_diffusers(entry: Entry) -> None:
    from gpu_worker.engines.diffusers.loading.libraries import named  # noqa: PLC0415 - imports torch

    for name in family_of(entry.pipeline).classes.values():
        assert named(name).__name__ == name


def test_the_ready_entries_cover_what_was_promised() -> None:
    names = {entry.name for entry in ENTRIES}
    assert names >= {
        "sdxl", "sdxl-turbo", "sdxl-lightning", "sd15", "flux-schnell", "flux-dev", "flux2-klein", "qwen-image",
        "qwen-image-edit", "z-image-turbo", "hunyuan-video", "wan", "ltx-video", "animatediff", "modelscope",
    }  # fmt: skip


def test_flux_and_qwen_draw_sides_divisible_by_sixteen_and_clips_are_clips() -> None:
    cards = {entry.name: card(entry) for entry in ENTRIES}
    assert all(cards[name].multiple % 16 == 0 for name in cards if name.startswith(("flux", "qwen", "z-")))
    films = [name for name, one in cards.items() if one.makes == (Kind.VIDEO,)]
    assert films == ["ltx-video", "wan", "wan-image", "hunyuan-video", "animatediff", "modelscope"]
    assert cards["qwen-image-edit"].only_edits
    assert not cards["sdxl-turbo"].negative
    assert cards["sdxl"].negative


def test_a_file_changes_a_ready_entry_and_adds_others_before_them(tmp_path: Path) -> None:
    path = tmp_path / "models.toml"
    path.write_text('[[model]]\nname = "mine"\nsource = "./mine"\n[[model]]\nname = "sdxl"\nsteps = 50\n')
    table = read_table(path)
    assert [entry.name for entry in table][:2] == ["mine", "sdxl"]
    assert len({entry.name for entry in table}) == len(table) == len(ENTRIES) + 1
    assert (table[1].steps, table[1].source) == (50, "stabilityai/stable-diffusion-xl-base-1.0")


@pytest.mark.parametrize(
    "line",
    [
        'loras = [{ name = "a", source = "./x", file = "a.ckpt" }]',
        'loras = [{ name = "a", source = "./x", file = "../../etc/a.safetensors" }]',
        'looks = { source = "./x", file = "a.bin" }',
        'preview = { source = "./x", subfolder = "../.." }',
        'preview = { source = "./x", subfolder = "/etc" }',
        'pipeline = "os.system"',
        'controls = { smell = { source = "./x" } }',
    ],
)
def test_unsafe_files_and_ways_out_of_a_folder_are_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(f'[[model]]\nname = "mine"\nsource = "./mine"\n{line}\n')
    with pytest.raises(TableError, match="mine"):
        read_table(path, ready=READY)
