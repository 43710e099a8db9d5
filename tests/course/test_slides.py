"""The slides: the main path of each lesson, and nothing that tells an answer too early."""

import re
from importlib.util import find_spec

import pytest

from nnlib.course.editions import NOTEBOOKS, exercise_of, read, source_of
from nnlib.course.home import class_path
from nnlib.course.slides import ASSETS, make_slides, slides_of, stacks

LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))

each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def all_slides(path):
    return [slide for stack in stacks(read(path)["cells"]) for slide in stack]


def main_path(path):
    return class_path(read(path)["cells"])


def text_of(slide):
    return "".join(slide.blocks)


@each_lesson
def test_prediction_has_a_slide_of_its_own_and_its_answer_comes_later(path):
    slides = [text_of(slide) for slide in all_slides(path)]
    asked = [slide for slide in slides if "<h3>Predict</h3>" in slide]
    source = "".join(map(source_of, main_path(path)))
    assert sum(slide.count("<h3>Predict</h3>") for slide in slides) == source.count("Prediction(")
    for slide in asked:
        assert "is right: " not in slide
        assert ".reveal" not in slide.split("<h3>Predict</h3>")[1]


@each_lesson
def test_no_answer_check_or_hint_is_on_a_slide(path):
    page = "".join(map(text_of, all_slides(path)))
    for word in ("SOLUTION", "HIDDEN", "<details>", "<summary>", "The lesson goes on with yours"):
        assert word not in page


@each_lesson
def test_every_exercise_and_figure_of_the_main_path_is_on_a_slide(path):
    page = "".join(map(text_of, all_slides(path)))
    answers = sum(exercise_of(cell)[1] == "answer" for cell in main_path(path))
    assert page.count("in place of this line") == answers
    assert "or home:" not in page
    assert all(any(slide.blocks for slide in stack) for stack in stacks(read(path)["cells"]))
    assert page.count("<img ") >= 1
    assert all(re.findall(r'<img alt="([^"]*)"', page))


@each_lesson
def test_nothing_on_the_page_comes_from_elsewhere(path):
    page = slides_of(read(path), path.stem)
    loaded = re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"]{1,40})', page)
    assert loaded
    assert [each for each in loaded if not each.startswith(("assets/", "data:image/png"))] == []


def test_no_asset_of_ours_names_another_host():
    for path in ASSETS.iterdir():
        assert "//" not in re.sub(r"^\s*//.*| // .*", "", path.read_text(), flags=re.MULTILINE)


def test_folder_has_a_page_for_each_lesson_and_all_that_these_need(tmp_path):
    if find_spec("sphinx_revealjs") is None:
        pytest.skip("reveal.js is not installed: make slides does it")
    names = make_slides(tmp_path)
    assert names == [path.stem for path in LESSONS]
    for path in tmp_path.glob("*.html"):
        for needed in re.findall(r'"(assets/[^"]+|\d\d_\w+\.html)"', path.read_text()):
            assert (tmp_path / needed).exists(), (path.name, needed)
