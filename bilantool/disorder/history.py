"""What git left in the middle: two versions of a note, a merge, locks, a history that is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bilantool.backup import mending
from bilantool.cabinet.cabinet import DOSSIERS, Cabinet, Dossier
from bilantool.disorder.disorder import Disorder
from bilantool.errors import EnvironmentFault, UsageFault
from bilantool.keys.trousseau import Trousseau
from bilantool.sealing import envelope
from bilantool.storage import files, git
from bilantool.storage.shell import word

_GO_ON = {  # without the editor that git would open on a message
    "une fusion": "git commit --no-edit",
    "un rebasage": "git -c core.editor=true rebase --continue",
    "un report de commit": "git -c core.editor=true cherry-pick --continue",
    "une annulation de commit": "git -c core.editor=true revert --continue",
}


def found(
    cabinet: Cabinet, trousseau: Trousseau, references: Collection[str] = ()
) -> Iterator[Disorder]:
    """What is out of order in the cabinet's history; of notes with two versions, those of these
    dossiers alone, where some are named."""
    lost = mending.lost(cabinet, trousseau)
    if lost is not None:
        yield Disorder.of(lost)
        return
    try:
        repository = git.Repository.at(cabinet.root)
        if repository is None:
            return
        for fault in (git.held(cabinet.root), git.copied(cabinet.root)):
            if fault is not None:
                yield Disorder.of(fault)
        two = repository.unmerged()
        under_way = repository.unfinished() or ""
        adrift = not under_way and repository.adrift()
    except EnvironmentFault as fault:
        yield Disorder.of(fault)
        return
    if under_way or two:
        yield _begun(under_way, len(two))
    if adrift:
        yield Disorder(
            "git montre un ancien enregistrement, hors de toute branche : ce qui s’écrit ici "
            "n’irait pas avec le reste",
            (
                "si rien n’a été écrit ici, revenez : git switch -",
                "sinon, gardez-le avant de revenir : git branch reprise",
            ),
            1,
        )
    for name in two:
        each = _two(name)
        if not references or each.reference in references:
            yield each


def of_notes(cabinet: Cabinet, reference: str, notes: Collection[str]) -> Iterator[Disorder]:
    """What to know of those of these notes of which git holds two versions."""
    try:
        repository = git.Repository.at(cabinet.root)
        two = repository.unmerged() if repository else ()
    except EnvironmentFault:
        return  # `status` says so
    for each in map(_two, two):
        if each.reference == reference and each.note in notes:
            yield each


def other_version(cabinet: Cabinet, dossier: Dossier, note: str) -> bytes:
    """The sealed note as the other side of what git has under way has it.

    Raises UsageFault where git holds one version only, or the other side removed the note.
    """
    repository = git.Repository.at(cabinet.root)
    path = dossier.note_path(note)
    found = repository.other_version(path, envelope.NOTE_LIMIT) if repository else None
    if found is None:
        raise UsageFault(
            f"git n’a pas d’autre version de la note {note}",
            hint="ce qui est en cours, et ce qui a deux versions : bilantool status",
        )
    return found


def _begun(under_way: str, two: int) -> Disorder:
    what = under_way or "une reprise de modifications mises de côté"
    end = _GO_ON.get(under_way, "")
    steps = [f"terminez-la : {end}"] if end else []
    said = ""
    if two:
        several = "fichiers ont" if two > 1 else "fichier a"
        said = f" : {two} {several} deux versions, et une seule est montrée"
        steps = ["choisissez pour chacun, comme dit plus loin", *steps]
    elif under_way:  # a rebase does not go on past what was saved meanwhile
        steps = [f"ajoutez ce qui a été écrit depuis : git add {DOSSIERS}", *steps]
    return Disorder(
        f"{what} est en cours dans git{said}", tuple(steps) or ("terminez-la avec git",), code=1
    )


def _two(name: str) -> Disorder:
    """A file with two versions, by what shows the other one and what keeps either."""
    parts, path = name.split("/"), word(name)
    keep = f"pour garder celle du dossier : git add {path}"
    within = len(parts) > 2 and parts[0] == DOSSIERS
    if not (within and len(parts) == 4 and name.endswith(".yaml")):
        other = f"pour garder l’autre : git checkout --theirs {path}, puis git add {path}"
        found = f"{files.quoted(name)} a deux versions dans git"
        return Disorder(found, (keep, other), 1, parts[1] if within else "")
    reference, note = parts[1], f"{parts[2]}/{parts[3].removesuffix('.yaml')}"
    short = parts[3].removesuffix(".yaml")
    return Disorder(
        f"{reference}, {short} : la note a une autre version dans git, qui n’est pas montrée",
        (
            f"pour la lire : bilantool show {reference} {short} --other",
            keep,
            f"pour garder l’autre : bilantool edit {reference} {short} --other, puis git add "
            f"{path}",
        ),
        1,
        reference,
        note,
    )
