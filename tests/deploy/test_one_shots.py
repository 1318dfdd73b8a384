"""What the compose file runs once or by hand: its commands, with the files of their image and their own settings alone.

No engine runs the containers here; what a container would see is laid out in folders, and Postgres is a real one that
asks everybody but its owner for a password.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from core.addresses import address_of
from core.db import Database
from launcher.folders import REPOSITORY
from launcher.processes import start
from launcher.servers import postgres
from launcher.servers.postgres import Postgres
from launcher.servers.throwaway import CARELESS
from tests.deploy.test_compose import SERVICES, SHELL_SECRETS
from tests.factories import person
from tests.servers import end, house_folder, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
_COPY = re.compile(r"^COPY (?!--from)(.+) (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Machine:
    """A folder with the image's files and volumes, and the Postgres of its network."""

    folder: Path
    server: Postgres

    def run(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a service's command, or another in its place, as its container would."""
        argv = [sys.executable, "-m", *(command or SERVICES[service]["command"])]
        return subprocess.run(argv, cwd=self.folder / "app", env=self._environment(service), capture_output=True,
                              text=True, check=False)  # fmt: skip

    def address(self, secret: str) -> str:
        """Return the address that a secret holds."""
        return (self.folder / "secrets" / secret).read_text(encoding="utf-8")

    def _environment(self, service: str) -> dict[str, str]:
        found = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
        for name, value in SERVICES[service]["environment"].items():
            plain = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))
            place = plain.replace("/run/secrets", f"{self.folder}/secrets")
            found[name] = f"{self.folder}{place}" if re.match(r"/(data|backups)\b", place) else place
        return found


def _lay_out(app: Path) -> None:
    """Copy what the image holds."""
    text = (REPOSITORY / "deploy" / "tools.Dockerfile").read_text(encoding="utf-8")
    app.mkdir()
    for sources, _goal in _COPY.findall(text):
        for source in (REPOSITORY / word for word in sources.split() if not word.startswith("requirements")):
            if source.is_dir():
                shutil.copytree(source, app / source.name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, app)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """The image of the tools, fresh secrets, empty volumes and an empty database."""
    _lay_out(tmp_path / "app")
    for folder in ("data", "backups"):
        (tmp_path / folder).mkdir()
    shell = shutil.which("sh")
    assert shell is not None
    subprocess.run([shell, SHELL_SECRETS, tmp_path / "secrets"], check=True, capture_output=True)
    with house_folder() as folders:
        server = postgres.prepare(folders, options=CARELESS)
        rules = "local all inkhearth trust\nlocal all all scram-sha-256\n"
        (server.cluster / "pg_hba.conf").write_text(rules, encoding="utf-8")
        for name in ("database_url", "owner_database_url"):
            path = tmp_path / "secrets" / name
            path.chmod(0o600)
            there = path.read_text(encoding="utf-8").replace(
                "@postgres/inkhearth", f"@/inkhearth?host={server.sockets}"
            )
            path.write_text(there, encoding="utf-8")
        process = start(server.program(), log=folders.logs / "postgres.log", records=folders.records)
        wait_until(lambda: server.is_ready(process.pid), "Postgres is ready")
        server.create_database()
        try:
            yield Machine(tmp_path, server)
        finally:
            end(process, folders)


async def _refused(machine: Machine, statement: str) -> bool:
    connection = await address_of(machine.address("database_url")).connect(timeout_s=10)
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return True
    finally:
        await connection.close()
    return False


async def _narrow(machine: Machine) -> bool:
    """Tell whether the processes may read and write rows, and nothing else."""
    usable = not await _refused(machine, "SELECT * FROM users")
    return usable and await _refused(machine, "DROP TABLE users") and await _refused(machine, "DELETE FROM audit_log")


def _emptied(machine: Machine) -> None:
    """Lose everything but the backups and their key."""
    (machine.folder / "data" / "backup.key").rename(machine.folder / "key")
    for part in list((machine.folder / "data").iterdir()):
        shutil.rmtree(part) if part.is_dir() else part.unlink()


async def test_the_owner_migrates_the_processes_use_and_the_tools_bring_it_all_back(machine: Machine) -> None:
    """R7 in containers: in the order of the file, secrets as files, roles that a restored database has again."""
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await _refused(machine, "SELECT 1")
    for service in ("migrations", "roles", "roles"):  # again, as at every start
        done = machine.run(service)
        assert done.returncode == 0, done.stderr
    assert await _narrow(machine)
    assert not any((machine.folder / "data").iterdir()), "the house's volume is not theirs"
    database = Database(machine.address("database_url"), pool_size=1)
    async with database.transaction() as session:
        await person(session, "Maya")
    await database.close()
    done = machine.run("tools", "launcher", "backup")
    assert done.returncode == 0, (done.stdout, done.stderr)
    _emptied(machine)
    owner = await address_of(machine.address("owner_database_url")).connect(timeout_s=10)
    await owner.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await owner.close()
    done = machine.run("tools", "launcher", "restore", "--key", str(machine.folder / "key"))
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert "signing in" in done.stdout
    assert await _narrow(machine)
