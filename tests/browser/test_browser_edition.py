"""The browser edition as its reader meets it: a first exercise, an explorer, kept work, bad luck.

Needs Chromium, JupyterLite, and an archive of Pyodide that NNLIB_PYODIDE names.
"""

import re
import time
from pathlib import Path

import pytest
from browser_edition import Visit, run, run_all, wait_until_idle
from chromium import needs_chromium
from lab import ROOT, is_to_fail, menu
from playwright.sync_api import expect

from nnlib.course.editions import read, source_of

pytestmark = [needs_chromium, pytest.mark.slow]

LESSONS = [path.stem for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))]


@pytest.fixture(scope="module")
def lesson_01(browser, serve):
    """Lesson 01 after Run All with nothing solved, for the tests below, in their order."""
    server = serve()
    visit = Visit(browser, server)
    visit.server = server
    page = visit.open("01_activations")
    expect(page.locator("#nnlib-starting")).to_contain_text("Python is starting")
    run_all(page, may_fail_in("01_activations"))
    yield visit
    visit.context.close()
    server.shutdown()


def may_fail_in(name):
    cells = read(ROOT / "notebooks" / f"{name}.ipynb")["cells"]
    return [is_to_fail(cell) for cell in cells if cell["cell_type"] == "code"]


def figures_in(name):
    cells = read(ROOT / "notebooks" / f"{name}.ipynb")["cells"]
    outputs = [o for c in cells for o in c.get("outputs", [])]
    return sum("image/png" in output.get("data", {}) for output in outputs)


def test_a_lesson_runs_to_its_end_and_asks_no_other_host(lesson_01):
    page = lesson_01.page
    expect(page.locator("#nnlib-notices")).to_be_empty()
    assert page.locator(".jp-RenderedImage img").count() == figures_in("01_activations")
    assert lesson_01.elsewhere == []


def test_the_first_exercise_is_solved_and_checked(lesson_01):
    page = lesson_01.page
    answer = page.locator(".jp-CodeCell").filter(has_text="def relu(x)").first
    check = page.locator(".jp-CodeCell").filter(has_text="relu = lesson.relu(relu)").first
    expect(check).to_contain_text("relu is not there yet.")
    for before, line, said in (
        ("your code here", "return x * 2", "relu is not right yet"),
        (
            "return x * 2",
            "return np.maximum(x, 0)",
            "relu is right. The lesson goes on with yours.",
        ),
    ):
        answer.locator(".cm-line").filter(has_text=before).click()
        page.keyboard.press("Home")
        page.keyboard.press("Shift+End")
        page.keyboard.type(line)
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        expect(check).to_contain_text(said)


def test_tab_completes_a_name_and_shift_tab_shows_what_it_is(lesson_01):
    page = lesson_01.page
    page.locator(".jp-CodeCell").filter(has_text="def relu(x)").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type("np.maxi")
    page.keyboard.press("Tab")
    expect(page.locator(".jp-Completer-item")).to_have_text(["np.maximum"], use_inner_text=True)
    page.keyboard.press("Enter")
    expect(page.locator(".jp-CodeCell.jp-mod-active")).to_contain_text("np.maximum")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".jp-Tooltip")).to_contain_text("Element-wise maximum")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.press("d")


def test_an_explorer_moves_by_key_and_by_mouse(lesson_01):
    page = lesson_01.page
    explorer = page.locator(".nnlib-explorer")
    words, image = explorer.locator(".nnlib-words"), explorer.locator("img.nnlib-picture")
    handle = explorer.locator(".widget-slider").filter(has_text="z").locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    before, picture = words.inner_text(), image.get_attribute("src")
    handle.focus()
    start = time.monotonic()
    handle.press("ArrowRight")
    expect(words).not_to_have_text(before)
    expect(image).not_to_have_attribute("src", picture)
    print(f"redrawn after {1000 * (time.monotonic() - start):.0f} ms")
    after_key = words.inner_text()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(words).not_to_have_text(after_key)


def test_work_and_progress_are_kept_over_a_reload(lesson_01):
    page = lesson_01.page
    menu(page, "File", "Save Notebook")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.reload()
    expect(page.locator(".jp-Notebook")).to_contain_text("return np.maximum(x, 0)", timeout=60_000)
    anew = page.locator("#nnlib-anew")
    expect(anew).to_contain_text("choose Run → Run All Above", timeout=60_000)
    wait_until_idle(page)
    noted = run(page, "from nnlib.course.progress import noted; print(noted())")
    assert noted == "['01 relu']\n"
    expect(anew).to_have_count(0)


def test_a_lesson_is_downloaded_as_it_stands(lesson_01):
    page = lesson_01.page
    with page.expect_download() as download:
        page.locator(".jp-NotebookPanel-toolbar").get_by_text("Download").click()
    assert download.value.suggested_filename == "01_activations.ipynb"
    saved = read(Path(download.value.path()))
    assert "return np.maximum(x, 0)" in "".join(map(source_of, saved["cells"]))


def test_what_was_saved_is_there_without_a_network(lesson_01):
    lesson_01.server.shutdown()
    lesson_01.server.server_close()
    page = lesson_01.page
    page.reload()
    expect(page.locator(".jp-Notebook")).to_contain_text("return np.maximum(x, 0)", timeout=60_000)


def wait_until_fetched(page):
    """Wait until the whole course is in the browser's storage: its page comes last."""
    for _ in range(120):
        if page.evaluate("async () => Boolean(await caches.match(location.pathname))"):
            return
        page.wait_for_timeout(500)
    raise TimeoutError("the course is not in the browser's storage after a minute")


def test_after_one_visit_the_course_needs_no_network(visit):
    page = visit.open("01_activations")
    wait_until_idle(page)
    wait_until_fetched(page)
    visit.server.shutdown()
    visit.server.server_close()
    visit.open("02_jacobians")
    wait_until_idle(page)
    assert run(page, "import nnlib; print(nnlib.relu(-1.0))") == "0.0\n"
    page.goto("/not_fetched.html")
    expect(page.locator("body")).to_contain_text("You are offline")
    expect(page.locator("body")).to_contain_text("What you have saved is kept in this browser.")


AT_ONCE = """
const waiting = setInterval(async () => {
  const notebook = window.jupyterapp?.shell.currentWidget;
  if (!notebook?.content?.widgets.length) return;
  clearInterval(waiting);
  await notebook.revealed;
  const cells = notebook.content.widgets;
  notebook.content.activeCellIndex = cells.findIndex(cell => cell.model.type === "code");
  window.hadKernel = Boolean(notebook.sessionContext.session?.kernel);
  jupyterapp.commands.execute("COMMAND");
}, 5);
"""


@pytest.mark.parametrize("command", ["notebook:run-cell", "notebook:run-all-cells"])
def test_a_cell_that_is_run_before_python_has_begun_waits_for_it(visit, command):
    visit.page.add_init_script(AT_ONCE.replace("COMMAND", command))
    page = visit.open("01_activations")
    first = page.locator(".jp-CodeCell .jp-InputPrompt").first
    expect(first).to_have_text("[1]:", timeout=120_000)
    assert page.evaluate("window.hadKernel") is False


NO_STORAGE = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }"
FULL = "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }"
NEARLY_FULL = "StorageManager.prototype.estimate = async () => ({quota: 1e8, usage: 9e7})"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("delete window.WebAssembly", "This browser cannot run Python: it has no WebAssembly"),
        (NO_STORAGE, "This window keeps nothing: what you write is lost when you close it."),
        (FULL, "This browser's storage for the page is full, or nearly"),
        (NEARLY_FULL, "This browser's storage for the page is full, or nearly"),
    ],
    ids=["no WebAssembly", "no storage", "full", "nearly full"],
)
def test_what_does_not_work_is_said_with_what_to_do(visit, script, sentence):
    visit.page.add_init_script(script)
    visit.page.goto("/lab/index.html?path=glossary.ipynb")
    notices = visit.page.locator("#nnlib-notices")
    expect(notices).to_contain_text(sentence, timeout=60_000)
    expect(notices).to_contain_text(re.compile("[Ii]nstall|Open|Download"))
    notices.get_by_role("button", name="Close").first.click()
    expect(notices).not_to_contain_text(sentence)


def test_what_cannot_be_saved_is_said(visit):
    page = visit.open("glossary")
    wait_until_idle(page)
    page.evaluate(f"() => {{ {FULL} }}")
    page.locator(".jp-MarkdownCell").first.dblclick()
    page.keyboard.type("mine")
    page.keyboard.press("Control+s")
    expect(page.locator("#nnlib-not-saved")).to_contain_text("It could not be saved")


def test_the_folder_opens_at_the_first_lesson_and_15_says_what_it_needs(visit):
    page = visit.page
    page.goto("/")
    expect(page.locator(".jp-Notebook")).to_contain_text("browser edition", timeout=60_000)
    visit.open("15_mnist")
    expect(page.locator(".jp-Notebook")).to_contain_text("This lesson needs an installation")


def test_beneath_the_site_the_help_menu_leads_to_it(visit):
    page = visit.open("01_activations")
    page.locator(".lm-MenuBar-itemLabel").get_by_text("Help", exact=True).click()
    expect(page.locator(".lm-Menu")).to_contain_text("About")
    expect(page.locator(".lm-Menu")).not_to_contain_text("The Course's Site")
    (written,) = re.findall(
        "echo '(.+)' > build/site/lite/site.js", (ROOT / "Makefile").read_text()
    )
    visit.context.route(
        "**/site.js", lambda route: route.fulfill(body=written, content_type="text/javascript")
    )
    visit.open("01_activations")
    with page.expect_popup() as popup:
        menu(page, "Help", "The Course's Site")
    assert popup.value.url == f"{visit.address}/"


CHANGE_AND_DELETE = """async () => {
    const files = jupyterapp.serviceManager.contents, name = "glossary.ipynb";
    const cells = async () => (await files.get(name, {content: true})).content.cells.length;
    const first = await files.get(name, {content: true}), counts = [first.content.cells.length];
    first.content.cells.pop();
    await files.save(name, first);
    counts.push(await cells());
    await files.delete(name);
    counts.push(await cells());
    return counts;
}"""


def test_a_lesson_that_is_deleted_is_as_it_was_at_first(visit):
    page = visit.open("glossary")
    page.wait_for_function("window.jupyterapp")
    first, changed, deleted = page.evaluate(CHANGE_AND_DELETE)
    assert (changed, deleted) == (first - 1, first)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", LESSONS[:-1])
def test_every_lesson_runs_to_its_end(visit, name):
    page = visit.open(name)
    run_all(page, may_fail_in(name))
    assert page.locator(".jp-RenderedImage img").count() == figures_in(name)
    expect(page.locator(".nnlib-impossible")).to_have_count(0)
    assert visit.elsewhere == []
