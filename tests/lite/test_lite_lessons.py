"""The notebooks of the browser edition: the workbook's, and what is different there."""

import json
import re

import pytest

from lite.lessons import KERNEL, for_browser, write_lessons
from nnlib.course.editions import NOTEBOOKS, for_learners, read, source_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lessons")
    write_lessons(folder)
    return folder


def edition_of(name):
    return for_browser(name, read(NOTEBOOKS / f"{name}.ipynb"))


def test_all_notebooks_are_there(folder):
    assert {path.name for path in folder.iterdir()} == {
        path.name for path in NOTEBOOKS.glob("*.ipynb")
    }


def test_each_runs_in_the_kernel_of_the_browser(folder):
    kernels = [json.loads(path.read_text())["metadata"]["kernelspec"] for path in folder.iterdir()]
    assert kernels == [KERNEL] * len(kernels)


def test_a_lesson_is_that_of_the_workbook_but_for_one_line_after_its_title():
    title, line, *rest = edition_of("02_jacobians")["cells"]
    assert "saved every ten seconds, in this browser and nowhere else" in source_of(line)
    assert [title, *rest] == for_learners(read(NOTEBOOKS / "02_jacobians.ipynb"))["cells"]


def test_the_first_lesson_says_what_is_different_right_after_its_title():
    title, different, *rest = edition_of("00_start_here")["cells"]
    assert source_of(title).startswith("# ")
    assert "You are in the browser edition" in source_of(different)
    assert rest == for_learners(read(NOTEBOOKS / "00_start_here.ipynb"))["cells"][1:]


def test_lesson_15_says_what_it_needs_and_has_no_code():
    title, needs = edition_of("15_mnist")["cells"]
    assert source_of(title) == source_of(read(NOTEBOOKS / "15_mnist.ipynb")["cells"][0])
    assert "## This lesson needs an installation" in source_of(needs)
    assert needs["cell_type"] == "markdown"


def test_links_between_notebooks_lead_somewhere(folder):
    linked = {
        name
        for path in folder.glob("*.ipynb")
        for name in re.findall(r"\]\((\w+\.\w+)\)", path.read_text(encoding="utf-8"))
    }
    assert len(linked) == 17
    assert {name for name in linked if not (folder / name).exists()} == set()
