"""Programs are kept alive, told from strangers, and stopped with everything they started."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from launcher.folders import Folders
from launcher.processes import Program, Record, recorded, start, stop
from launcher.supervisor import Supervisor, rotate
from tests.servers import wait_until

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEP!r}])"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """The folders of a house without servers."""
    made = Folders(tmp_path)
    made.logs.mkdir()
    made.records.mkdir()
    return made


@pytest.fixture
def said() -> list[str]:
    """What the supervisor has said."""
    return []


@pytest.fixture
def supervisor(folders: Folders, said: list[str]) -> Iterator[Supervisor]:
    """A supervisor whose programs are stopped after the test."""
    made = Supervisor(folders, say=lambda msgid, /, **fields: said.append(msgid.format(**fields)))
    yield made
    made.stop([["one"]], within_s=2)


def _program(code: str) -> Program:
    return Program("one", (sys.executable, "-c", code), dict(os.environ))


def test_a_program_that_died_is_started_again(supervisor: Supervisor, folders: Folders) -> None:
    first = supervisor.keep(_program(SLEEP))
    os.kill(first, signal.SIGKILL)
    supervisor.watch()
    wait_until(lambda: any(record.pid != first for record in recorded(folders.records)), "another one runs")


def test_a_program_that_cannot_work_is_left_alone_and_its_reason_told(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.keep(_program("import os; print('no such bucket', flush=True); os._exit(78)"))
    supervisor.watch()
    wait_until(lambda: bool(said), "the reason is told")
    time.sleep(0.7)
    assert said == ["one cannot work with these settings: no such bucket"]


def test_a_program_that_keeps_dying_is_started_ever_more_slowly(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.keep(_program("raise SystemExit(1)"))
    supervisor.watch()
    wait_until(lambda: bool(said), "it is mentioned", within_s=45)
    assert said[0].startswith("one keeps ending; ")


def test_a_stubborn_program_is_killed_in_time(supervisor: Supervisor) -> None:
    pid = supervisor.keep(_program(STUBBORN))
    wait_until(lambda: "up" in supervisor.log_of("one").read_text(encoding="utf-8"), "it ignores signals")
    supervisor.stop([["one"]], within_s=0.5)
    assert not psutil.pid_exists(pid)


def test_children_go_with_their_parent(folders: Folders) -> None:
    process = start(_program(PARENT), log=folders.logs / "one.log", records=folders.records)
    wait_until(lambda: bool(psutil.Process(process.pid).children()), "it has a child")
    child = psutil.Process(process.pid).children()[0]
    process.kill()
    records = [Record("one", process.pid, psutil.Process(process.pid).create_time(), signal.SIGTERM)]
    stop(records, within_s=0)
    process.wait()
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "the child is gone")


def test_a_stranger_with_an_old_process_id_is_not_ours() -> None:
    stranger = Record("one", os.getpid(), psutil.Process().create_time() - 3600, signal.SIGTERM)
    assert stranger.process() is None


def test_a_broken_record_is_forgotten(folders: Folders) -> None:
    (folders.records / "one.json").write_text("{", encoding="utf-8")
    assert recorded(folders.records) == []
    assert list(folders.records.iterdir()) == []


def test_a_long_log_is_cut_and_its_past_kept_once(tmp_path: Path) -> None:
    log = tmp_path / "one.log"
    log.write_text("x" * 100, encoding="utf-8")
    rotate(tmp_path, limit=50)
    assert log.read_text(encoding="utf-8") == ""
    assert (tmp_path / "one.log.1").read_text(encoding="utf-8") == "x" * 100
