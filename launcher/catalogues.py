"""The translations against the code: every sentence is in each catalogue, translated, with its placeholders."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from launcher.folders import REPOSITORY, Folders

CATALOGUES = REPOSITORY / "locales"
SOURCES = ("core", "bots", "gpu_worker", "web_gallery", "ha_bridge", "launcher")
SOURCE_LOCALE = "en"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "NN_": (1, 2),
    "pgettext": ((1, "c"), 2),
    "NP_": ((1, "c"), 2),
}
_METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
    ("**/templates/**.xml", "jinja2"),
]
_NAMED = {"Command": "command", "Group": "command", "Option": "option"}
_PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")


def refresh(_folders: Folders) -> int:
    """Bring each catalogue up to date with the code: new sentences untranslated, old ones gone."""
    template = extracted()
    for path in catalogue_files():
        catalogue = _read(path)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path.write_bytes(_written(catalogue))
    for problem in problems():
        print(problem)
    return 0


def problems() -> list[str]:
    """Return what is wrong with the catalogues, one line each."""
    if not CATALOGUES.exists():
        return []
    template = extracted()
    return [line for path in catalogue_files() for line in _problems_of(path, template)]


def catalogue_files() -> list[Path]:
    """Return the catalogue of each language."""
    return sorted(CATALOGUES.glob("*/LC_MESSAGES/inkhearth.po"))


def extracted() -> Catalog:
    """Return every sentence that the code and the pages mark, and every name that a command or an option has."""
    template = Catalog(project="inkhearth", charset="utf-8")
    for folder in SOURCES:
        names = _names(folder)
        declared = {(file, name) for file, name, _context in names}
        for file, line, message, comments, context in extract_from_dir(
            REPOSITORY / folder, _METHODS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            if message and (file, message) not in declared:
                template.add(message, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context)
        for (file, name, context), line in names.items():
            template.add(name, None, [(f"{folder}/{file}", line)], context=context)
    return template


def _names(folder: str) -> dict[tuple[str, str, str], int]:
    """Return the declared names of commands and options, which are translated with the context that says which.

    The keys are file, name and context, the values lines.
    """
    found = {}
    for path in (REPOSITORY / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMED:
                name = _marked(node.args[0]) if node.args else None
                if name:
                    file = str(path.relative_to(REPOSITORY / folder))
                    found[file, name, _NAMED[node.func.id]] = node.lineno
    return found


def _marked(node: ast.expr) -> str | None:
    """Return the string in ``N_("…")``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
        node = node.args[0]
        return str(node.value) if isinstance(node, ast.Constant) else None
    return None


def _problems_of(path: Path, template: Catalog) -> Iterator[str]:
    catalogue = _read(path)
    place = path.relative_to(REPOSITORY)
    wanted = {(_first(message), message.context) for message in template if message.id}
    found = {(_first(message), message.context): message for message in catalogue if message.id}
    for msgid, context in sorted(wanted - found.keys(), key=str):
        yield f"{place}: lacks {msgid!r}{f' ({context})' if context else ''}; ./run catalogues adds it"
    for msgid, _context in sorted(found.keys() - wanted, key=str):
        yield f"{place}: {msgid!r} is in no code; ./run catalogues removes it"
    for message in found.values():
        yield from (f"{place}: {problem}" for problem in _problems_in(message, is_source=catalogue_is_source(path)))


def catalogue_is_source(path: Path) -> bool:
    """Tell whether a catalogue is of the language the code is written in, where empty means unchanged."""
    return path.parts[-3] == SOURCE_LOCALE


def _problems_in(message: Message, *, is_source: bool) -> Iterator[str]:
    if message.fuzzy:
        yield f"{_first(message)!r} is marked fuzzy: look at it and remove the mark"
    given = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(given):
        if not is_source or any(given):
            yield f"{_first(message)!r} is not translated"
        return
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    wanted = {name for sentence in ids for name in _PLACEHOLDER.findall(str(sentence))}
    for sentence in given:
        missing_or_strange = wanted ^ set(_PLACEHOLDER.findall(str(sentence)))
        if missing_or_strange and not (len(ids) > 1 and missing_or_strange <= wanted):
            yield f"{_first(message)!r}: the placeholders {sorted(missing_or_strange)} differ"


def _first(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def _written(catalogue: Catalog) -> bytes:
    output = BytesIO()
    write_po(
        output, catalogue, width=0, sort_output=True, omit_header=False, include_lineno=False, ignore_obsolete=True
    )
    return output.getvalue()
