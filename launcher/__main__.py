"""The commands of ``./run``."""

import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from launcher.folders import Folders, data_folder
from launcher.sentences import Trouble

# Module and function of each command: a command loads no more than it needs, so that ./run stop is quick.
COMMANDS: Mapping[str, str] = {
    "chat": "launcher.work:converse",
    "serve": "launcher.work:serve",
    "draw": "launcher.work:draw",
    "stop": "launcher.work:stop",
    "status": "launcher.status:status",
    "doctor": "launcher.doctor:doctor",
    "admin": "launcher.admin:grant",
    "audit": "launcher.audit:verify",
    "retention": "launcher.retention:retention",
    "backup": "launcher.backups.commands:backup",
    "restore": "launcher.backups.commands:restore",
    "drill": "launcher.backups.commands:drill",
    "gpu": "launcher.work:tell_of_gpu",
    "safety": "launcher.work:tell_of_safety",
    "marks": "launcher.marks:marks",
    "models": "launcher.models:models",
    "check": "launcher.checks:check",
    "test": "launcher.checks:test",
    "bench": "launcher.checks:bench",
    "access": "launcher.access:access",
    "bill": "launcher.supply.steps:bill",
    "catalogues": "launcher.catalogues:refresh",
}

# These stand alone.
_PLAIN = {
    "chat": "start everything and open the console chat (this is what ./run alone does)",
    "serve": "start everything without the console and stay",
    "stop": "stop everything",
    "status": "show what runs and how big it is",
    "doctor": "look everything over and say what is wrong",
    "backup": "back everything up, sealed, to BACKUP_TO",
    "gpu": "install torch and diffusers, for pictures by diffusion models",
    "safety": "install what rates pictures, for a worker without torch that draws with ComfyUI or OpenAI",
    "check": "format, lint, types, imports, catalogues, migrations (developers)",
    "catalogues": "bring the translations up to date with the code (developers)",
}
# What follows these belongs to them.
_PASSED_ON = {
    "access": "access [apply]: print, or carry out, the SQL that makes database roles with no more rights than needed",
    "restore": "restore [NAME] [--from PLACE] [--key FILE]: bring a backup into an empty house",
    "drill": "the same into a throw-away house, to see that it works",
    "test": "check, then run the tests (developers)",
    "bench": "measure (developers)",
    "bill": "bill [FILE]: list the parts that others wrote, with versions and licences (SBOM)",
}


def main(arguments: Sequence[str]) -> int:
    """Carry out one command and return its exit status."""
    given = _parser().parse_args(arguments)
    try:
        return action(given.command or "chat")(Folders(data_folder()), *_words(given))
    except Trouble as trouble:
        from launcher.speech import complain  # noqa: PLC0415 - Babel is slow to load, and seldom needed

        complain(trouble.msgid, **trouble.fields)
        return 1


def action(command: str) -> Callable[..., int]:
    """Return the function of a command."""
    module, _, name = COMMANDS[command].partition(":")
    found: Callable[..., int] = getattr(import_module(module), name)
    return found


def _words(given: Namespace) -> Sequence[str]:
    if given.command == "draw":
        return [" ".join(given.words)]
    words: Sequence[str] = getattr(given, "words", [])
    return words


def _parser() -> ArgumentParser:
    parser = ArgumentParser("./run", description="Starts Inkhearth and opens a chat with it, or does one of:")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, about in _PLAIN.items():
        commands.add_parser(name, help=about)
    commands.add_parser("draw", help="draw one picture and leave").add_argument("words", nargs="+", metavar="PROMPT")
    admin = commands.add_parser("admin", help="admin grant NAME ROLE: give a person a role")
    grant = admin.add_subparsers(metavar="grant", required=True).add_parser("grant")
    _expect(grant, "NAME", "ROLE")
    models = commands.add_parser("models", help="models list | fetch NAME | check [NAME]: what the GPU draws with")
    models.add_argument("words", nargs="*", metavar="WORD")
    keys = commands.add_parser("marks", help="marks issue MACHINE FOLDER, marks renew: the keys that sign files")
    kinds = keys.add_subparsers(metavar="issue|renew", required=True)
    _expect(kinds.add_parser("issue"), "MACHINE", "FOLDER")
    kinds.add_parser("renew")
    audit = commands.add_parser("audit", help="audit verify: check that nobody changed the log of what was done")
    audit.add_subparsers(metavar="verify", required=True).add_parser("verify")
    retention = commands.add_parser("retention", help="remove what is kept no longer, as the conductor does hourly")
    retention.add_argument(
        "--dry-run", dest="words", action="append_const", const="--dry-run", default=[], help="only count it"
    )
    for name, about in _PASSED_ON.items():
        commands.add_parser(name, help=about, prefix_chars="\0").add_argument("words", nargs=REMAINDER)
    return parser


def _expect(parser: ArgumentParser, *names: str) -> None:
    """Take a word for each name; one argument of several names breaks argparse's help."""
    for name in names:
        parser.add_argument("words", metavar=name, action="append")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
