"""A real Home Assistant for tests: installed once into a cached folder, with the demo house and users of our own."""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hmac import digest
from pathlib import Path

from launcher.folders import REPOSITORY
from tests.servers import free_port, wait_until

# Newest first; each pins every package that its Home Assistant was seen to work with.
LOCKS = {"3.13": "2025.4.4-py3.13.txt", "3.11": "2024.3.3-py3.11.txt"}
_LOCK_FOLDER = REPOSITORY / "tests" / "data" / "home-assistant"
_BOOT_S = 90.0
_KEYS = {"owner": "0" * 128, "bridge": "1" * 128}
_IDS = {"owner": "a" * 32, "bridge": "b" * 32}
# Then Home Assistant forgets its http settings and listens on every address.
_RECOVERY = "Activating recovery mode"
CONFIGURATION = """
homeassistant:
  name: Test house
  time_zone: Europe/Warsaw
http:
  server_host: 127.0.0.1
  server_port: {port}
api:
websocket_api:
config:
auth:
demo:
recorder:
  commit_interval: 0
history:
scene:
  - name: Film night
    entities:
      light.bed_light: {{state: "on", brightness: 60}}
script:
  good_night:
    alias: Good night
    sequence:
      - service: light.turn_off
        target: {{entity_id: light.bed_light}}
input_boolean:
  guests: {{name: Guests}}
"""


class NotHere(Exception):
    """This machine can't have a Home Assistant; the sentence says why."""


@dataclass
class HomeAssistant:
    """One house; ``bridge`` belongs to a plain user, ``owner`` to an administrator."""

    program: Path
    folder: Path
    version: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def token(self, name: str = "bridge", *, lives: timedelta = timedelta(days=365)) -> str:
        """Return a token of "owner" or "bridge"; with a negative life it has ended."""
        ends = datetime.now(UTC) + lives
        begun = min(datetime.now(UTC), ends) - timedelta(minutes=1)
        claims = {"iss": _IDS[name], "iat": int(begun.timestamp()), "exp": int(ends.timestamp())}
        signed = b".".join(_coded(part) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        seal = urlsafe_b64encode(digest(_KEYS[name].encode(), signed, "sha256")).rstrip(b"=")
        return f"{signed.decode()}.{seal.decode()}"

    def start(self) -> None:
        """Start it and wait until it runs.

        Raises:
            RuntimeError: it ended, or went into its recovery mode; then it is stopped at once.
        """
        with (self.folder / "hass.log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, "-m", "homeassistant", "-c", self.folder, "--skip-pip"],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        wait_until(self._runs, "Home Assistant runs", within_s=_BOOT_S)

    def _runs(self) -> bool:
        said = (self.folder / "hass.log").read_text(encoding="utf-8", errors="replace")
        if self.process is None or self.process.poll() is not None or _RECOVERY in said:
            self.kill()
            message = f"Home Assistant did not start: {said[-2000:]}"
            raise RuntimeError(message)
        with suppress(OSError, ValueError):
            return bool(json.loads(self.get("/api/config"))["state"] == "RUNNING")
        return False

    def get(self, path: str) -> bytes:
        """Fetch a path as the bridge's user."""
        request = urllib.request.Request(f"{self.url}{path}", headers={"Authorization": f"Bearer {self.token()}"})  # noqa: S310 - our own loopback address
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - as above
            return bytes(answer.read())

    def stop(self) -> None:
        """Stop it as its owner does, so that it keeps what it knows."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=20)
        self.kill()

    def kill(self) -> None:
        """Kill it."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


def _coded(part: object) -> bytes:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")


@contextmanager
def running_home_assistant(folder: Path) -> Iterator[HomeAssistant]:
    """Yield a running Home Assistant whose configuration lies in ``folder``.

    Raises:
        NotHere: it can't be installed on this machine.
    """
    program, version = installed()
    house = HomeAssistant(program, folder, version)
    (folder / ".storage").mkdir()
    (folder / "configuration.yaml").write_text(CONFIGURATION.format(port=house.port), encoding="utf-8")
    _store(folder, "auth", _accounts())
    _store(folder, "onboarding", {"done": ["user", "core_config", "analytics", "integration"]}, version=4)
    try:
        house.start()
        yield house
    finally:
        house.stop()


def _store(folder: Path, key: str, data: object, *, version: int = 1) -> None:
    content = {"version": version, "minor_version": 1, "key": key, "data": data}
    (folder / ".storage" / key).write_text(json.dumps(content), encoding="utf-8")


def _accounts() -> dict[str, object]:
    """Return the users and their tokens as ``homeassistant/auth/auth_store.py`` keeps them."""
    groups = {"owner": "system-admin", "bridge": "system-users"}
    users = [
        {"id": name * 2, "name": name, "group_ids": [group], "is_owner": name == "owner", "is_active": True}
        | {"system_generated": False, "local_only": False}
        for name, group in groups.items()
    ]
    tokens = [
        {"id": _IDS[name], "user_id": name * 2, "client_id": None, "client_name": name, "client_icon": None}
        | {"token_type": "long_lived_access_token", "created_at": "2026-01-01T00:00:00+00:00"}
        | {"access_token_expiration": 315360000.0, "token": name * 16, "jwt_key": _KEYS[name]}
        | {"last_used_at": None, "last_used_ip": None, "expire_at": None, "version": None, "credential_id": None}
        for name in groups
    ]
    names = [{"id": group, "name": group} for group in (*groups.values(), "system-read-only")]
    return {"users": users, "groups": names, "credentials": [], "refresh_tokens": tokens}


def installed() -> tuple[Path, str]:
    """Return the Python that has Home Assistant, and its version; install it first if need be.

    Raises:
        NotHere: there is no Python that it runs on, or the package index can't be reached.
    """
    only = os.environ.get("HOME_ASSISTANT_PYTHON")  # "3.11" tries the older one
    for version, name in LOCKS.items():
        if only in {None, version} and (python := _python(version)):
            return _prepare(python, _LOCK_FOLDER / name), name.partition("-")[0]
    raise NotHere("Home Assistant needs Python 3.13 or 3.11, and this machine has neither")  # noqa: EM101, TRY003 - shown as the reason of a skipped test


def _python(version: str) -> str | None:
    if f"{sys.version_info.major}.{sys.version_info.minor}" == version:
        return str(getattr(sys, "_base_executable", sys.executable))
    found = [*Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"), shutil.which(f"python{version}")]
    return next((str(path) for path in found if path and _works(str(path))), None)


def _works(python: str) -> bool:
    try:
        return subprocess.run([python, "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _prepare(python: str, lock: Path) -> Path:
    """Make the environment in the cache, once; whoever comes meanwhile waits."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "inkhearth"
    cache.mkdir(parents=True, exist_ok=True)
    stamp = hashlib.sha256(lock.read_bytes() + python.encode()).hexdigest()[:12]
    folder = cache / f"home-assistant-{stamp}"
    with (cache / "home-assistant.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _run([python, "-m", "venv", str(folder)])
            _run([str(folder / "bin" / "pip"), "install", "--quiet", "--no-deps", "-r", str(lock)])
            (folder / "ready").touch()
    return folder / "bin" / "python"


def _run(argv: list[str]) -> None:
    begun = time.monotonic()
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        message = f"Home Assistant could not be installed ({time.monotonic() - begun:.0f} s): {last}"
        raise NotHere(message)
