"""Where copies of a folder may lie that nothing here reaches: online services, repositories."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from bilantool.errors import EnvironmentFault
from bilantool.storage import git
from bilantool.storage.paths import lies_in

_SERVICES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "mon drive": "Google Drive",
    "proton drive": "Proton Drive",
    "protondrive": "Proton Drive",
    "seafile": "Seafile",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud": "pCloud",
    "kdrive": "kDrive",
    "megasync": "MEGA",
    "box sync": "Box",
    "syncthing": "Syncthing",
}


_ICLOUD = ("Library", "Mobile Documents", "com~apple~CloudDocs")
_MOVED = ("Desktop", "Documents")
"""What macOS moves into iCloud on request: the names below the home folder stay usable."""


def service(path: Path, env: Mapping[str, str] = os.environ) -> str:
    """The online service that seems to copy this place; "" for none.

    By its usual names, by what Windows says of OneDrive, and by what macOS leaves where the desktop
    and the documents are in iCloud.
    """
    place = path.resolve()
    folded = str(place).casefold()
    for word, name in _SERVICES.items():
        if word in folded:
            return name
    roots = [env[name] for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
             if env.get(name)]  # fmt: skip
    if any(lies_in(place, Path(root)) for root in roots):
        return "OneDrive"
    home = Path.home()
    for name in _MOVED:
        if lies_in(place, home / name) and home.joinpath(*_ICLOUD, name).exists():
            return "iCloud"
    return ""


def versioned(path: Path) -> bool:
    """Whether a git repository around the place, whosever it is, holds it in its history or would
    take it at the next commit of everything; where git cannot be asked, it is said to."""
    place = path.resolve()
    top = next((each for each in (place, *place.parents) if (each / ".git").exists()), None)
    if top is None:
        return False
    try:
        repository = git.Repository.at(top)
    except EnvironmentFault:
        return True
    return repository is None or not repository.is_ignored(place) or repository.remembers(place)
