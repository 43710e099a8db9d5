"""The glossary: in alphabetical order, no term twice, each link to a lesson that has the term."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
GLOSSARY = NOTEBOOKS / "glossary.ipynb"
LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def cells_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def text_of(path):
    return "\n".join("".join(cell["source"]) for cell in cells_of(path))


def entries():
    """Each entry as (term, its links as (number, file))."""
    for line in re.findall(r"^- .*$", text_of(GLOSSARY), flags=re.MULTILINE):
        (term,) = re.findall(r"^- \*\*(.+?)\*\*", line)
        yield term, re.findall(r"\[(\d\d)\]\(([^)]+)\)", line)


def plain(text):
    """The words as they are compared: ``binary_crossentropy`` is *binary cross-entropy*."""
    return re.sub(r"[\s*`_]+", " ", text.replace("-", "")).casefold()


ENTRIES = list(entries())
TERMS = [term for term, _ in ENTRIES]


def test_it_has_words_only():
    assert {cell["cell_type"] for cell in cells_of(GLOSSARY)} == {"markdown"}


def test_its_terms_are_in_order_and_none_stands_twice():
    assert len(TERMS) > 80
    assert sorted(TERMS, key=str.casefold) == TERMS
    assert len({term.casefold() for term in TERMS}) == len(TERMS)


def test_each_term_stands_under_its_letter():
    letters = re.findall(r"^## (\w)$", text_of(GLOSSARY), flags=re.MULTILINE)
    assert letters == sorted({term[0].upper() for term in TERMS})
    for letter in letters:
        (part,) = re.findall(rf"^## {letter}$(.*?)(?=^## |\Z)", text_of(GLOSSARY), re.M | re.DOTALL)
        assert {term[0].upper() for term in re.findall(r"^- \*\*(.+?)\*\*", part, re.M)} == {letter}


def test_its_links_lead_to_lessons():
    links = re.findall(r"\[([^]]+)\]\(([^)#]+)\)", text_of(GLOSSARY))
    assert links
    for number, name in links:
        assert name.startswith(f"{number}_"), name
        assert (NOTEBOOKS / name).exists(), name


@pytest.mark.parametrize(("term", "links"), ENTRIES, ids=TERMS)
def test_each_lesson_that_an_entry_names_has_the_term(term, links):
    """Of "fan_in, fan_out" and "score (logit)" it is the first word that is looked for."""
    word = plain(re.split(r", | \(", term)[0])
    assert links
    for _, name in links:
        assert word in plain(text_of(NOTEBOOKS / name)), name


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_lesson_leads_to_the_glossary(path):
    assert "](glossary.ipynb)" in text_of(path)
