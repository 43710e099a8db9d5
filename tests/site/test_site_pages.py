"""What the pages of the site are made of; Sphinx is not needed for it."""

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

import nnlib
from docs import __main__ as site
from docs import curves, explorers, gallery, lessons, trainings
from nnlib import widgets
from nnlib.course.editions import exercise_of, source_of
from nnlib.errors import MissingPackage

DOCS = Path(__file__).parents[2] / "docs"
LESSONS = lessons.all_lessons()


def cells_for(name, kind):
    edition = lessons.for_the_site(LESSONS[name], name)
    return [cell for cell in edition["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_shows_results_and_no_answer_but_folded_ones(name):
    code, text = cells_for(name, "code"), cells_for(name, "markdown")
    assert not any("BEGIN " in source_of(cell) for cell in code)
    checks = [cell for cell in code if exercise_of(cell)[1] == "check"]
    assert any(cell["outputs"] for cell in code)
    assert not any(cell["outputs"] for cell in checks)  # of an answer that is not shown
    assert sum("<summary>Solution</summary>" in source_of(cell) for cell in text) == len(checks)


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_shows_no_widget_and_each_figure_has_its_alternative_text(name):
    explorers_shown = 0
    for cell in cells_for(name, "code"):
        shown = [set(output.get("data", {})) for output in cell["outputs"]]
        assert lessons.WIDGET not in set().union(*shown)
        if any("image/png" in each for each in shown):
            assert len(cell["metadata"]["mystnb"]["image"]["alt"]) > 20
        explorers_shown += explorers.named_in(source_of(cell)) is not None
    source = "".join(source_of(cell) for cell in LESSONS[name]["cells"])
    assert explorers_shown == sum(f"\n{each}(" in source for each in widgets.__all__)


def test_a_prediction_is_asked_before_it_is_answered():
    for cell in cells_for("02_jacobians", "code"):
        is_folded = "hide-output" in cell["metadata"]["tags"]
        assert is_folded == (".reveal(" in source_of(cell))


def test_the_course_has_a_row_for_each_lesson_with_its_minutes():
    rows = lessons.table_of(LESSONS).splitlines()[2:]
    assert len(rows) == 16
    for row, name in zip(rows, LESSONS, strict=True):
        assert f"(lessons/{name}.ipynb)" in row
        assert 30 <= int(row.split("|")[-2]) <= 60


def test_the_sidebar_names_each_lesson():
    lines = lessons.contents_of(LESSONS).splitlines()
    assert lines[2] == "02 Jacobians <lessons/02_jacobians>"
    assert len(lines) == 16


@pytest.mark.parametrize("name", ["02_jacobians", "09_backpropagation_one_layer"])
def test_the_gallery_has_what_the_tests_say_that_the_check_says(name):
    wrong = gallery.answers_of(name[:2]).WRONG
    words = [words for answers in wrong.values() for _, words in answers]
    slips = [slip for each in gallery.slips_of(LESSONS[name], name[:2]).values() for slip in each]
    assert len(slips) > 50
    for slip in slips:
        assert any(re.search(each, slip.words) for each in words), slip.words
        assert "BEGIN" not in slip.code
        assert (slip.outcome == "none") == (slip.shown == "")


@pytest.fixture(scope="module")
def losses():
    return gallery.slips_of(LESSONS["03_losses"], "03")


def test_a_slip_that_is_seen_differs_and_one_that_is_not_does_not(losses):
    (half,) = (slip for slip in losses["mse"] if "no 1/2" in slip.words)
    assert half.outcome == "seen"
    (plus,) = (slip for slip in losses["with_eps"] if "only those below" in slip.words)
    assert plus.outcome == "unseen"
    (number,) = (slip for slip in losses["mse"] if "returns one number" in slip.words)
    assert number.outcome == "stops"
    assert "ValueError: the result of loss has shape ()" in number.shown


def test_the_numbers_of_the_gallery_add_up(losses):
    slips = [slip for each in losses.values() for slip in each]
    found = [int(each) for each in re.findall(r"\d+", gallery.numbers_of(slips))]
    assert found[0] == len(slips)
    assert found[1] == sum(found[2:])


def test_a_loss_that_may_be_chance_is_not_counted():
    slips = [gallery.Slip("", "", outcome) for outcome in ("drawn", "none", "seen", "stops")]
    assert gallery.numbers_of(slips).startswith("Of these 4 mistakes, 2 were trained with. 1 stop")


def test_a_page_of_the_gallery_keeps_the_words_of_a_check_as_they_are():
    slip = gallery.Slip("def f(x):\n    return x", "f has shape <3>: 2 * m * n, `x`.", "none")
    page = gallery.page_of("02_jacobians", "Why?", {"f": [slip]})
    assert "f has shape &lt;3&gt;: 2 * m * n, `x`." in page
    assert page.count("```") == 2


def test_the_front_page_quotes_a_check_word_for_word():
    (quoted,) = re.findall(r'\*"(softmax is right .*?)"\*', (DOCS / "pages/index.md").read_text())
    slips = gallery.slips_of(LESSONS["02_jacobians"], "02")["softmax"]
    (said,) = (slip for slip in slips if "x - x.max())" in slip.code)
    assert said.words == quoted


@pytest.mark.parametrize("exercise", trainings.TRAININGS)
def test_each_training_belongs_to_an_exercise(exercise):
    name = next(each for each in LESSONS if each.startswith(exercise[:2]))
    assert exercise in {exercise_of(cell)[0] for cell in LESSONS[name]["cells"]}


@pytest.mark.parametrize("slip", [[1.0, 2.0], [1.0, np.nan], [np.inf, np.inf], [1e300, -1.0]])
def test_a_figure_of_losses_is_whole_whatever_a_slip_does(slip):
    figure = curves.figure([1.0, 0.5], slip, "epoch").replace("&ensp;", "").replace("<br>", "")
    tree = ElementTree.fromstring(figure)
    picture = tree.find("svg")
    assert "1.00 to 0.50" in picture.get("aria-label")
    for path in picture.iter("path"):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", path.get("d"))]
        assert all(0 <= each <= curves.WIDTH for each in numbers)


@pytest.mark.slow
def test_the_moving_picture_is_small(tmp_path):
    explorers.write_moving_picture(tmp_path)
    assert (tmp_path / "moving.webp").stat().st_size < 400_000
    assert (tmp_path / "still.webp").stat().st_size < 40_000


def test_the_api_has_every_public_name():
    pages = "".join(path.read_text() for path in (DOCS / "pages/api").glob("*.md"))
    documented = re.findall(r"automodule:: (\S+)", pages)
    for part in nnlib.PARTS:
        assert part.__name__ in documented


def test_axe_is_pinned_by_its_hash_and_its_lock_names_no_host():
    here = Path(__file__).parent
    lock = json.loads((here / "package-lock.json").read_text())
    wanted = json.loads((here / "package.json").read_text())
    for name, version in wanted["devDependencies"].items():
        package = lock["packages"][f"node_modules/{name}"]
        assert package["version"] == version
        assert package["integrity"].startswith("sha512-")
    assert "://" not in json.dumps(lock)


def test_without_mathjax_the_site_says_what_installs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(site, "find_spec", lambda name: None)
    with pytest.raises(MissingPackage, match=r"mathjax is not installed: make site installs it"):
        site.copy_mathjax(tmp_path / "mathjax")
