"""The attachments of a dossier seen from its notes: what each is, and which note cites it.

`check` looks at the first lines of the cited ones only, which tells one that was exchanged or
put into another class; whether every byte is there is told by who opens it (`show`, `export`).
A dossier of a dozen scans is then checked as fast as one without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bilantool.cabinet import lagging, pieces
from bilantool.cabinet.pieces import Stored
from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import BilantoolError, DataFault, KeyFault, UsageFault
from bilantool.findings import Finding, Severity
from bilantool.notes import kinds, links, reading
from bilantool.notes import schema as schemas
from bilantool.notes.completeness import Judged
from bilantool.notes.links import Citation
from bilantool.notes.sentences import sentence
from bilantool.notes.trame import Trame
from bilantool.sealing.pieces import Piece

_IDENTIFIER = re.compile(r"[0-9a-f]{2,8}|[0-9a-f]{8}-[0-9a-f-]{0,27}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an opened attachment says of itself, without its bytes: many of them weigh a lot."""

    media: str
    date: str
    titre: str
    size: int

    @classmethod
    def of(cls, piece: Piece) -> Facts:
        return cls(piece.media, piece.date, piece.titre, len(piece.data))


@dataclass(frozen=True, slots=True)
class Filed:
    """One attachment, or why it could not be opened; `cited` are the places that cite it."""

    id: str
    classe: str
    cited: tuple[str, ...]
    facts: Facts | None = None
    fault: DataFault | KeyFault | None = None
    destroyed: bool = False


def citations(opened: OpenDossier, trame: Trame) -> tuple[Citation, ...]:
    """Every citation of an attachment by a note that can be read."""
    return tuple(_citations(opened, trame))


def _citations(opened: OpenDossier, trame: Trame) -> Iterator[Citation]:
    for name, spec in trame.notes.items():
        known = name in opened.keys.notes and links.fields(spec.schema)
        if not known or opened.destroyed(name):
            continue
        try:
            values = reading.read(opened.read(name).text).values
        except (DataFault, KeyFault):
            continue  # `check` and `show` say why
        yield from links.citations(spec, values)


def filed(opened: OpenDossier, trame: Trame) -> list[Filed]:
    """Every attachment, the oldest first; one that cannot be opened hides no other."""
    cited = citations(opened, trame)
    found = [_filed(opened, identity, cited) for identity in opened.dossier.pieces]
    return sorted(found, key=lambda each: (each.facts.date if each.facts else "", each.id))


def _filed(opened: OpenDossier, identity: str, cited: tuple[Citation, ...]) -> Filed:
    places = tuple(f"{each.note}.{each.name}" for each in cited if each.piece == identity)
    try:
        claimed = pieces.claim(opened, identity).classe
    except DataFault as fault:
        return Filed(identity, "", places, fault=fault)
    if claimed in opened.keys.tombstones:
        return Filed(identity, claimed, places, destroyed=True)
    try:
        stored = pieces.fetch(opened, identity, classe=_expected(opened, cited, identity))
    except (DataFault, KeyFault) as fault:
        return Filed(identity, claimed, places, fault=fault)
    return Filed(identity, claimed, places, Facts.of(stored.piece))


def uncited(opened: OpenDossier, trame: Trame) -> tuple[str, ...]:
    """The attachments that no note cites; those of a destroyed class are not asked about."""
    known = {each.piece for each in citations(opened, trame)}
    left = [each for each in opened.dossier.pieces if each not in known]
    return tuple(each for each in left if not pieces.destroyed(opened, each))


def find(opened: OpenDossier, trame: Trame, wanted: str) -> Stored:
    """The attachment of this id, of this beginning of an id, or that this place of a note cites.

    Raises UsageFault when there is none or several, and as `pieces.fetch`.
    """
    cited = citations(opened, trame)
    identity = identified(opened, trame, wanted)
    return pieces.fetch(opened, identity, classe=_expected(opened, cited, identity))


def identified(opened: OpenDossier, trame: Trame, wanted: str) -> str:
    """The id of the attachment that `wanted` means, as `find`; it is not opened."""
    if _IDENTIFIER.fullmatch(wanted.strip().lower()):
        return pieces.chosen(opened, wanted)
    try:
        spec, rest = links.note_of(trame, wanted)
    except UsageFault as fault:
        raise UsageFault(
            f"aucune pièce ne se trouve ainsi : {fault.message}",
            hint=f"les pièces du dossier : bilantool show {opened.reference} --pieces",
        ) from None
    values = reading.read(opened.read(spec.name).text).values
    cited = links.slot(spec, values, rest).cited
    if not cited:
        raise UsageFault(
            f"la note {spec.name} ne cite aucune pièce à cet endroit",
            hint=f"les pièces du dossier : bilantool show {opened.reference} --pieces",
        )
    if cited not in opened.dossier.pieces:
        raise DataFault(
            f"la pièce que cite la note {spec.name} n'est pas dans le dossier",
            hint="reprenez-la d'une sauvegarde ou d'une version antérieure du dépôt git",
        )
    return cited


def _expected(opened: OpenDossier, cited: Iterable[Citation], identity: str) -> str:
    """The class of the notes that cite an attachment; "" where none does.

    One that a note of the follow-up cites is kept with it, whatever working note cites it too.
    """
    found = {opened.classe(each.note) for each in cited if each.piece == identity}
    return lagging.MOVE[1] if found == {*lagging.MOVE} else min(found, default="")


def check(opened: OpenDossier, trame: Trame, judged: Mapping[str, Judged]) -> list[Finding]:
    """A finding for each cited attachment whose first lines are not those of that attachment.

    One that is not there at all is a reference that leads nowhere: see `notes.references`.
    """
    present = frozenset(opened.dossier.pieces)
    usable = {name: each.values for name, each in judged.items() if each.begun and each.shaped}
    cited = [
        citation
        for name, values in usable.items()
        for citation in links.citations(trame.notes[name], values)
        if citation.piece in present
    ]
    working, following = lagging.MOVE
    kept = {each.piece for each in cited if opened.classe(each.note) == following}
    found = []
    for citation in cited:
        classe = opened.classe(citation.note)
        if classe == working and citation.piece in kept:
            classe = following
        fault = _misfiled(opened, citation, classe)
        if fault is None:
            continue
        schema = trame.notes[citation.note].schema
        verb = f"cite une pièce qui n’est pas à sa place ({fault.message})"
        found.append(
            Finding(
                rule=kinds.MISFILED.id,
                severity=Severity.INVALIDE,
                note=citation.note,
                path=citation.path,
                message=sentence(schema, citation.path, verb),
                hint=fault.hint,
                article=schemas.article(schema, citation.path),
            )
        )
    return found


def _misfiled(opened: OpenDossier, citation: Citation, classe: str) -> BilantoolError | None:
    try:
        pieces.claim(opened, citation.piece, classe=classe)
    except BilantoolError as fault:
        return fault
    return None
