"""Which signatures have their paper: only asked of a dossier that keeps such papers here.

A cabinet that keeps its signed sheets in a binder is not told at each session that no scan is
there. Once one is, a signature without its own is more likely forgotten than meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bilantool import french
from bilantool.bilan import Bilan, day_of, entries_of, group_of
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, practice

CONVENTION = "cadre/convention"
CONSENTEMENTS = "cadre/consentements"
SEANCES = "cadre/seances"
RESTITUTION = "conclusions/restitution"


@practice(
    "BP111",
    "Une pièce par signature",
    needs=(),
    explanation=(
        "Convention, consentements, émargements, accusé de remise : ce qui a été signé se "
        "retrouve au contrôle. Dès qu’une pièce est jointe au dossier, les signatures qui n’ont "
        "pas la leur sont comptées, une fois par note. Une commande passée sur une plateforme n’a "
        "rien à joindre, et un dossier sans aucune pièce garde ses papiers ailleurs : rien n’est "
        "dit."
    ),
    remedy="joindre le papier signé\u00a0: bilantool attach --note convention",
)
def piece_par_signature(bilan: Bilan) -> Iterator[Breach]:
    """A note with signatures whose paper is not attached, while the dossier has attachments."""
    if _keeps_papers(bilan):
        yield from _missing(bilan)


def _keeps_papers(bilan: Bilan) -> bool:
    """Whether some note cites an attachment that somebody attached: not a document as handed over,
    which a command seals."""
    return any(
        entry.get("piece")
        for note in bilan.notes
        for entry in _groups(bilan.note(note))
        if "empreinte" not in entry or "document" not in entry
    )


def _groups(value: object) -> Iterator[Mapping[str, Any]]:
    """Every group of fields in a note, itself included."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _groups(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _groups(inner)


def _missing(bilan: Bilan) -> Iterator[Breach]:
    convention = bilan.note(CONVENTION)
    signed = any(day_of(day) for day in group_of(convention.get("signatures")).values())
    if signed and not bilan.act.startswith("commande_") and not convention.get("piece"):
        yield Breach(CONVENTION, ("signatures",), "l’acte signé n’est pas joint au dossier")
    consents = [
        index
        for index, entry in entries_of(bilan.note(CONSENTEMENTS).get("entrees"))
        if day_of(entry.get("le")) and entry.get("decision") == "donne" and not entry.get("piece")
    ]
    if consents:
        count = french.counted(len(consents), "consentement donné", "consentements donnés")
        path: KeyPath = ("entrees", consents[0], "piece")
        yield Breach(CONSENTEMENTS, path, f"{count} sans pièce jointe")
    listed = dict(entries_of(bilan.note(SEANCES).get("seances")))
    sessions = [
        session.index
        for session in bilan.sessions
        if session.held and not session.personal and not listed[session.index].get("piece")
    ]
    if sessions:
        count = french.counted(len(sessions), "séance tenue", "séances tenues")
        yield Breach(SEANCES, ("seances", sessions[0], "piece"), f"{count} sans pièce jointe")
    handed = group_of(bilan.note(RESTITUTION).get("synthese"))
    if day_of(handed.get("accuse_le")) and not handed.get("piece"):
        said = "l’accusé de remise de la synthèse n’est pas joint au dossier"
        yield Breach(RESTITUTION, ("synthese", "accuse_le"), said)
