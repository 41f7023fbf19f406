"""Paths made from names that may be hostile: a reference, a note, a file of the cabinet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bilantool.errors import DataFault
from bilantool.storage.faults import quoted

# Names that Windows keeps for devices, whatever their extension: a cabinet moves between systems.
_DEVICES = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{kind}{digit}" for kind in ("com", "lpt") for digit in range(10)),
    ]
)


def inside(root: Path, *parts: str) -> Path:
    """`root` joined with relative `parts` (each may hold `/`), proven not to leave it.

    Refused with a DataFault: `..`, absolute paths, drive letters and alternate streams,
    backslashes, control characters, Windows device names, and links that lead out of `root`.
    """
    names = [name for part in parts for name in part.split("/")]
    if not all(_plain(name) for name in names):
        raise DataFault(
            f"un chemin demandé n’est pas un nom simple dans {quoted(root)}",
            hint="n’utilisez ni «\u00a0..\u00a0», ni chemin absolu, ni caractère spécial",
        )
    candidate = root.joinpath(*names)
    try:
        held = candidate.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a loop of links is a RuntimeError before Python 3.13
        held = False
    if not held:
        steps = (root.joinpath(*names[:end]) for end in range(1, len(names) + 1))
        link = next((each for each in steps if each.is_symlink()), candidate)
        raise DataFault(
            f"{quoted(link)} est un lien qui fait sortir du dossier {quoted(root)}",
            hint="supprimez ce lien, ou remplacez-le par ce qu’il montre",
        )
    return candidate


def lies_in(path: Path, folder: Path, same: Callable[[Path, Path], bool] = Path.samefile) -> bool:
    """Whether `path`, which may not exist yet, is `folder` or below it.

    One folder has several names where a system ignores case or accents' spelling, mounts a disk
    twice or gives a network drive a letter: each parent that exists is compared by what it is
    (`same`), not by its name alone.
    """
    place, around = path.resolve(), folder.resolve()
    if place.is_relative_to(around):
        return True
    for each in (place, *place.parents):
        try:
            if same(each, around):
                return True
        except OSError:  # not there yet, or not for us to look at: its parents tell
            continue
    return False


def _plain(name: str) -> bool:
    """Whether `name` is one path component on every system."""
    if name in ("", ".", "..") or not name.isprintable() or name[-1] in ". ":
        return False
    device = name.split(".", 1)[0].rstrip().casefold() in _DEVICES
    return not device and not set(name) & set('\\:"<>|?*')
