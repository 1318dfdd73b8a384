"""How soon each process leaves that is told to stop in the middle of its work: ``./run bench stopping`` (a minute)."""

import asyncio
import tempfile
from pathlib import Path

from tests.bench._table import Row, show
from tests.farewells import BIG_BYTES, GRACE_S, PATIENCE_S, STREAMS, farewells

_DOING = {
    "gallery": f"{STREAMS} open streams, a file of {BIG_BYTES // 10**6} MB that somebody reads slowly",
    "bots": "an answer that waits for Telegram, which asked for 50 s",
    "bridge": "a Home Assistant that takes connections and says nothing",
    "worker": f"in an order that takes longer than its grace, here {GRACE_S:.0f} s",
    "conductor": "with forty jobs that wait",
    "valkey": "somebody waits for a list",
    "postgres": "somebody is in the middle of a statement",
}


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(farewells(Path(folder)))
    rows = [
        Row("", f"{name}: {_DOING[name]}", f"{left.seconds:.1f} s", f"≤ {PATIENCE_S:.0f} s", not left.status)
        for name, left in found.items()
    ]
    show("told to stop (SIGTERM; Postgres SIGINT) → gone, with exit status 0", rows)


if __name__ == "__main__":
    main()
