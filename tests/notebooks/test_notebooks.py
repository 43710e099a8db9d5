"""What each notebook of the series must have, as far as a program can see it."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9]*.ipynb"))
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:root|home|Users|work|tmp|opt|srv|mnt)/[\w.-]+")

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells_of(path, kind):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == kind]


def source(cell):
    return "".join(cell["source"])


def test_it_was_run_from_top_to_bottom(path):
    counts = [cell["execution_count"] for cell in cells_of(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


def test_it_names_no_path_of_a_machine(path):
    assert MACHINE_PATH.findall(path.read_text(encoding="utf-8")) == []


def test_nothing_went_to_stderr(path):
    outputs = [output for cell in cells_of(path, "code") for output in cell["outputs"]]
    assert [output for output in outputs if output.get("name") == "stderr"] == []


def test_its_links_lead_to_notebooks(path):
    prose = "\n".join(map(source, cells_of(path, "markdown")))
    links = re.findall(r"\]\(([^)#]+\.ipynb)\)", prose)
    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_its_map_shows_the_whole_series_and_where_it_stands(path):
    first = source(cells_of(path, "markdown")[0])
    lessons = re.search(r"^\*\*All lessons:\*\* (.*)", first, flags=re.MULTILINE)[1].split(" · ")
    for other, shown in zip(NOTEBOOKS, lessons, strict=True):
        number = other.name[:2]
        is_here, is_link = f"\\*\\*{number} .+\\*\\*", f"\\[{number} .+\\]\\({other.name}\\)"
        assert re.fullmatch(is_here if other == path else is_link, shown)


def test_what_is_drawn_in_letters_is_not_broken_on_a_small_screen(path):
    prose = "\n".join(map(source, cells_of(path, "markdown")))
    for drawing in re.findall(r"```\w*\n(.*?)```", prose, flags=re.DOTALL):
        # JupyterLab wraps such lines: at 1024 pixels, beside the list of files, after some 60.
        assert max(map(len, drawing.splitlines())) <= 55, drawing


def test_it_keeps_to_one_thread_before_it_trains(path):
    code = "\n".join(map(source, cells_of(path, "code")))
    if ".fit(" in code:
        assert "use_one_thread()" in code[: code.index(".fit(")]


def test_each_figure_has_words_under_it(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell, after in zip(cells, [*cells[1:], {"cell_type": "nothing"}], strict=True):
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            assert after["cell_type"] == "markdown", source(cell)


def test_each_exercise_is_a_task_an_answer_and_a_check_that_nbgrader_knows(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    for place, cell in enumerate(cells):
        if "### BEGIN SOLUTION" not in source(cell):
            continue
        exercise = names[place]
        assert names[place - 1 : place + 2] == [f"{exercise}-task", exercise, f"{exercise}-check"]
        task, answer, check = (
            each["metadata"]["nbgrader"] for each in cells[place - 1 : place + 2]
        )
        assert (task["solution"], answer["solution"], check["solution"]) == (False, True, False)
        assert (task["grade"], answer["grade"], check["grade"]) == (False, False, True)
        assert "<summary>Hint</summary>" in source(cells[place - 1])
