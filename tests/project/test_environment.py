"""The files that describe the environment agree with each other and name no machine."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]

EXTRAS = {
    "lab": ["notebooks"],
    "keras": ["notebooks", "keras"],
    "class": ["notebooks", "class"],
    "lite": ["notebooks", "lite"],
    "site": ["notebooks", "site"],
    "slides": ["notebooks", "slides"],
    "test": ["notebooks", "keras", "class", "lite", "site", "slides", "test"],
}
"""What each lock is for."""


def wanted(extras):
    """What pyproject.toml asks for with these extras."""
    groups = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][e] for e in extras)]
    return {str(Requirement(line)) for group in groups for line in group}


def wanted_by_conda():
    plain = [line for line in CONDA if isinstance(line, str)]
    return {str(Requirement(line)) for line in plain if not re.match(r"(python|pip)\b", line)}


def locked(name):
    """The versions of each package in a lock: several, where Pythons or systems differ."""
    versions = {}
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    for package, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE):
        versions.setdefault(package, set()).add(version)
    return versions


def test_conda_and_pip_ask_for_the_same_packages_and_bounds():
    assert wanted_by_conda() == wanted(["notebooks"])


def test_conda_and_pip_ask_for_the_same_python():
    assert f"python{PROJECT['requires-python']}" in CONDA


def test_conda_installs_nnlib_itself():
    assert "--editable ." in next(line["pip"] for line in CONDA if isinstance(line, dict))


@pytest.mark.parametrize("name", EXTRAS)
def test_a_lock_has_an_allowed_version_of_each_package(name):
    versions = locked(name)
    for line in [*wanted(EXTRAS[name]), *PYPROJECT["dependency-groups"]["build"]]:
        requirement = Requirement(line)
        assert requirement.name in versions
        assert all(requirement.specifier.contains(v) for v in versions[requirement.name])


@pytest.mark.parametrize("name", EXTRAS)
def test_every_lock_has_the_versions_that_are_tested(name):
    tested = locked("test")
    assert {package: tested[package] for package in locked(name)} == locked(name)


def test_who_only_learns_gets_neither_keras_nor_the_tools_of_tests():
    assert set(locked("lab")).isdisjoint(["keras", "jax", "jaxlib", "pytest", "mypy", "nbgrader"])


def test_what_builds_nnlib_is_what_is_locked():
    assert PYPROJECT["build-system"]["requires"] == PYPROJECT["dependency-groups"]["build"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_host_and_has_a_hash_for_each_version(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search("://|index-url|find-links", text)
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\S)", text.strip()))


def test_the_installation_says_which_package_it_is_at():
    said = [
        "Ignoring appnope: markers 'sys_platform == \"darwin\"' don't match your environment",
        "Requirement already satisfied: tqdm==4.67.1 in /somewhere",
        "Collecting numpy==2.4.6 (from -r lab.lock (line 7))",
        "  Using cached numpy-2.4.6-cp311-cp311-manylinux.whl (16 MB)",
        "",
        "Installing collected packages: numpy, scipy",
    ]
    assert list(installer().progress(said, total=4)) == [
        "package 1 of 3: tqdm",
        "package 2 of 3: numpy",
        "unpacking 2 packages: a minute or two",
    ]


def test_what_pip_could_not_install_ends_the_installation(tmp_path):
    lock = tmp_path / "wrong.lock"
    lock.write_text("nnlib-there-is-no-such-file @ file:///nowhere.whl --hash=sha256:00\n")
    with pytest.raises(SystemExit, match="could not install"):
        installer().install(lock)


def installer():
    """The script of the folder requirements, which is no package."""
    path = ROOT / "requirements" / "install.py"
    spec = importlib.util.spec_from_file_location("install", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
