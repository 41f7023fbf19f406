"""What VS Code needs to complete and to check notes, and what it must not do with them.

`edit` opens it without any extension, since one may send what it reads to its maker. Completion
comes from one extension, `ALLOWED`: whoever wants it installs it alone in a folder of ours, and
VS Code is then given that folder in place of all the others. Its settings shut what it would ask
of the network: lists of schemas, telemetry. Not tried with a real VS Code: what these options
and settings do is taken from its documentation and from the extension's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bilantool.errors import EnvironmentFault, UsageFault
from bilantool.notes.editor import editor_schema
from bilantool.notes.trame import NoteSpec
from bilantool.storage import files, places

ALLOWED = "redhat.vscode-yaml"

SETTINGS: Mapping[str, Any] = {
    "files.hotExit": "off",
    "files.autoSave": "off",
    "workbench.localHistory.enabled": False,
    "workbench.startupEditor": "none",
    "workbench.enableExperiments": False,
    "window.restoreWindows": "none",
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.autoUpdate": False,
    "security.workspace.trust.enabled": False,
    "chat.disableAIFeatures": True,
    "editor.inlineSuggest.enabled": False,
    "editor.tabSize": 2,
    "editor.insertSpaces": True,
    "editor.wordWrap": "on",
}
"""For a window on one note: it keeps nothing, and asks nobody."""

YAML: Mapping[str, Any] = {
    "redhat.telemetry.enabled": False,
    "yaml.schemaStore.enable": False,
    "yaml.kubernetesCRDStore.enable": False,
    "yaml.extension.recommendations": False,
    "yaml.validate": True,
    "yaml.completion": True,
    "yaml.hover": True,
    # It would write a note's text again in its own way.
    "yaml.format.enable": False,
    "[yaml]": {"editor.formatOnType": False, "editor.quickSuggestions": {"strings": True}},
}
"""For the extension: completion and checks from our own schemas, and no request to anybody."""

_OURS = ("extensions.json", ".obsolete")


def extensions(env: Mapping[str, str]) -> Path:
    """Where the one extension is installed, if it is: `BILANTOOL_VSCODE` or the data folder."""
    return places.vscode(env) / "extensions"


def prepare(env: Mapping[str, str]) -> Path:
    """The folder of the one extension, made ready to receive it."""
    folder = extensions(env)
    files.private_folder(folder.parent)
    files.private_folder(folder)
    return folder


def installed(env: Mapping[str, str]) -> bool:
    """Whether the one extension is there.

    Raises EnvironmentFault when another one is there too: it would see the notes.
    """
    folder = extensions(env)
    if not folder.is_dir():
        return False
    names = [path.name for path in folder.iterdir() if path.name not in _OURS]
    others = [name for name in names if not name.lower().startswith(f"{ALLOWED}-")]
    if others:
        raise EnvironmentFault(
            f"une autre extension que {ALLOWED} est dans {files.quoted(folder)} : elle verrait vos "
            "notes",
            hint="supprimez-la, ou supprimez ce dossier pour écrire sans extension",
        )
    return bool(names)


def arguments(env: Mapping[str, str]) -> tuple[str, ...]:
    """What tells VS Code which extensions to load: none, or the one of our folder alone."""
    if installed(env):
        return ("--extensions-dir", str(extensions(env)))
    return ("--disable-extensions",)


def write_workspace(folder: Path, notes: Iterable[NoteSpec], cabinet: Path | None) -> Path:
    """Settings and schemas for texts that are written in `folder`; the settings' path.

    A file is checked by the schema of the note that it is named after, as `edit` names it:
    `preliminaire-demande.yaml`. UsageFault inside the cabinet, where git would take readable
    texts, and where other settings are already.
    """
    if cabinet is not None and files.lies_in(folder, cabinet):
        raise UsageFault(
            "ce dossier est versionné avec le cabinet : des textes lisibles y partiraient dans git",
            hint="choisissez un dossier hors du cabinet",
        )
    inner = folder / ".vscode"
    settings = inner / "settings.json"
    schemas = {spec.name.replace("/", "-"): editor_schema(spec) for spec in notes}
    mapped = {f".vscode/schemas/{stem}.json": f"{stem}.yaml" for stem in schemas}
    wanted = _json({**YAML, "yaml.schemas": mapped, "telemetry.telemetryLevel": "off"})
    if settings.exists() and files.read_bounded(settings, 1 << 20) != wanted:
        raise UsageFault(
            f"il y a déjà d'autres réglages dans {files.quoted(settings)}",
            hint="choisissez un dossier neuf, ou ôtez d'abord ce fichier",
        )
    for each in (folder, inner, inner / "schemas"):
        if not each.is_dir():
            files.private_folder(each)
    for stem, schema in schemas.items():
        files.write_atomically(inner / "schemas" / f"{stem}.json", _json(schema))
    advice = {"recommendations": [ALLOWED]}
    files.write_atomically(inner / "extensions.json", _json(advice))
    files.write_atomically(settings, wanted)
    return settings


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
