"""Where copies of a folder may lie that nothing here reaches: online services, repositories."""

from __future__ import annotations

from pathlib import Path

from bilantool.errors import EnvironmentFault
from bilantool.storage import git

_SERVICES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud": "pCloud",
    "kdrive": "kDrive",
    "megasync": "MEGA",
    "box sync": "Box",
    "syncthing": "Syncthing",
}


def service(path: Path) -> str:
    """The online service that seems to copy this place, by its usual names; "" for none."""
    folded = str(path.resolve()).casefold()
    return next((name for word, name in _SERVICES.items() if word in folded), "")


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
