"""The house as docs/architecture.md draws it: imports run downhill, one home per library."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "bilantool"

ROOMS = (
    "findings", "errors", "numbered", "french", "delays", "resources", "media", "tables",
    "storage", "sealing", "keys", "registre", "notes", "cabinet", "bilan", "consents",
    "retention", "rules", "documents", "proofreading", "shelf", "frozen", "inspection",
    "surveying", "calling", "assembly", "vscode", "editors", "editing", "choosing", "interview",
    "attaching", "keeping", "seances", "figures", "yearly", "durations", "proving", "audit",
    "closing", "consenting", "agenda", "backup", "destroying", "disorder", "portability",
    "handover", "rescue_sheet", "demo", "steps", "keyboard", "prompting", "console", "preview",
    "cli", "__main__",
)  # fmt: skip
"""From the bottom up; a module imports from its own room and those before it."""

HOMES = {
    "ruamel": {"notes/building.py", "notes/reading.py", "notes/spans.py"},
    "jsonschema_rs": {"notes/completeness.py", "notes/schema_check.py"},
    "jinja2": {"documents/rendering.py", "documents/vocabulary.py"},
    "typst": {"documents/typesetting.py"},
    "cryptography": {"sealing/primitives.py"},
    "mnemonic": {"keys/words.py"},
    "keyring": {"keys/keystore.py"},
    "filelock": {"storage/files.py"},
    "prompt_toolkit": {
        "cli/asking_rich.py",
        "cli/picking_screen.py",
        "cli/text_editor.py",
        "prompting.py",
    },
    "platformdirs": {"storage/places.py"},
    "pyzipper": {"portability/locked.py"},
    "icalendar": {"agenda/calendar.py"},
    "pypdf": {"documents/portable.py"},
    "typer": {"console.py", "cli"},
}
"""Each outside library and the modules that may import it."""


def modules() -> dict[str, ast.Module]:
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "_data" not in path.parts
    }


def imports(tree: ast.Module) -> list[str]:
    """The dotted names that a module imports, at any depth, type-checking ones included."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a name comes from"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def room(name: str) -> str:
    return name.removesuffix(".py").split("/")[0]


def test_every_module_stands_in_a_room() -> None:
    """No file of the package is outside the plan, and no room of the plan is empty."""
    assert {room(name) for name in modules()} - {"__init__"} == set(ROOMS)


def test_the_plan_draws_each_room_once_in_order() -> None:
    """The table of docs/architecture.md names every room, from the bottom up."""
    plan = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in plan.splitlines() if line.startswith("| `")]
    drawn = [name.strip(" `/") for row in rows for name in row.split(",")]
    assert drawn == [name for name in ROOMS if name != "__main__"]


def test_imports_run_downhill() -> None:
    """A module imports only from its own room and from rooms below it."""
    seen = 0
    for name, tree in modules().items():
        if name == "__init__.py":
            continue
        for imported in imports(tree):
            parts = imported.split(".")
            if parts[0] != "bilantool" or len(parts) == 1 or parts[1] not in ROOMS:
                continue
            seen += 1
            assert ROOMS.index(parts[1]) <= ROOMS.index(room(name)), f"{name} imports {imported}"
    assert seen > 150


def test_each_library_has_one_home() -> None:
    """An outside library is imported by the module that owns it and by no other."""
    found: dict[str, set[str]] = {library: set() for library in HOMES}
    for name, tree in modules().items():
        for imported in imports(tree):
            library = imported.split(".")[0]
            if library in HOMES:
                found[library].add(name)
    for library, where in found.items():
        assert where, f"nobody imports {library}: is it still needed?"
        for name in where:
            assert any(name == home or name.startswith(f"{home}/") for home in HOMES[library]), (
                f"{name} imports {library}"
            )
