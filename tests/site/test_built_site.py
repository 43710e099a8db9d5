"""The site as it is built: Sphinx warns of nothing, links lead somewhere, a browser finds no fault.

Needs Sphinx (``make site`` installs it) and Chromium; the tests with axe-core need npm.
"""

import functools
import http.server
import re
import threading
from html.parser import HTMLParser
from importlib.util import find_spec
from urllib.parse import unquote, urlsplit

import axe
import pytest
from chromium import chromium, needs_chromium

from docs.__main__ import make_site
from nnlib.course.editions import NOTEBOOKS

MISSING = [n for n in ("sphinx", "myst_nb", "furo", "mathjax") if find_spec(n) is None]

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.skipif(bool(MISSING), reason=f"{', '.join(MISSING)} not installed: make site"),
]

PAGES = [
    "index.html",
    "course.html",
    "install.html",
    "lessons/09_backpropagation_one_layer.html",
    "lessons/glossary.html",
    "gallery/index.html",
    "gallery/03_losses.html",
    "parts_of_your_own.html",
    "teach/02_jacobians.html",
    "api/layers.html",
    "search.html",
]
MOST_BYTES = 1_000_000
"""What the front page may weigh, with all that it loads."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of a site that was made without a warning."""
    folder = tmp_path_factory.mktemp("site") / "site"
    make_site(folder)
    return folder


@pytest.fixture(scope="module")
def axe_script(tmp_path_factory):
    return axe.installed(tmp_path_factory.mktemp("axe"))


class Links(HTMLParser):
    """What a page leads to, what it loads, and which places it has."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.places = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.places |= {named[key] for key in ("id", "name") if named.get(key)}
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        self.loaded += [named[key] for key in ("src", "srcset", "data-moving") if key in named]
        if tag == "link" and named.get("rel") != "canonical":
            self.loaded.append(named["href"])


@pytest.fixture(scope="module")
def pages(site):
    return {path: Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def target_of(page, address):
    parts = urlsplit(address)
    return (page.parent / unquote(parts.path)).resolve() if parts.path else page


def test_every_link_leads_somewhere(site, pages):
    lost = []
    for page, found in pages.items():
        for link in found.links:
            parts, target = urlsplit(link), target_of(page, link)
            if parts.scheme or (site / "lite") in target.parents:
                continue  # other sites, and the edition in the browser, which is made by itself
            is_place = parts.fragment and target.suffix == ".html" and target.exists()
            if not target.exists() or (
                is_place and unquote(parts.fragment) not in pages[target].places
            ):
                lost.append((page.name, link))
    assert lost == []


def test_what_opens_in_the_browser_is_a_lesson(pages):
    opened = {
        link.partition("?path=")[2]
        for found in pages.values()
        for link in found.links
        if "lite/" in link
    }
    lessons = {path.name for path in NOTEBOOKS.glob("[0-9]*.ipynb")}
    assert opened == lessons


def test_every_page_loads_what_is_in_the_site(pages):
    for page, found in pages.items():
        for address in found.loaded:
            assert not urlsplit(address).netloc, (page.name, address)
            if not address.startswith("data:"):
                assert target_of(page, address).exists(), (page.name, address)


def test_every_picture_has_an_alternative_text(pages):
    for page in pages:
        for image in re.findall(r"<img\b[^>]*>", page.read_text(encoding="utf-8")):
            alt = re.search(r'\balt="([^"]*)"', image)
            assert alt, (page.name, image)
            assert len(alt[1]) > 20, (page.name, image)
            assert not re.search(r"\.(png|jpe?g|webp)$", alt[1]), (page.name, image)


def test_answers_are_folded(pages):
    for page in pages:
        if re.match(r"0[1-9]|1[0-5]", page.name) and page.parent.name == "lessons":
            text = page.read_text(encoding="utf-8")
            assert text.count("<summary>Solution</summary>") >= 2, page.name
            assert "BEGIN SOLUTION" not in text, page.name
            assert "your code here" in text, page.name


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(site):
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def open_page(browser, address):
    """A function that opens a page; afterwards no request must have gone to another host."""
    outside, problems, contexts = [], [], []

    def opened(name, **options):
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: outside.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("response", lambda r: r.ok or problems.append(f"{r.status} {r.url}"))
        page.goto(f"/{name}", wait_until="networkidle")
        if page.locator("script[src*=mathjax]").count():
            page.wait_for_function("window.MathJax?.startup?.promise")
            page.evaluate("MathJax.startup.promise")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in outside if not url.startswith((address, "data:"))] == []
    assert problems == []


@needs_chromium
@pytest.mark.parametrize(
    ("width", "theme", "name"),
    [
        *((1280, "light", name) for name in PAGES),
        *((390, "light", name) for name in PAGES),
        *((1280, "dark", name) for name in PAGES[3:6]),
    ],
)
def test_a_page_is_readable_for_everybody(open_page, name, width, theme, axe_script):
    page = open_page(name, viewport={"width": width, "height": 900}, color_scheme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    page.add_script_tag(path=axe_script)
    result = page.evaluate("axe.run()")
    serious = [
        (each["id"], each["nodes"][0]["html"][:200], each["nodes"][0].get("failureSummary"))
        for each in result["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


@needs_chromium
def test_the_front_page_is_light(browser, address):
    context = browser.new_context()
    page, sizes = context.new_page(), []
    page.on("requestfinished", lambda r: sizes.append(r.sizes()["responseBodySize"]))
    page.goto(f"{address}/index.html", wait_until="networkidle")
    assert 100_000 < sum(sizes) < MOST_BYTES
    context.close()


@needs_chromium
def test_the_moving_picture_stops(open_page):
    page = open_page("index.html")
    image, button = page.locator("figure.moving img"), page.locator("figure.moving button")
    assert "moving" in image.get_attribute("src")
    button.focus()
    page.keyboard.press("Enter")
    assert "still" in image.get_attribute("src")
    assert button.inner_text() == "Play"


@needs_chromium
def test_it_does_not_move_for_who_wants_less_motion(open_page):
    page = open_page("index.html", reduced_motion="reduce")
    assert "still" in page.locator("figure.moving img").get_attribute("src")


@needs_chromium
def test_the_search_finds_a_lesson(open_page):
    page = open_page("search.html?q=momentum")
    page.wait_for_selector("#search-results li a")
    found = page.locator("#search-results li a").evaluate_all("all => all.map(a => a.href)")
    assert any("05_descent_and_momentum" in each for each in found)


@needs_chromium
def test_formulas_are_drawn(open_page):
    page = open_page("lessons/02_jacobians.html")
    assert page.locator("mjx-container svg").count() > 20
    assert page.locator("[data-mjx-error]").count() == 0
