"""Which documents the state of a dossier calls for, and why the others are left.

What is due at which moment is data of the trame; here it is compared with one inspection.
A document whose notes are begun is called even if something is missing from them: that it
cannot be made yet is then for `assembly` to say, with what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bilantool import frozen
from bilantool.documents import particulars
from bilantool.errors import UsageFault
from bilantool.french import listing
from bilantool.inspection import Inspection
from bilantool.notes.papers import FORMATS, DocumentSpec

BLANK = "à remplir à la main"
ON_REQUEST = "se demande par son nom"

_BEFORE: Mapping[str, str] = {
    "avant": "la première séance n’est pas tenue",
    "preliminaire": "le bilan n’en est qu’à la phase préliminaire",
    "investigation": "le bilan n’en est qu’à la phase d’investigation",
    "conclusions": "le bilan n’est pas clos",
}
_AFTER: Mapping[str, str] = {
    "preliminaire": "la première séance est tenue",
    "investigation": "la phase préliminaire est passée",
    "conclusions": "la phase d’investigation est passée",
    "fin": "le bilan est clos",
}
_ORDER = ("avant", "preliminaire", "investigation", "conclusions", "fin")


@dataclass(frozen=True, slots=True)
class Left:
    """A document that is not made now.

    `reason` is a clause in French, without a capital or a stop. `on_request`: nothing is
    against it, it waits to be asked for by its name.
    """

    document: DocumentSpec
    reason: str
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class Calling:
    """The documents of a trame, in its order: those that are due, and those that are left."""

    called: tuple[DocumentSpec, ...]
    left: tuple[Left, ...]


def sort(seen: Inspection, formats: Sequence[str] = ()) -> Calling:
    """Sort the documents of the trame by what this inspection shows of the dossier.

    With `formats`, those that do not come in all of them are left. UsageFault for a format that
    no document has.
    """
    strange = [each for each in formats if each not in FORMATS]
    if strange:
        raise UsageFault(
            f"aucun document ne se produit en {listing(strange, 'ou')}",
            hint=f"les formats possibles : {', '.join(FORMATS)}",
        )
    called, left = [], []
    for document in seen.trame.documents.values():
        found = _left(seen, document)
        other = [each for each in formats if each not in document.formats]
        if found is None and other:
            found = Left(document, f"ne se produit pas en {listing(other, 'ou')}")
        if found is None:
            called.append(document)
        else:
            left.append(found)
    return Calling(tuple(called), tuple(left))


def moment(seen: Inspection) -> str:
    """Where the dossier stands, one of `papers.MOMENTS`."""
    if seen.bilan.interrupted:
        return "interruption"
    if seen.bilan.closed_on is not None:
        return "fin"
    if seen.bilan.begun_on is None:
        return "avant"
    return "conclusions" if seen.phase == "suivi" else seen.phase


def foreign(seen: Inspection, document: DocumentSpec) -> str:
    """Why a document of another kind of act is not one of this dossier; "" when it is."""
    act = seen.bilan.act
    if not document.acts or not act or act in document.acts:
        return ""
    schema: Mapping[str, Any] = seen.trame.notes["cadre/convention"].schema
    label = schema["properties"]["acte"].get("x-libelles", {}).get(act, act)
    return f"l’acte de ce dossier est {'un' if label.startswith('contrat') else 'une'} {label}"


def items(seen: Inspection, document: DocumentSpec, *, pending: bool = False) -> list[str | None]:
    """The ids that a document is built for, one each; a plain document is built once (None).

    With `pending`, without those whose copy is already handed over.
    """
    if not document.for_each:
        return [None]
    for name in document.notes:
        entries = seen.bilan.note(name).get(document.for_each)
        if isinstance(entries, list):
            return [
                str(entry.get("id", number))
                for number, entry in enumerate(entries, 1)
                if not (pending and document.handed and entry.get(document.handed))
            ]
    return []


def destroyed(seen: Inspection, document: DocumentSpec) -> str:
    """Why a document whose class or notes are gone cannot be made; "" when they are not."""
    gone = seen.within(document).destroyed
    if gone:
        classes = dict.fromkeys(seen.notes[name].spec.classe for name in gone)
        titles = [seen.trame.classes[each].title.lower() for each in classes]
        return f"fait de ce qui est détruit ({listing(titles)})"
    if any(note.destroyed and note.spec.classe == document.classe for note in seen.notes.values()):
        return f"détruit ({seen.trame.classes[document.classe].title.lower()})"
    return ""


def _left(seen: Inspection, document: DocumentSpec) -> Left | None:
    """Why this document is not due; what can never change comes before what may."""
    if document.command:
        return Left(document, f"se produit avec « bilantool {document.command} »", on_request=True)
    if frozen.of(seen.notes[frozen.NOTE].judged.values, document):
        # Its exact bytes are given back, whatever became of the notes that it was made of.
        reason = _untimely(moment(seen), document)
        return Left(document, reason) if reason else None
    reason = foreign(seen, document) or destroyed(seen, document)
    if reason:
        return Left(document, reason)
    if document.blank:
        return Left(document, BLANK, on_request=True)
    if document.moments == ():
        return Left(document, ON_REQUEST, on_request=True)
    needless = _needless(seen, document)
    # Of two models of an act, one is not that of this person, at any moment.
    reason = needless if document.acts else ""
    reason = reason or _untimely(moment(seen), document) or needless
    reason = reason or _unbegun(seen, document) or _nothing_to_tell(seen, document)
    return Left(document, reason) if reason else None


def _untimely(now: str, document: DocumentSpec) -> str:
    due = document.moments
    if due is None or now in due:
        return ""
    if now == "interruption":
        return "le bilan est interrompu"
    ahead = [each for each in due if each in _ORDER]
    if not ahead:
        return "le bilan n’est pas interrompu"
    later = [each for each in ahead if _ORDER.index(each) > _ORDER.index(now)]
    if later:
        return _BEFORE["conclusions"] if later == ["fin"] else _BEFORE[now]
    last = max(map(_ORDER.index, ahead))
    return _AFTER[_ORDER[last + 1]]


def _needless(seen: Inspection, document: DocumentSpec) -> str:
    found = particulars.needless(seen.bilan, document)
    return found[0] if found else ""


def _nothing_to_tell(seen: Inspection, document: DocumentSpec) -> str:
    """Why a document made for each entry of a list has no copy to make."""
    if any(seen.notes[name].fault for name in document.notes):
        return ""
    if not items(seen, document):
        return "la note n’en appelle aucun"
    if not items(seen, document, pending=True):
        return "tous sont remis"
    return ""


def _unbegun(seen: Inspection, document: DocumentSpec) -> str:
    """Which of its notes are still to be begun; a note that cannot be read is no reason."""
    waiting = [
        f"« {note.spec.title} »"
        for name in document.notes
        if not ((note := seen.notes[name]).judged.begun or note.fault)
    ]
    if not waiting:
        return ""
    are = "la note {} reste" if len(waiting) == 1 else "les notes {} restent"
    return f"{are.format(listing(waiting))} à commencer"
