"""Documents as they were handed over: sealed byte for byte, cited by `conclusions/synthese`.

They lie under the class of that note, so that they last as long as an agreement lets them, and
no longer. Once the working papers are destroyed nothing could make them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from bilantool.bilan import Bilan, day_of, entries_of, group_of, word_of
from bilantool.cabinet import pieces
from bilantool.cabinet.vault import OpenDossier
from bilantool.documents import delivery
from bilantool.documents.delivery import Delivered
from bilantool.errors import BilantoolError, DataFault, Refusal
from bilantool.findings import Finding, Severity
from bilantool.french import listing, short_date
from bilantool.notes import kinds, reading
from bilantool.notes import schema as schemas
from bilantool.notes.completeness import Judged
from bilantool.notes.normal import normal
from bilantool.notes.papers import DocumentSpec
from bilantool.notes.sentences import sentence
from bilantool.notes.trame import Trame

NOTE = "conclusions/synthese"
RESTITUTION = "conclusions/restitution"
SYNTHESE = "synthese"
"""The document whose hand-over closes the conclusions."""

_STEM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Frozen:
    """One entry of `figes`: `document` is the name of its file without its ending, `digest` the
    SHA-256 of its bytes, `index` its place in the list of the note."""

    index: int
    document: str
    format: str
    day: date
    digest: str
    piece: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A hand-over of the synthèse that a command recorded: `digest` is of the exact document."""

    day: date
    mode: str
    digest: str


def listed(values: Mapping[str, Any]) -> tuple[Frozen, ...]:
    """Every frozen document that `conclusions/synthese` cites, the older ones first."""
    found = []
    for index, entry in entries_of(values.get("figes")):
        day = day_of(entry.get("le"))
        stem, digest = word_of(entry.get("document")), word_of(entry.get("empreinte"))
        if day and _STEM.fullmatch(stem) and _DIGEST.fullmatch(digest):
            kind, piece = word_of(entry.get("format")), word_of(entry.get("piece"))
            found.append(Frozen(index, stem, kind, day, digest, piece))
    return tuple(found)


def of(values: Mapping[str, Any], document: DocumentSpec) -> tuple[Frozen, ...]:
    """What was frozen last of a document; of one made for each entry, of each of them."""
    last = {each.document: each for each in listed(values)}
    return tuple(each for stem, each in last.items() if _is(stem, document))


def _is(stem: str, document: DocumentSpec) -> bool:
    if document.for_each:
        return stem.startswith(f"{document.name}-")
    return stem == document.name


def fetch(opened: OpenDossier, each: Frozen) -> bytes:
    """The very bytes that were handed over.

    Raises DataFault where they are not those that the note tells, and as `pieces.fetch`.
    """
    data = pieces.fetch(opened, each.piece, classe=opened.classe(NOTE)).piece.data
    if sha256(data).hexdigest() != each.digest:
        raise DataFault(
            f"le document figé le {short_date(each.day)} n'est pas celui qui a été remis : son "
            "empreinte diffère",
            hint="reprenez la pièce et la note d'une même version du dépôt git ou d'une même "
            "sauvegarde",
        )
    return data


def given_back(
    opened: OpenDossier,
    document: DocumentSpec,
    kept: Sequence[Frozen],
    place: Path,
    formats: Sequence[str],
) -> Iterator[Delivered | Refusal]:
    """The copies of a document as they were handed over, written into `place`.

    A format that they have not is a Refusal. Raises as `fetch` and `delivery.deliver`.
    """
    for each in kept:
        if not formats or each.format in formats:
            done = delivery.deliver(place, each.document, each.format, fetch(opened, each))
            said = f"{done.path.name} est rendu tel qu'il a été remis le {short_date(each.day)}"
            yield replace(done, remarks=(f"{said}, à l'octet près",))
        other = [name for name in formats if name != each.format]
        if other:
            yield Refusal(
                f"« {document.title} » ne se produit plus en {listing(other, 'ou')} : il a été "
                f"remis en {each.format} le {short_date(each.day)}, et c'est ce fichier qui est "
                "gardé",
                hint=f"demandez-le sans --format, ou avec --format {each.format} ; un brouillon "
                "d'après les notes reste possible avec --draft",
            )


def handed(bilan: Bilan) -> Handed | None:
    """The hand-over that counts; None before `handover` recorded one."""
    note = group_of(bilan.note(RESTITUTION).get("synthese"))
    day, digest = day_of(note.get("remise_le")), word_of(note.get("empreinte"))
    if day is None or not _DIGEST.fullmatch(digest):
        return None
    return Handed(day, word_of(note.get("mode")), digest)


def superseded(bilan: Bilan, document: DocumentSpec) -> tuple[str, ...]:
    """What to say of a synthèse made from the notes after another one was handed over."""
    known = handed(bilan) if document.name == SYNTHESE else None
    if known is None:
        return ()
    return (
        f"la synthèse a été remise le {short_date(known.day)} : c'est ce document-là qui compte ; "
        "celui-ci est refait d'après les notes telles qu'elles sont maintenant",
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """A frozen document that was read again; `fault` says why it is not what was handed over."""

    frozen: Frozen
    fault: BilantoolError | None = None


def compared(opened: OpenDossier, trame: Trame) -> tuple[Compared, ...]:
    """Every frozen document of a dossier, read again; none where the note cannot be read."""
    spec = trame.notes[NOTE]
    if opened.destroyed(NOTE):
        return ()
    try:
        values = reading.read(opened.read(NOTE).text).values
    except BilantoolError:
        return ()  # `check` and `show` say why
    return tuple(_compared(opened, each) for each in listed(normal(values, spec.schema)))


def _compared(opened: OpenDossier, each: Frozen) -> Compared:
    try:
        fetch(opened, each)
    except BilantoolError as fault:
        return Compared(each, fault)
    return Compared(each)


def check(opened: OpenDossier, trame: Trame, judged: Mapping[str, Judged]) -> list[Finding]:
    """A finding for each frozen document whose bytes are not those that were handed over.

    They are read whole: there are few of them, and nothing can make them again. One that is not
    there, or not in its place, is told by `notes.references` and `shelf`.
    """
    known = judged.get(NOTE)
    if known is None or not (known.begun and known.shaped):
        return []
    return list(_altered(opened, trame, known.values))


def _altered(opened: OpenDossier, trame: Trame, values: Mapping[str, Any]) -> Iterator[Finding]:
    spec = trame.notes[NOTE]
    for each in listed(values):
        if each.piece not in opened.dossier.pieces:
            continue
        try:
            pieces.claim(opened, each.piece, classe=opened.classe(NOTE))
        except BilantoolError:
            continue
        fault = _compared(opened, each).fault
        if fault is not None:
            path = ("figes", each.index, "empreinte")
            yield Finding(
                rule=kinds.ALTERED.id,
                severity=Severity.INVALIDE,
                note=NOTE,
                path=path,
                message=sentence(spec.schema, path, f"ne se vérifie pas ({fault.message})"),
                hint=fault.hint,
                article=schemas.article(spec.schema, path),
            )
