"""Where copies of a folder may lie that nothing here reaches: online services, repositories."""

from __future__ import annotations

from pathlib import Path

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
    """Whether the place lies in a git repository, whosever it is."""
    place = path.resolve()
    return any((folder / ".git").exists() for folder in (place, *place.parents))
