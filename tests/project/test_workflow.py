"""The workflow for everybody: nothing in it can change under us, and it runs what is there."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEXT = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load(TEXT)
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
COMMANDS = {step["run"] for step in STEPS if "run" in step}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_hash_and_says_its_version(path):
    actions = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert actions
    for action in actions:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d[\d.]*", action), action


def test_it_may_only_read():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in WORKFLOW["jobs"].values())
    checkouts = [step for step in STEPS if "checkout" in step.get("uses", "")]
    assert len(checkouts) == len(WORKFLOW["jobs"])
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_no_job_runs_for_ever_and_all_run_every_week():
    assert all(job["timeout-minutes"] <= 60 for job in WORKFLOW["jobs"].values())
    assert WORKFLOW[True]["schedule"]  # YAML takes the word "on" for True


def test_every_command_runs_something_that_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in COMMANDS:
        program, *words = command.split()
        if program == "make":
            assert re.search(rf"^{words[0]}:", makefile, flags=re.MULTILINE), command
        else:
            assert program == "python"
            files = [word for word in words if "/" in word or word == "notebooks"]
            assert all((ROOT / file).exists() for file in files), command


def test_the_promises_of_the_readme_are_run():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    promised = re.findall(
        r"python (?:-m nnlib\.course\.workbook$|-m pytest [\w/]+|requirements/\S+ \w+)",
        "\n".join(re.findall(r"<details>.*?</details>", readme, flags=re.DOTALL)),
        flags=re.MULTILINE,
    )
    assert len(promised) >= 5
    assert [each for each in promised if not any(each in run for run in COMMANDS)] == []


def test_the_systems_are_those_that_the_readme_names():
    systems = {system for job in WORKFLOW["jobs"].values() for system in systems_of(job)}
    assert systems == {"ubuntu-latest", "macos-latest", "windows-latest"}


def systems_of(job):
    return (
        job["strategy"]["matrix"]["system"]
        if "matrix.system" in job["runs-on"]
        else [job["runs-on"]]
    )


def test_a_missing_browser_is_a_failure():
    with_browser = [
        job for job in WORKFLOW["jobs"].values() if {"run": "make test"} in job["steps"]
    ]
    assert with_browser
    assert all(job["env"]["NNLIB_REQUIRE_BROWSER"] for job in with_browser)


def test_the_oldest_and_the_newest_python_are_tried():
    pythons = [job.get("strategy", {}).get("matrix", {}).get("python") for job in jobs_of_systems()]
    assert all(each[0] == "3.11" and each[-1] > "3.11" for each in pythons)


def jobs_of_systems():
    return [WORKFLOW["jobs"][name] for name in ("make", "pip")]
