"""The examples of the page "Parts of your own" run, and print what stands below them."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/pages/parts_of_your_own.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def test_each_example_prints_what_the_page_shows(capsys):
    names, shown = {}, 0
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "python":
            assert capsys.readouterr().out == ""
            exec(text, names)
        else:
            shown += 1
            assert capsys.readouterr().out == text
    assert shown == 7


def test_there_is_an_example_of_each_part():
    headings = re.findall(r"^## (.*)", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings == ["An activation", "A loss", "An optimizer", "A layer"]
