"""The hand-over from end to end: looked at first, then carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from bilantool import assembly, frozen, inspection
from bilantool.assembly import Refused, Workshop
from bilantool.bilan import group_of
from bilantool.cabinet import tombs
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.documents import delivery
from bilantool.documents.delivery import Delivered
from bilantool.errors import BilantoolError, DataFault, Refusal, UsageFault
from bilantool.french import long_date
from bilantool.frozen import NOTE, RESTITUTION, SYNTHESE
from bilantool.handover import conditions, grounds, recording
from bilantool.handover import subject as subjects
from bilantool.handover.conditions import Terms, Wish
from bilantool.handover.grounds import Ground
from bilantool.handover.recording import Exact
from bilantool.handover.subject import MADE, MEDIA, Subject
from bilantool.inspection import Inspection
from bilantool.keys import outside
from bilantool.notes.papers import DocumentSpec
from bilantool.storage import files

RECEIPT = "accuse-remise"
"""The document by which the person acknowledges what was handed over."""

_LIMIT = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Prepared:
    """A hand-over that may take place; nothing is written yet.

    `mode` is "" where nobody said it. `ground` is that of the synthèse; `beside` are the other
    documents that are kept with it. `rank` counts the hand-overs before.
    """

    seen: Inspection
    day: date
    mode: str
    again: str
    subject: Subject
    ground: Ground
    beside: tuple[Exact, ...]
    rank: int

    @property
    def acknowledged(self) -> bool:
        """Whether the note tells already that the person signed for it."""
        told = group_of(self.seen.bilan.note(RESTITUTION).get("synthese"))
        return bool(told.get("accuse_le")) and not self.again

    @property
    def digest(self) -> str:
        return sha256(self.subject.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded: the digest of the document, the names of what was frozen, and where the
    document itself was put when it had just been made."""

    digest: str
    frozen: tuple[str, ...]
    made: Path | None


def prepare(
    vault: Vault, opened: OpenDossier, shop: Workshop, wish: Wish, given: Path | None
) -> Prepared:
    """What would be handed over, when, and what would be kept of it; raises as `conditions` and
    `subject` do."""
    seen = inspection.inspect(opened, shop.trame, vault.cabinet, shop.today)
    day = conditions.require(seen, opened, wish, shop.today)
    others = vault.given() - {opened.reference}
    before = frozen.handed(seen.bilan) if wish.again else None
    subject = subjects.subject(seen, shop, given, others, before.digest if before else "")
    if before and sha256(subject.data).hexdigest() == before.digest:
        raise UsageFault(
            "ce fichier est exactement celui qui a déjà été remis : il n'y a rien à remplacer",
            hint=f"pour une nouvelle copie chiffrée : bilantool handover {opened.reference} --copy",
        )
    mode = wish.mode or ("" if wish.again else conditions.told(seen.bilan)[1])
    ground = grounds.ground(seen.bilan, SYNTHESE, shop.today)
    terms = Terms(day, mode, wish.again)
    rank = recording.rank(seen.bilan.note(RESTITUTION), terms)
    beside = tuple(_beside(seen, shop))
    return Prepared(seen, day, mode, wish.again, subject, ground, beside, rank)


def _beside(seen: Inspection, shop: Workshop) -> Iterator[Exact]:
    """The built PDFs, untouched since, that an agreement names beside the synthèse."""
    built = delivery.built(shop.cabinet.documents(seen.reference))
    last = {each.document: each.digest for each in frozen.listed(seen.bilan.note(NOTE))}
    for document in shop.trame.documents.values():
        if document.name == SYNTHESE or document.classe != shop.trame.notes[NOTE].classe:
            continue
        if not grounds.ground(seen.bilan, document.name, shop.today).kept:
            continue
        for path, ours in built.items():
            if ours and path.suffix == ".pdf" and _is_of(path.stem, document, seen):
                data = files.read_bounded(path, _LIMIT)
                exact = Exact(path.stem, document.title, "pdf", data)
                if exact.digest != last.get(path.stem):
                    yield exact


def _is_of(stem: str, document: DocumentSpec, seen: Inspection) -> bool:
    if not document.for_each:
        return stem == document.name
    items = seen.bilan.note(NOTE).get(document.for_each) or ()
    return stem in {f"{document.name}-{item.get('id')}" for item in items}


def carry_out(
    vault: Vault,
    opened: OpenDossier,
    shop: Workshop,
    prepared: Prepared,
    mode: str,
    *,
    history: bool,
    copy: Callable[[], None],
) -> Done:
    """Freeze what may be kept, make the copy, then record the hand-over.

    `copy` writes what the person is given: before the record, so that no hand-over is told that
    has nothing to hand over. Killed at any moment, the same command does what is left.
    """
    terms = Terms(prepared.day, mode, prepared.again)
    subject = prepared.subject
    title = conditions.document(shop.trame).title
    made = None
    if subject.origin == MADE:
        place = delivery.folder_for(vault.cabinet.root, shop.cabinet.documents(opened.reference))
        with outside.writing(vault.trousseau, place, "remise"):
            made = delivery.deliver(place, SYNTHESE, subject.format, subject.data).path
    exact = Exact(SYNTHESE, title, subject.format, subject.data)
    kept = (*([exact] if prepared.ground.kept else []), *prepared.beside)
    recording.freeze(vault, opened, shop.trame, kept, terms, prepared.rank, history=history)
    copy()
    recording.record(vault, opened, shop.trame, terms, prepared.digest, shop.today, history=history)
    return Done(prepared.digest, tuple(each.stem for each in kept), made)


def handed(vault: Vault, opened: OpenDossier, shop: Workshop) -> tuple[bytes, str]:
    """The document that was handed over, and its format, where it still is.

    Raises UsageFault before any hand-over, DataFault where neither a frozen document nor a file
    of the dossier's documents is that one.
    """
    tombs.require_alive(opened, RESTITUTION)
    seen = inspection.inspect(opened, shop.trame, vault.cabinet, shop.today)
    known = frozen.handed(seen.bilan)
    if known is None:
        raise UsageFault(
            f"la synthèse du dossier {opened.reference} n'est pas encore remise",
            hint=f"remettez-la : bilantool handover {opened.reference}",
        )
    values = seen.notes[NOTE].judged.values
    for each in frozen.of(values, conditions.document(shop.trame)):
        if each.digest == known.digest:
            return frozen.fetch(opened, each), each.format
    for path in delivery.built(shop.cabinet.documents(opened.reference)):
        if path.suffix.removeprefix(".") in MEDIA:
            data = files.read_bounded(path, _LIMIT)
            if sha256(data).hexdigest() == known.digest:
                return data, path.suffix.removeprefix(".")
    raise DataFault(
        f"le document remis le {long_date(known.day)} n'est plus ici : il n'a pas été figé, et "
        f"aucun fichier de documents/{opened.reference} ne porte son empreinte",
        hint="s'il est ailleurs, replacez-le dans ce dossier, puis recommencez",
    )


def over(vault: Vault, opened: OpenDossier, shop: Workshop) -> bool:
    """Whether a hand-over was recorded."""
    seen = inspection.inspect(opened, shop.trame, vault.cabinet, shop.today)
    return frozen.handed(seen.bilan) is not None


def receipt(vault: Vault, opened: OpenDossier, shop: Workshop) -> tuple[Delivered | Refused, ...]:
    """The acknowledgement to be signed, built; nothing where the cabinet's trame has none."""
    document = shop.trame.documents.get(RECEIPT)
    if document is None:
        return ()
    folder = vault.cabinet.documents(opened.reference)
    try:
        return tuple(assembly.build(opened, shop, [document], folder))
    except BilantoolError as fault:  # the hand-over is done: what failed is only told
        return (Refused(document, Refusal(fault.message, hint=fault.hint)),)
