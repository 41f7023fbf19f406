"""What the pages beside the code claim is held by tests, by the CI, by the index of packages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_each_claim_on_attackers_is_held_by_tests_that_are_there() -> None:
    """Every part of docs/security.md names some, and each of them exists."""
    parts = re.split(r"^## ", page("docs/security.md"), flags=re.MULTILINE)[1:]
    assert len(parts) > 8
    for part in parts:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", part)
        assert named, part.splitlines()[0]
        for path, test in named:
            assert re.search(rf"^ *def {test}\(", page(path), re.MULTILINE), (path, test)


def test_commands_for_contributors_are_those_of_the_ci() -> None:
    """CONTRIBUTING.md installs as README does, and checks as `.ci/run` does."""
    install, *checks = (
        line
        for block in re.findall(r"^```sh\n(.*?)^```", page("CONTRIBUTING.md"), re.DOTALL | re.M)
        for line in block.splitlines()
    )
    assert install in page("README.md").splitlines()
    ran = page(".ci/run").replace('"$bin/', ".venv/bin/").replace('"', "").splitlines()
    assert len(checks) == 3
    assert not {*checks} - {*ran}


def test_pages_link_to_what_is_there() -> None:
    for name in ("SECURITY.md", "CONTRIBUTING.md", "docs/security.md"):
        linked = re.findall(r"\]\(([^)#]+)", page(name))
        assert linked, name
        assert all((ROOT / name).parent.joinpath(each).is_file() for each in linked), name


def test_the_lock_is_of_the_public_index_and_of_this_project() -> None:
    """Each requirement has a locked version that it allows; each file is of pypi.org, by digest."""
    locked = tomllib.loads(page("uv.lock"))["package"]
    files = [each for package in locked for each in _files(package)]
    assert len(files) > 500
    assert {urlsplit(each["url"]).hostname for each in files} == {"files.pythonhosted.org"}
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each["hash"]) for each in files)
    indexes = {package["source"].get("registry") for package in locked}
    assert indexes - {None} == {"https://pypi.org/simple"}
    project = tomllib.loads(page("pyproject.toml"))["project"]
    listed = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    versions: dict[str, list[str]] = {}
    for package in locked:
        versions.setdefault(package["name"], []).append(package.get("version", ""))
    for required in map(Requirement, listed):
        name = required.name.lower().replace("_", "-").replace(".", "-")
        found = versions.get(name, [])
        assert any(required.specifier.contains(each) for each in found), (str(required), found)


def _files(package: dict[str, Any]) -> list[dict[str, Any]]:
    sdist = [package["sdist"]] if "sdist" in package else []
    return [*sdist, *package.get("wheels", [])]
