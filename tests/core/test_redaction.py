"""No secret and nothing that names a person comes out of the log, in whatever it went in (R5)."""

import logging
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.logs import about, log_for, start_logging
from core.redaction import Redactor, secrets_of
from core.settings import ProcessSettings
from tests.core.test_logs import (
    _restored,  # noqa: F401 - a fixture that is used by all
    lines,
)

# Put together here, so that no scanner takes them for real ones.
TELEGRAM = "7012345678:" + "AAH3k9_" * 5
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4" + ".GabcdE." + "x7y9_" * 8
JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxIn0." + "c2lnbmF0dXJl"
KEY = "a-signing-key-for-tests-of-forty-letters"


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        (f"POST https://api.telegram.org/bot{TELEGRAM}/sendMessage", TELEGRAM),
        (f"login with {DISCORD} failed", DISCORD),
        (f"Authorization: Bearer {JWT}", JWT),
        ("redis://worker:s3cretpassword@box:6379/0 is away", "s3cretpassword"),
        ("GET /files/a.png?expires=1&signature=abcdef0123456789 404", "abcdef0123456789"),
        ("mail to anna.nowak+x@poczta.example.org waits", "anna.nowak"),
        ("duplicate key\nDETAIL:  Key (email)=(anna) already exists.", "anna"),
        ("1 error\n  Input should be 1 [type=int, input_value='a secret fox', input_type=str]", "fox"),
        ("too many requests of 83.12.44.7", "83.12.44.7"),
    ],
)
def test_what_does_not_belong_into_a_log_is_taken_out(said: str, secret: str) -> None:
    cleaned = Redactor().clean(said)
    assert secret not in cleaned
    assert cleaned != said


@pytest.mark.parametrize(
    "said",
    [
        "no metrics: 127.0.0.1 port 9464 can't be listened on: Address already in use",
        "outcome succeeded of attempt 2 comes too late for 0195c1d2-0000-7000-8000-000000000001",
        "database, at migration 0022; Python 3.11.7; 192.168.1.20 answers",
        "drew 4 results in 812 ms (model sdxl-turbo)",
    ],
)
def test_what_helps_stays(said: str) -> None:
    assert Redactor().clean(said) == said


def test_a_process_s_own_secrets_are_taken_out_of_traces_too(tmp_path: Path) -> None:
    settings = ProcessSettings(
        redis_url="redis://:p%40ssword9@box/0", signing_key=SecretStr(KEY), log_folder=tmp_path, log_level="INFO"
    )
    assert set(secrets_of(settings)) == {KEY, "p%40ssword9", "p@ssword9"}
    log_for(settings, "gallery")
    try:
        raise LookupError(KEY)  # noqa: TRY301 - what is logged here is the trace
    except LookupError:
        logging.getLogger("a").exception("it says p@ssword9")
    (line,) = lines(tmp_path / "gallery.log")
    assert KEY not in str(line)
    assert line["message"] == "it says [secret]"
    assert line["process"] == "gallery"


def test_a_line_says_what_it_is_about(tmp_path: Path) -> None:
    start_logging("INFO", file=tmp_path / "log")
    with about(request="1"), about(job="2"):
        logging.getLogger("a").info("both")
    logging.getLogger("a").info("neither")
    both, neither = lines(tmp_path / "log")
    assert (both["request"], both["job"]) == ("1", "2")
    assert {"request", "job"}.isdisjoint(neither)


def test_text_is_for_people(tmp_path: Path) -> None:
    settings = ProcessSettings(
        redis_url="redis://box", signing_key=SecretStr(KEY), log_folder=tmp_path, log_format="text"
    )
    log_for(settings, "bots")
    with about(request="77"):
        logging.getLogger("a.b").warning("careful")
    assert (tmp_path / "bots.log").read_text(encoding="utf-8").endswith("WARNING a.b: careful (request=77)\n")


@pytest.mark.parametrize(
    "piece", ["a@", "://", "eyJaaaaaa.", "1.2.3.", "?key=", "DETAIL:", "input_value=", "bearer ", "-" * 30 + "."]
)
def test_a_hostile_line_is_cleaned_before_the_test_s_time_is_up(piece: str) -> None:
    """Squared time would need hours for these."""
    assert Redactor(["secret-of-ours"]).clean(piece * (400_000 // len(piece)))
