"""What is published: the source distribution, the citation, the workflow, the forms for reports."""

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OF_THE_REPOSITORY = {".ci/run", ".gitignore"}
"""Files that mean nothing outside of a clone."""


@pytest.mark.exhaustive
def test_the_source_distribution_holds_every_file(tmp_path):
    pytest.importorskip("setuptools", minversion="77", reason="setuptools is missing or old")
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone")
    listed = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    files = {name for name in listed if (ROOT / name).is_file()} - OF_THE_REPOSITORY
    for name in files:
        (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "copy" / name)
    make = f"from setuptools import build_meta; print(build_meta.build_sdist({str(tmp_path)!r}))"
    subprocess.run(
        [sys.executable, "-c", make], cwd=tmp_path / "copy", check=True, capture_output=True
    )
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert files - names == set()


def test_the_citation_names_this_version_and_these_authors():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert [each["name"] for each in citation["authors"]] == [
        each["name"] for each in PROJECT["authors"]
    ]


def test_the_workflow_that_publishes_pins_each_action_and_makes_the_pages():
    text = (ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert len(uses) == 4
    for each in uses:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)
    jobs = yaml.safe_load(text)["jobs"]
    assert {"run": "make pages"} in jobs["build"]["steps"]
    assert set(jobs["deploy"]["permissions"]) == {"pages", "id-token"}


@pytest.mark.parametrize("name", ["sentence", "check"])
def test_a_form_for_reports_asks_for_what_is_needed(name):
    text = (ROOT / f".github/ISSUE_TEMPLATE/{name}.yml").read_text(encoding="utf-8")
    form = yaml.safe_load(text)
    assert {"name", "description", "body"} <= set(form)
    fields = [each["id"] for each in form["body"]]
    assert len(set(fields)) == len(fields) >= 3
    required = [each["id"] for each in form["body"] if each.get("validations", {}).get("required")]
    assert required == fields[: len(required)]
    assert required


def test_the_pictures_of_the_readme_are_there_small_and_described():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)">', readme)
    assert len(pictures) == 2
    for path, alt in pictures:
        assert (ROOT / path).stat().st_size < 60_000
        assert len(alt) > 80
