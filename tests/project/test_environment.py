"""The files that describe the environment agree with each other and name no machine."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
TEACHERS = ("class", "slides")


def wanted_by_pyproject():
    """What everybody gets; the extras for teachers are added by those who need them."""
    extras = PROJECT["optional-dependencies"]
    groups = [PROJECT["dependencies"], *(extras[name] for name in extras if name not in TEACHERS)]
    return {str(Requirement(line)) for group in groups for line in group}


def wanted_by_conda():
    pip = next(line["pip"] for line in CONDA if isinstance(line, dict))
    plain = [
        line for line in CONDA if isinstance(line, str) and not re.match(r"(python|pip)\b", line)
    ]
    return {str(Requirement(line)) for line in [*plain, *pip] if not line.startswith("--")}


def test_conda_and_pip_ask_for_the_same_packages_and_bounds():
    assert wanted_by_conda() == wanted_by_pyproject()


def test_conda_and_pip_ask_for_the_same_python():
    assert f"python{PROJECT['requires-python']}" in CONDA


def test_conda_installs_nnlib_itself():
    assert "--editable ." in next(line["pip"] for line in CONDA if isinstance(line, dict))


def locked():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE)


def test_the_lock_holds_an_allowed_version_of_each_package():
    versions = {}
    for name, version in locked():
        versions.setdefault(name, []).append(version)
    for line in wanted_by_pyproject():
        requirement = Requirement(line)
        assert requirement.name in versions
        assert all(requirement.specifier.contains(v) for v in versions[requirement.name])


def test_the_lock_names_no_host():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_each_version_in_the_lock_has_a_hash():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
