"""Real servers that speak TLS with certificates made for a test: Debian's Postgres, and SeaweedFS."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launcher.accounts import unprivileged
from launcher.processes import start
from launcher.servers.postgres import Postgres
from launcher.servers.throwaway import CARELESS
from tests.servers import end, free_port, house_folder, wait_until

OWNER, PASSWORD = "owner", "a-password-of-the-test"
_PLACES = Path("/usr/lib/postgresql")  # where Debian puts each version


@dataclass(frozen=True, slots=True)
class TlsPostgres:
    """A Postgres that nobody enters without TLS and a password."""

    port: int
    folder: Path

    def url(self, words: str, *, host: str = "127.0.0.1", user: str = OWNER, password: str = PASSWORD) -> str:
        """Return an address with ``words`` as its query."""
        return f"postgresql+asyncpg://{user}:{password}@{host}:{self.port}/postgres?{words}"


def newest_with_tls() -> Path | None:
    """Return the folder of the newest Postgres of this machine that was built with TLS."""
    for place in sorted(_PLACES.glob("*/bin/pg_config"), key=lambda path: int(path.parts[-3]), reverse=True):
        built = subprocess.run([place, "--configure"], capture_output=True, text=True, check=False).stdout
        if "openssl" in built and (place.parent / "initdb").exists():
            return place.parent.parent
    return None


@contextmanager
def postgres_over_tls(binaries: Path, certificate: Path) -> Iterator[TlsPostgres]:
    """Yield a running server that shows ``certificate``, a file with the key and its certificate."""
    with house_folder() as folders:
        account, cluster = unprivileged(), folders.data / "cluster"
        cluster.mkdir(mode=0o700)
        password = folders.data / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        shown = folders.data / "shown.pem"
        shutil.copyfile(certificate, shown)
        shown.chmod(0o600)
        for path in (cluster, password, shown):
            if account:
                shutil.chown(path, account.uid, account.gid)
        subprocess.run(
            [binaries / "bin" / "initdb", "-D", cluster, "-U", OWNER, "--encoding=UTF8", "--locale=C.UTF-8",
             "--no-sync", "--auth=scram-sha-256", f"--pwfile={password}"],
            check=True, capture_output=True, cwd="/", user=account.uid if account else None,
            group=account.gid if account else None, extra_groups=[] if account else None,
        )  # fmt: skip
        (cluster / "pg_hba.conf").write_text("hostssl all all all scram-sha-256\n", encoding="utf-8")
        port = free_port()
        options = {"ssl": "on", "ssl_cert_file": str(shown), "ssl_key_file": str(shown), "port": str(port),
                   "listen_addresses": "127.0.0.1", "unix_socket_directories": "", **CARELESS}  # fmt: skip
        server = Postgres(binaries, cluster, folders.data, account, options)
        process = start(server.program(), log=folders.logs / "postgres.log", records=folders.records)
        wait_until(lambda: server.is_ready(process.pid), "Postgres is ready")
        try:
            yield TlsPostgres(port, folders.data)
        finally:
            end(process, folders)
