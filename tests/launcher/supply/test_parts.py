"""What others wrote is listed whole, may be shipped, and nobody's secret lies beside it."""

import json
import subprocess
import threading
from collections.abc import Iterator, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from launcher.folders import Folders
from launcher.supply import steps
from launcher.supply.advisories import Unreachable, advisories
from launcher.supply.leaks import leaks
from launcher.supply.licences import fits, refused
from launcher.supply.parts import Part, licence_of, parts


def test_every_part_that_is_shipped_may_stand_under_our_licence() -> None:
    assert refused(parts()) == []


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("MIT OR Proprietary", False),
        ("GPL-2.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND GPL-2.0-only", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("SSPL-1.0", False),
        ("CC-BY-NC-4.0", False),
        ("do what you like", False),
        ("", False),
    ],
)
def test_a_licence_fits_where_one_may_choose_an_allowed_one(expression: str, *, may: bool) -> None:
    assert fits(expression) is may


class _Package(Distribution):
    def __init__(self, **told: str) -> None:
        self._told = told

    @property
    def metadata(self) -> Message:  # type: ignore[override]  # importlib's own metadata is such a message
        message = Message()
        message["Name"] = "a-package"
        for name, value in self._told.items():
            message[name.replace("_", "-")] = value
        return message

    def read_text(self, _filename: str) -> str | None:
        return None

    def locate_file(self, path: object) -> Path:
        return Path(str(path))


@pytest.mark.parametrize(
    ("told", "licence"),
    [
        ({"License_Expression": "MIT", "License": "GPL"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: Apache Software License", "License": "?"}, "Apache-2.0"),
        ({"License": "Apache 2.0 License\nwith the whole text"}, "Apache-2.0"),
        ({}, ""),
    ],
)
def test_a_licence_is_read_where_a_package_declares_it(told: Mapping[str, str], licence: str) -> None:
    assert licence_of(_Package(**told)) == licence


def test_the_bill_lists_each_part_with_its_address_and_licence(tmp_path: Path) -> None:
    path = tmp_path / "bill" / "parts.json"
    assert steps.bill(Folders(tmp_path), str(path)) == 0
    told = json.loads(path.read_text(encoding="utf-8"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["component"]["name"] == "inkhearth"
    listed = {component["purl"]: component for component in told["components"]}
    assert len(listed) == len(parts())
    assert all(component["licenses"] for component in listed.values())
    names = {purl.partition("@")[0] if "npm" not in purl else purl.rpartition("@")[0] for purl in listed}
    assert {"pkg:pypi/celery", "pkg:pypi/torch", "pkg:pypi/homeassistant-api", "pkg:npm/emojibase-data"} <= names
    assert "pkg:pypi/pytest" not in names, "tools are not shipped"


SECRETS = {  # each put together here, so that this file holds none
    "a private key": "-----BEGIN " + "PRIVATE KEY-----\n" + "A" * 64,
    "an age key": "AGE-SECRET-" + "KEY-1" + "Q" * 58,
    "a Discord token": "M" + "a" * 23 + "." + "b" * 6 + "." + "c" * 30,
    "a Telegram token": "123456789" + ":AA" + "b" * 33,
    "an OpenAI key": "sk-" + "a" * 20 + "T3Blbk" + "FJ" + "a" * 20,
    "a GitHub token": "ghp" + "_" + "a" * 36,
    "an AWS key": "AKI" + "A" + "B" * 16,
    "a Home Assistant token": "eyJhbGciOiJIUzI1NiIs" + "InR5cCI6IkpXVCJ9." + "a" * 80 + "." + "b" * 43,
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)  # noqa: S607 - the git that works here
    return tmp_path


@pytest.mark.parametrize("what", SECRETS)
def test_a_planted_secret_is_found_by_line_and_not_shown(repository: Path, what: str) -> None:
    (repository / "settings.py").write_text(f"# one\n\nTOKEN = '{SECRETS[what]}'\n", encoding="utf-8")
    found = leaks(repository)
    assert [(leak.path, leak.line, leak.what) for leak in found] == [("settings.py", 3, what)]
    assert SECRETS[what][:30] not in repr(found)


def test_a_file_for_secrets_is_found_by_its_name_unless_git_ignores_it(repository: Path) -> None:
    (repository / ".env").write_text("A=1\n", encoding="utf-8")
    assert [leak.path for leak in leaks(repository)] == [".env"]
    (repository / ".gitignore").write_text(".env\n", encoding="utf-8")
    assert leaks(repository) == []


def test_no_secret_lies_in_this_repository() -> None:
    assert steps.secrets() == 0


class _Advisories(BaseHTTPRequestHandler):
    answer = b""

    def do_POST(self) -> None:
        """Answer as OSV does: one result a question, in its order."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        weak = [{"vulns": [{"id": "PYSEC-1"}]} if "old" in one["package"]["purl"] else {} for one in asked]
        body = self.answer or json.dumps({"results": weak}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def osv() -> Iterator[str]:
    """The address of a list of advisories that answers."""
    server = HTTPServer(("127.0.0.1", 0), _Advisories)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


ASKED = (Part("pypi", "new", "2", "MIT"), Part("npm", "@a/old", "1", "MIT"))


def test_a_published_weakness_is_told_of_the_part_that_has_it(osv: str) -> None:
    assert [(one.part.name, one.number) for one in advisories(ASKED, url=osv)] == [("@a/old", "PYSEC-1")]


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"results": []}', b'{"results": [1, 2]}'])
def test_an_answer_that_is_none_is_not_taken_for_good_news(
    osv: str, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Advisories, "answer", answer)
    with pytest.raises(Unreachable):
        advisories(ASKED, url=osv)


def test_without_a_network_it_is_said_that_nobody_was_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OSV_URL", "http://127.0.0.1:9/")
    assert steps.weaknesses() == 0
    assert "nobody was asked" in capsys.readouterr().out
