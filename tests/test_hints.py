"""Every fault says what to do now."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer

from bilantool.cli import _root, french
from bilantool.cli.commands import COMMANDS

PACKAGE = Path(__file__).resolve().parent.parent / "bilantool"
FAULTS = {"UsageFault", "DataFault", "KeyFault", "EnvironmentFault", "Refusal", "YamlFault"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every place where the package makes a fault."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if called in FAULTS:
                    yield f"{name}:{node.lineno}", node


def test_every_fault_has_a_hint() -> None:
    """No error ends without what to do: each is made with a `hint` that is not empty."""
    found = list(calls())
    assert len(found) > 150
    bare = []
    for where, call in found:
        given = [each.value for each in call.keywords if each.arg == "hint"]
        if not given or (isinstance(given[0], ast.Constant) and not given[0].value):
            bare.append(where)
    assert bare == []


COMMAND = re.compile(r"bilantool [a-z]+[^;:()«»\n]*|(?<=\s)--[a-z][a-z-]* [^\s,;.]+")
WORD = re.compile(r"(?<![\w_])[A-ZÀ-Ý]{2,}(?![\w_])")
NAMES = {"VS", "SIRET", "NDA", "RGPD", "PDF", "EDITOR", "USB"}
"""Words in capitals that stand for nothing else."""
ROOT = PACKAGE.parent


def sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module, its computed parts as `…`."""
    parts = {id(each) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
             for each in node.values}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(
                    str(each.value) if isinstance(each, ast.Constant) else "…"
                    for each in node.values
                ),
            )
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts
        ):
            yield node.lineno, node.value


def to_replace(text: str) -> list[str]:
    """The commands of a text that hold a word which stands for another one."""
    return [found for found in COMMAND.findall(text) if {*WORD.findall(found)} - NAMES]


def test_a_word_to_replace_is_seen() -> None:
    """What the next test looks for is what it finds."""
    assert to_replace("pour la suite : bilantool session 2026-001 --plan JOUR")
    assert to_replace("bilantool backup --fiche FICHIER.pdf")
    assert to_replace("ajoutez --to DOSSIER")
    assert not to_replace("bilantool session … --plan … ; voir JOUR")
    assert not to_replace("indiquez --trousseau ou BILANTOOL_TROUSSEAU")


def test_no_printed_command_holds_a_word_to_replace() -> None:
    """Whatever the package prints can be typed as it stands: hints, answers, helps, lists."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(PACKAGE).as_posix()
        found += [
            f"{name}:{line}: {it}" for line, text in sentences(tree) for it in to_replace(text)
        ]
    assert found == []


PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("templates/**/*.yaml"),
        *PACKAGE.glob("*.typ"),
    ]
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_command_of_the_documentation_holds_one(path: Path) -> None:
    """Nor what one copies from a page or from the rescue sheet, nor what a trame says."""
    assert to_replace(path.read_text(encoding="utf-8")) == []


SAID = re.compile(r"bilantool ([a-z]+)((?:(?!bilantool)[^;:()«»\n`])*)")
OPTION = re.compile(r"(?<!\S)--[a-z-]+")


def refused(text: str, known: Mapping[str, set[str]]) -> list[str]:
    """The commands of a text that bear an option which they have not."""
    return [
        f"{name} {option}"
        for name, rest in SAID.findall(text)
        for option in OPTION.findall(rest)
        if name in known and option not in known[name]
    ]


def test_no_printed_command_bears_an_option_it_has_not() -> None:
    """Neither what the package says nor what a page shows is refused for its options."""
    root = typer.main.get_command(french.group(_root, french.SharingGroup, COMMANDS))
    known: dict[str, set[str]] = {}
    for listed in COMMANDS:
        command: Any = root.get_command(None, listed.name)  # type: ignore[attr-defined]
        inner = [command.get_command(None, each.name) for each in listed.inner]
        params = [param for each in (root, command, *inner) for param in each.params]
        known[listed.name] = {"--help", *(name for param in params for name in param.opts)}
    assert refused("par exemple : bilantool attach 2026-001 a.pdf --to convention", known)
    assert not refused("bilantool templates copy --help, ou bilantool close --yes", known)
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in PAGES]
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts += [(f"{path.name}:{line}", text) for line, text in sentences(tree)]
    assert [(where, found) for where, text in texts for found in refused(text, known)] == []
