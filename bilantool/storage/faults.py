"""What the system's refusals are called in French, with what to do about them."""

from __future__ import annotations

import errno
from pathlib import Path

from bilantool.errors import EnvironmentFault

_CAUSES = {
    errno.ENOSPC: ("le disque est plein", "libérez de la place, puis recommencez"),
    errno.EDQUOT: ("votre quota est atteint", "libérez de la place, puis recommencez"),
    errno.EFBIG: ("le fichier est trop grand pour ce disque", "choisissez un autre disque"),
    errno.EROFS: ("ce disque est en lecture seule", "choisissez un autre emplacement"),
    errno.EACCES: ("l’accès est refusé", "vérifiez vos droits sur ce dossier"),
    errno.EPERM: ("l’accès est refusé", "vérifiez vos droits sur ce dossier"),
    errno.ENOENT: ("le dossier est introuvable", "vérifiez le chemin"),
    errno.ENOTDIR: ("un fichier occupe la place d’un dossier", "vérifiez le chemin"),
    errno.EISDIR: (
        "un dossier occupe la place du fichier",
        "déplacez ce dossier, puis recommencez",
    ),
    errno.EEXIST: ("la place est déjà prise", "choisissez un autre emplacement"),
    errno.ENOTEMPTY: ("la place est déjà prise", "choisissez un autre emplacement"),
    errno.ENAMETOOLONG: ("le chemin est trop long", "rapprochez le dossier de la racine du disque"),
    errno.EIO: ("le disque ne répond pas", "vérifiez le disque ou son branchement"),
}


class InUse(EnvironmentFault):
    """A file that another program holds open, which Windows then lets nobody replace."""


def quoted(path: Path | str) -> str:
    """The path in French quotes, with control characters replaced: a terminal obeys those."""
    text = "".join(char if char.isprintable() else "\ufffd" for char in str(path))
    return f"«\u00a0{text}\u00a0»"


def fault(error: OSError, action: str, path: Path) -> EnvironmentFault:
    """The fault to raise for `error`; `action` continues « impossible… »: `"d’écrire"`."""
    unknown = (
        f"le système signale l’erreur {error.errno}" if error.errno else "le système a refusé",
        "vérifiez le disque et le dossier",
    )
    cause, hint = _CAUSES.get(error.errno or 0, unknown)
    return EnvironmentFault(f"impossible {action} {quoted(path)}\u00a0: {cause}", hint=hint)


def in_use(path: Path) -> InUse:
    """The fault of a file that is open elsewhere."""
    return InUse(
        f"{quoted(path)} est ouvert dans un autre programme",
        hint="fermez-le, dans Word par exemple, puis recommencez",
    )
