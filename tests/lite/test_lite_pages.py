"""What is added to JupyterLite's page: where JupyterLite has changed, the build stops."""

import pytest

from lite.pages import FILES, IN_KERNELS, IN_THE_PAGE, IN_THE_SERVICE_WORKER, add_to_pages


@pytest.fixture
def site(tmp_path):
    """A site with just the texts of JupyterLite that are replaced."""
    for folder in ("lab", "build"):
        (tmp_path / folder).mkdir()
    (tmp_path / "lab/index.html").write_text("".join(IN_THE_PAGE))
    (tmp_path / "service-worker.js").write_text("".join(IN_THE_SERVICE_WORKER))
    (tmp_path / "build/1.js").write_text("".join(IN_KERNELS))
    (tmp_path / "build/2.js").write_text("another script")
    return tmp_path


def test_the_page_gets_its_words_and_the_kernels_their_mend(site):
    add_to_pages(site)
    page = (site / "lab/index.html").read_text()
    assert 'src="../page.js"' in page
    assert 'href="../page.css"' in page
    assert all(new in (site / "build/1.js").read_text() for new in IN_KERNELS.values())
    assert (site / "page.js").read_bytes() == (FILES / "page.js").read_bytes()
    worker = (site / "service-worker.js").read_text()
    assert worker.index("return await networkFirst(t);") < worker.index("function networkFirst")


@pytest.mark.parametrize("name", ["lab/index.html", "service-worker.js", "build/1.js"])
def test_another_jupyterlite_is_refused(site, name):
    (site / name).write_text("changed")
    with pytest.raises(ValueError, match=r"has no|have"):
        add_to_pages(site)
