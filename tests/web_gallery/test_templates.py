"""Every sentence of a page can be found by Babel and said in every language."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

import web_gallery

FOLDER = Path(web_gallery.__file__).parent / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.is_file())
KEYWORDS = {"gettext": None, "ngettext": (1, 2)}
CALL = re.compile(r"\bn?gettext\(\s*\"")
CONTEXT = re.compile(r"pgettext\(\s*\"(\w+)\"")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_babel_finds_every_sentence(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    found = extract_from_file("jinja2.ext:babel_extract", template, keywords=KEYWORDS, options={"silent": "false"})
    assert len(list(found)) == len(CALL.findall(text))
    assert set(CONTEXT.findall(text)) <= {"command"}, "the bots declare the commands"
    assert "say.gettext" not in text
    assert "say.ngettext" not in text


def test_the_pages_have_sentences_to_find() -> None:
    assert sum(len(CALL.findall(path.read_text(encoding="utf-8"))) for path in TEMPLATES) > 40
