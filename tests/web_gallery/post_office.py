"""A mail server of the tests' own: aiosmtpd on a free port, which may be away or refuse."""

import re
import socket
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Keeps what it is sent. ``answers`` is what it says to a recipient."""

    def __init__(self, *, port: int = 0, answers: str = "250 OK") -> None:
        """Take a free port unless one is given."""
        self.port = port or _free_port()
        self.answers = answers
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        """Where it is, as ``SMTP_URL`` says it."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> "PostOffice":
        """Open."""
        self._controller.start()
        return self

    def stop(self) -> None:
        """Close."""
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so, with these
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Answer to a recipient."""
        self.recipients.append(address)
        if self.answers.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answers

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep a letter."""
        assert isinstance(envelope.content, bytes)
        letter: Message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


def key_in(letter: EmailMessage) -> str:
    """Return the secret of the link in a letter."""
    found = re.search(r"/welcome\?key=([\w-]+)", letter.get_content())
    assert found is not None, letter.get_content()
    return found[1]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
