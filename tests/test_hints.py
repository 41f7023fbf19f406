"""Every fault says what to do now."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

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
