"""Looks a house over and says of each thing whether it is well, and if not, what to do."""

import asyncio
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

import asyncpg
import redis
from redis.exceptions import NoPermissionError

from core.addresses import address_of
from core.clock import utc_now
from core.revision import newest_revision
from launcher import marks
from launcher.clocks import skews
from launcher.configuration import DATABASE, HOME_CA, HOME_TOKEN, HOME_URL, REDIS, is_given, read_in, settings, value_of
from launcher.folders import REPOSITORY, Folders
from launcher.house import address, check_port, embedded
from launcher.lock import holder
from launcher.outside import TELEGRAM, Concern, bridge, certificate, discord, telegram, telegram_groups
from launcher.programs import has_home
from launcher.sentences import N_, Trouble
from launcher.speech import text

_LEAST_FREE_BYTES = 1_000_000_000
_OLDEST_SANE_TIME = 1_760_000_000  # autumn 2025: a clock before the release is wrong, and breaks signed links
_HOME_S = 5
_PATIENCE_S = 5.0
_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"  # of OpenSSL
_VOUCHING = {"storyboard", "upscale", "describe"}  # engines whose pictures are known without looking at them
_MOST_SKEW, _BROKEN_SKEW = timedelta(seconds=5), timedelta(seconds=60)  # a code of an authenticator lives for 30 s
_OLDEST_BACKUP = timedelta(days=7)
_Look = Callable[[Folders, Mapping[str, str]], str]


def doctor(folders: Folders) -> int:
    """Print one line a check; return 1 when something is broken, 2 when only something should be done soon, else 0."""
    folders.prepare()
    given = read_in(settings(folders))
    given |= embedded(folders, given)
    wrong, soon = False, False
    for look in _LOOKS:
        try:
            print(f"  ok  {look(folders, given)}")
        except Concern as concern:
            soon = True
            print(f"  ??  {text(concern.msgid, **concern.fields)}")
        except Trouble as trouble:
            wrong = True
            print(f"  !!  {text(trouble.msgid, **trouble.fields)}")
    return 1 if wrong else 2 * soon


def _python(_folders: Folders, _given: Mapping[str, str]) -> str:
    return f"Python {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"


def _disk(folders: Folders, _given: Mapping[str, str]) -> str:
    free = shutil.disk_usage(folders.data).free
    if free < _LEAST_FREE_BYTES:
        raise Trouble(N_("Only {size} MB are free in {folder}: make room."), size=free // 10**6, folder=folders.data)
    return text(N_("{size} GB free in {folder}"), size=free // 10**9, folder=folders.data)


def _clock(folders: Folders, given: Mapping[str, str]) -> str:
    """Compare this machine's clock with those of the servers it talks to; alone it can only be plainly wrong."""
    with tempfile.NamedTemporaryFile(dir=folders.data) as file:
        now = Path(file.name).stat().st_mtime
    if now < _OLDEST_SANE_TIME:
        raise Trouble(N_("The clock of this machine is wrong: set it, or links will not be valid."))
    found = skews(given)
    if not found:
        return text(N_("the clock, as far as can be seen without another machine's"))
    name, skew = max(found.items(), key=lambda one: abs(one[1]))
    seconds = round(abs(skew).total_seconds(), 1)
    if abs(skew) < _MOST_SKEW:
        return text(N_("the clock, within {seconds} s of {names}"), seconds=seconds, names=", ".join(sorted(found)))
    sentence = N_(
        "This machine's clock is {seconds} s away from that of {name}: switch time synchronisation on (on Linux "
        "'timedatectl set-ntp true'), or links, codes and sign-ins fail."
    )
    raise (Concern if abs(skew) < _BROKEN_SKEW else Trouble)(sentence, seconds=seconds, name=name)


def _packages(_folders: Folders, _given: Mapping[str, str]) -> str:
    if not (REPOSITORY / "package-lock.json").exists():
        return text(N_("packages, which come with the image"))
    if not (REPOSITORY / "node_modules" / ".inkhearth").exists():
        raise Trouble(N_("Pictures and words are not installed: start ./run once with a network connection."))
    return text(N_("packages"))


def _port(folders: Folders, given: Mapping[str, str]) -> str:
    if not holder(folders.lock):
        check_port(given)
    return text(N_("port {port} for the gallery"), port=address(given)[1])


def _database(folders: Folders, given: Mapping[str, str]) -> str:
    if _sleeps(folders, given):
        return text(N_("embedded database, not running now"))
    version = str(_in_database(given, lambda base: base.fetchval("SELECT version_num FROM alembic_version")))
    if version != newest_revision():
        sentence = N_(
            "The database is at migration {version} and has to be at {newest}: start ./run, which upgrades it."
        )
        raise Trouble(sentence, version=version, newest=newest_revision())
    return text(N_("database, at migration {version}"), version=version)


def _in_database(given: Mapping[str, str], ask: Callable[[asyncpg.Connection], Awaitable[object]]) -> object:
    """Ask the database one thing.

    Raises:
        Trouble: it does not answer, or not to that.
    """

    async def connected() -> object:
        connection = await address_of(value_of(given, DATABASE)).connect(timeout_s=_PATIENCE_S)
        try:
            return await ask(connection)
        finally:
            await connection.close()

    try:
        return asyncio.run(connected())
    except ssl.SSLCertVerificationError as error:
        sentence = N_(
            "The database shows a certificate that nobody trusted here vouches for ({reason}): name who does in "
            "DATABASE_URL, as &sslrootcert=/path/ca.pem."
        )
        raise Trouble(sentence, reason=error.verify_message) from error
    except (OSError, ValueError, asyncpg.PostgresError) as error:
        raise Trouble(
            N_("The database does not answer: {reason}"), reason=str(error) or type(error).__name__
        ) from error


def _sleeps(folders: Folders, given: Mapping[str, str]) -> bool:
    """Tell whether there is no database to ask, because it is the embedded one of a house that is not at work."""
    return not holder(folders.lock) and "?host=" in value_of(given, DATABASE)


def _broker(folders: Folders, given: Mapping[str, str]) -> str:
    if not holder(folders.lock) and given[REDIS].startswith("unix://"):
        return text(N_("embedded Valkey, not running now"))
    try:
        with redis.Redis.from_url(given[REDIS], socket_timeout=5) as client:
            policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
            kept = client.config_get("appendonly").get("appendonly", "yes")
    except NoPermissionError:
        return text(N_("Redis answers, and tells this user nothing of its settings"))
    except redis.RedisError as error:
        if _UNTRUSTED in str(error):
            sentence = N_(
                "Redis shows a certificate that nobody trusted here vouches for: name who does in REDIS_URL, as "
                "?ssl_ca_certs=/path/ca.pem."
            )
            raise Trouble(sentence) from error
        raise Trouble(N_("Redis does not answer: {reason}"), reason=error) from error
    if policy != "noeviction":
        raise Trouble(N_("Redis may throw queued work away: set its maxmemory-policy to noeviction."))
    if kept != "yes":
        sentence = N_("Redis keeps nothing on disk: set appendonly to yes, so that queued work outlives its restart.")
        raise Concern(sentence)
    return text(N_("Redis, which forgets nothing and writes it down"))


def _store(folders: Folders, given: Mapping[str, str]) -> str:
    """Put a small object into the store, read it, link to it and delete it."""
    place = given.get("S3_ENDPOINT") or str(folders.data / "store")
    asked = [sys.executable, "-m", "core.storage"]
    told = subprocess.run(asked, cwd=REPOSITORY, env=dict(given), capture_output=True, text=True, check=False)
    if told.returncode:
        reason = (told.stdout.strip() or told.stderr.strip()).splitlines()[-1:]
        if _UNTRUSTED in "".join(reason):
            sentence = N_(
                "The object store {place} shows a certificate that nobody trusted here vouches for: name the file of "
                "who does in S3_CA_FILE."
            )
            raise Trouble(sentence, place=place)
        sentence = N_("Pictures cannot be kept in {place} ({reason}): see that it is there and may be written to.")
        raise Trouble(sentence, place=place, reason="".join(reason))
    return text(N_("pictures are kept in {place}: written, read, linked and deleted"), place=place)


def _marks(folders: Folders, _given: Mapping[str, str]) -> str:
    return marks.look(folders)


def _safety(_folders: Folders, given: Mapping[str, str]) -> str:
    """Ask a worker's own packages whether what models draw can be rated; they say why not."""
    engines = {name.strip() for name in given.get("WORKER_ENGINES", "storyboard,upscale").split(",")}
    if engines <= _VOUCHING:
        return text(N_("only storyboards are drawn here, and they need no rating"))
    asked = [sys.executable, "-m", "gpu_worker.safety"]
    told = subprocess.run(asked, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if told.returncode:
        sentence = N_(
            "Pictures of models can't be rated ({reason}), so none of them can be public: run ./run safety, then start "
            "again."
        )
        raise Trouble(sentence, reason=told.stdout.strip() or told.returncode)
    return text(N_("pictures of models are rated before they can be public"))


def _telegram(_folders: Folders, given: Mapping[str, str]) -> str:
    return telegram(given)


def _groups(folders: Folders, given: Mapping[str, str]) -> str:
    if not is_given(given, TELEGRAM):
        return telegram_groups(given, [])
    if _sleeps(folders, given):
        return text(N_("Telegram's groups are asked for while ./run is at work"))
    known = "SELECT external_id FROM spaces WHERE platform = 'telegram' ORDER BY created_at DESC"
    rows = _in_database(given, lambda base: base.fetch(known))
    return telegram_groups(given, [str(row[0]) for row in rows] if isinstance(rows, list) else [])


def _discord(_folders: Folders, given: Mapping[str, str]) -> str:
    return discord(given)


def _certificate(_folders: Folders, given: Mapping[str, str]) -> str:
    return certificate(given, now=utc_now())


def _bridge(folders: Folders, given: Mapping[str, str]) -> str:
    if not has_home(given):
        return text(N_("no bridge, which only Home Assistant needs"))
    if _sleeps(folders, given):
        return text(N_("the bridge is asked while ./run is at work"))
    return str(_in_database(given, lambda base: bridge(base, now=utc_now())))


def _gpu(_folders: Folders, given: Mapping[str, str]) -> str:
    """Ask the driver for its cards where an engine is set that wants one."""
    if "diffusers" not in given.get("WORKER_ENGINES", ""):
        return text(N_("no engine here needs a graphics card"))
    asked = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"]
    program = shutil.which(asked[0])
    told = subprocess.run([program, *asked[1:]], capture_output=True, text=True, check=False) if program else None
    if told is None or told.returncode:
        sentence = N_(
            "The diffusers engine is set, and no NVIDIA card answers: it would draw on the processor, slowly."
        )
        raise Concern(sentence)
    return told.stdout.strip().replace("\n", "; ")


def _trust(given: Mapping[str, str]) -> ssl.SSLContext:
    """Return what checks Home Assistant's certificate: who is known, or the file that is named."""
    return ssl.create_default_context(cafile=given.get(HOME_CA) or None)


def _home(_folders: Folders, given: Mapping[str, str]) -> str:
    """Ask Home Assistant whether it is there and knows the token."""
    if not has_home(given):
        return text(N_("no Home Assistant is named"))
    url = given.get(HOME_URL) or Path(given[f"{HOME_URL}_FILE"]).read_text(encoding="utf-8").strip()
    token = given.get(HOME_TOKEN) or Path(given[f"{HOME_TOKEN}_FILE"]).read_text(encoding="utf-8").strip()
    try:
        # The address is the owner's own; urllib would also read file:, which says nothing here.
        asked = Request(f"{url.rstrip('/')}/api/", headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - see above
        with build_opener(ProxyHandler({}), HTTPSHandler(context=_trust(given))).open(asked, timeout=_HOME_S):
            return f"Home Assistant {url}"
    except HTTPError as error:
        error.close()
        sentence = N_("Home Assistant at {url} does not take the token ({reason}): make a new one, see README.")
        raise Trouble(sentence, url=url, reason=error.code) from error
    except (OSError, ValueError) as error:  # a certificate that nobody vouches for, too
        sentence = N_("Home Assistant does not answer at {url} ({reason}): check HA_URL.")
        raise Trouble(sentence, url=url, reason=error) from error


def _backup(folders: Folders, _given: Mapping[str, str]) -> str:
    """Look how old the last backup is; a house that never made one is not ill, but is told how."""
    if not folders.last_backup.exists():
        return text(N_("no backup was made yet: see ./run backup"))
    made = datetime.fromisoformat(folders.last_backup.read_text(encoding="utf-8"))
    age = datetime.now(UTC) - made
    if age > _OLDEST_BACKUP:
        sentence = N_("The last backup is {days} days old: run ./run backup, best every day.")
        raise Concern(sentence, days=age.days)
    return text(N_("the last backup is from {day}"), day=f"{made:%Y-%m-%d %H:%M} UTC")


_LOOKS: tuple[_Look, ...] = (
    _python, _disk, _clock, _packages, _port, _database, _broker, _store, _marks, _safety, _gpu, _telegram, _groups,
    _discord, _home, _bridge, _certificate, _backup,
)  # fmt: skip
