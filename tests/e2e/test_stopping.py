"""Every process stops when it is told to, in the middle of its work, within the patience of those who look after it."""

from pathlib import Path

import pytest

from launcher.folders import REPOSITORY
from tests.farewells import PATIENCE_S, PROGRAMS, farewells

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]


async def test_each_process_and_server_leaves_in_time_with_a_clear_conscience(tmp_path: Path) -> None:
    """Thirty seconds are the bound of each wait in there, and the compose file's ``stop_grace_period``."""
    found = await farewells(tmp_path)
    assert set(found) == {*PROGRAMS, "valkey", "postgres"}
    assert {name: left.status for name, left in found.items() if left.status} == {}
    for name in PROGRAMS:
        assert "Traceback" not in (tmp_path / f"{name}.log").read_text(encoding="utf-8"), name
    assert f"stop_grace_period: {PATIENCE_S:.0f}s" in (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
