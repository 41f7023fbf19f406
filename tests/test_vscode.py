"""VS Code: none of its extensions, or the one that completes YAML, alone and silent.

No real VS Code is started here: a program that takes its name says what it was given.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bilantool import vscode
from bilantool.errors import EnvironmentFault

posix = pytest.mark.skipif(os.name != "posix", reason="runs a shell script")


def folder(terminal: Any) -> Path:
    return Path(terminal.environ["BILANTOOL_VSCODE"]) / "extensions"


def code(terminal: Any) -> Path:
    """A `code` that writes down its arguments and the settings that it would read."""
    path: Path = terminal.home / "bin" / "code"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "#!/bin/sh\nfor a; do echo \"$a\"; done > \"$HOME/vu\"\n"
        'while [ "$1" != --user-data-dir ]; do shift; done\n'
        'cp "$2/User/settings.json" "$HOME/reglages"\n'
        'for f; do :; done; echo "besoins: [un essai]" > "$f"\n'
    )  # fmt: skip
    path.chmod(0o700)
    return path


@posix
class TestEdit:
    def test_no_extension_by_default(self, cabinet: Any) -> None:
        """Nothing of what is installed sees a note, and nothing is left on."""
        assert cabinet("edit", "2026-001", "demande", EDITOR=str(code(cabinet))).code == 0
        seen = (cabinet.home / "vu").read_text().splitlines()
        assert "--disable-extensions" in seen
        assert "--extensions-dir" not in seen
        assert json.loads((cabinet.home / "reglages").read_text())["files.hotExit"] == "off"

    def test_the_one_extension_once_installed(self, cabinet: Any) -> None:
        """It is loaded from our folder alone, and may ask the network for nothing."""
        assert cabinet("schema", "--vscode").code == 0
        (folder(cabinet) / "redhat.vscode-yaml-1.18.0").mkdir()
        (folder(cabinet) / "extensions.json").write_text("[]")
        assert cabinet("edit", "2026-001", "demande", EDITOR=str(code(cabinet))).code == 0
        seen = (cabinet.home / "vu").read_text().splitlines()
        assert seen[seen.index("--extensions-dir") + 1] == str(folder(cabinet))
        assert "--disable-extensions" not in seen
        settings = json.loads((cabinet.home / "reglages").read_text())
        for name in ("redhat.telemetry.enabled", "yaml.schemaStore.enable",
                     "yaml.kubernetesCRDStore.enable", "yaml.format.enable"):  # fmt: skip
            assert settings[name] is False
        assert settings["telemetry.telemetryLevel"] == "off"

    def test_another_extension_is_refused(self, cabinet: Any) -> None:
        """It would see the notes: VS Code is not even started."""
        assert cabinet("schema", "--vscode").code == 0
        for name in ("redhat.vscode-yaml-1.18.0", "curieux.assistant-2.0.0"):
            (folder(cabinet) / name).mkdir()
        result = cabinet("edit", "2026-001", "demande", EDITOR=str(code(cabinet)))
        assert result.code == 5
        assert "une autre extension" in result.err
        assert not (cabinet.home / "vu").exists()
        with pytest.raises(EnvironmentFault):
            vscode.installed(cabinet.environ)

    def test_a_name_that_resembles_is_another(self, cabinet: Any) -> None:
        vscode.prepare(cabinet.environ)
        (folder(cabinet) / "redhat.vscode-yaml2-1.0.0").mkdir()
        with pytest.raises(EnvironmentFault):
            vscode.arguments(cabinet.environ)


def test_prepared_and_ready(cabinet: Any) -> None:
    """The command to type is shown; once it was, that all is ready."""
    first = cabinet("schema", "--vscode")
    assert f'--extensions-dir "{folder(cabinet)}" --install-extension' in first.out
    (folder(cabinet) / "redhat.vscode-yaml-1.18.0-linux-x64").mkdir()
    assert "VS Code est prêt" in cabinet("champs", "--vscode").out


def test_a_folder_of_ones_own(cabinet: Any) -> None:
    """Each note's schema, by the name that its text has in `edit`."""
    where = cabinet.cwd.parent / "textes"
    assert cabinet("schema", "--vscode", "--output", str(where)).code == 0
    settings = json.loads((where / ".vscode" / "settings.json").read_text("utf-8"))
    mapped = settings["yaml.schemas"]
    assert len(mapped) == 18
    for schema, name in mapped.items():
        shape = json.loads((where / schema).read_text("utf-8"))
        assert shape["properties"]
        assert Path(schema).stem == Path(name).stem
    assert ".vscode/schemas/preliminaire-demande.json" in mapped
    assert cabinet("schema", "--vscode", "--output", str(where)).code == 0  # the same again
    (where / ".vscode" / "settings.json").write_text("{}")
    assert cabinet("schema", "--vscode", "--output", str(where)).code == 2
    assert (where / ".vscode" / "settings.json").read_text() == "{}"


def test_not_in_the_cabinet(cabinet: Any) -> None:
    """Readable texts would be committed with it."""
    assert cabinet("schema", "--vscode", "--output", "textes").code == 2
    assert not (cabinet.cwd / "textes").exists()
