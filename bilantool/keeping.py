"""What a signed agreement keeps of the working papers: told from its words, and resealed.

R6313-7 has the documents of a bilan destroyed at its end, but for those that a written agreement
of the person names. A note that it names leaves `travail` for `suivi` with the papers that it
cites, so that the key of `travail` can be destroyed as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from bilantool import consents, editing
from bilantool.bilan import Bilan
from bilantool.cabinet import pending, resealing
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.errors import Refusal, UsageFault
from bilantool.french import folded, listing, long_date
from bilantool.notes.trame import NoteSpec, Trame
from bilantool.storage import files

WORKING = "travail"

_WORD = re.compile(r"[a-z0-9]+")
_PARTED = re.compile(r"[,;/]|\bet\b", re.IGNORECASE)
_PLAIN = {
    *("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ma", "mes"),
    *("mon", "sa", "ses", "son", "sur", "un", "une", "document", "note", "bilan"),
}  # fmt: skip
"""Words that name nothing by themselves, in the singular."""


@dataclass(frozen=True, slots=True)
class Named:
    """What lines of an agreement mean: the working `notes` in the order of the trame, and the
    lines that are no note nor document known here (`unknown`)."""

    notes: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was resealed: `notes`, and `older` those among them of which this machine had seen a
    later revision. `opened` is the dossier as it is now."""

    notes: tuple[str, ...]
    older: tuple[str, ...]
    opened: OpenDossier


def matching(trame: Trame, lines: Iterable[str]) -> Named:
    """The working notes that these lines name, by the name or title of a note or of a document.

    A document stands for the working notes that it is made of, if it is a working paper itself;
    a note's own title comes first.
    """
    notes = {
        name: (_key(name.rpartition("/")[2]), _key(name), _key(spec.title))
        for name, spec in trame.notes.items()
    }
    papers = {name: (_key(name), _key(spec.title)) for name, spec in trame.documents.items()}
    found: set[str] = set()
    unknown = []
    for line in lines:
        parts = [part for part in _PARTED.split(line) if part.strip()]
        meant = [_meant(trame, notes, papers, part) for part in (line, *parts)]
        # A title may hold « et »: the whole line is tried first.
        chosen = meant[:1] if meant[0] is not None else meant[1:]
        found.update(*(each for each in chosen if each is not None))
        if any(each is None for each in chosen):
            unknown.append(line)
    return Named(tuple(name for name in trame.notes if name in found), tuple(unknown))


def _meant(
    trame: Trame,
    notes: Mapping[str, tuple[frozenset[str], ...]],
    papers: Mapping[str, tuple[frozenset[str], ...]],
    line: str,
) -> list[str] | None:
    """The working notes of one name, none where it names other papers; None where it is unknown."""
    key = _key(line)
    if not key:
        return None
    fits = [name for name, keys in notes.items() if key in keys]
    if not fits:
        documents = [trame.documents[name] for name, keys in papers.items() if key in keys]
        if not documents:
            return None
        fits = [note for each in documents if each.classe == WORKING for note in each.notes]
    return [name for name in fits if trame.notes[name].classe == WORKING]


def _key(text: str) -> frozenset[str]:
    """The words of a name as they compare: without case, accents, plurals nor small words."""
    words = {word.rstrip("sx") or word for word in _WORD.findall(folded(text))}
    return frozenset(words - _PLAIN)


def named(opened: OpenDossier, trame: Trame, bilan: Bilan, on: date) -> tuple[str, ...]:
    """The working notes that the agreement in force on that day names, and that are not resealed
    as a whole yet."""
    every = matching(trame, consents.kept_documents(bilan, on)).notes
    return tuple(name for name in every if resealing.awaited(opened, trame.notes[name]))


def require_named(
    reference: str, trame: Trame, bilan: Bilan, wanted: Sequence[NoteSpec], on: date
) -> None:
    """Refusal unless the agreement in force on that day names every wanted note.

    UsageFault for one that is no working paper.
    """
    for spec in wanted:
        if spec.classe != WORKING:
            raise UsageFault(
                f"la note {spec.name} n'est pas un document de travail : elle est gardée à part",
                hint=f"voyez ce que l'accord nomme : bilantool consent {reference} --list",
            )
    record = (
        f"bilantool consent {reference} --object conservation --given --document "
        f'"{wanted[0].title if wanted else "TITRE"}"'
    )
    if consents.in_force(bilan, "conservation", on) is None:
        raise Refusal(
            f"aucun accord de conservation n'est en vigueur le {long_date(on)} : rien des "
            "documents de travail ne peut être gardé (R6313-7)",
            hint=f"s'il a été signé, inscrivez-le : {record}",
        )
    allowed = matching(trame, consents.kept_documents(bilan, on)).notes
    missing = [spec.name for spec in wanted if spec.name not in allowed]
    if missing:
        what = "la note" if len(missing) == 1 else "les notes"
        raise Refusal(
            f"l'accord de conservation ne nomme pas {what} {listing(missing)}, qui doit donc être "
            "détruite à la fin (R6313-7)"
            if len(missing) == 1
            else f"l'accord de conservation ne nomme pas {what} {listing(missing)}, qui doivent "
            "donc être détruites à la fin (R6313-7)",
            hint=f"si la personne a signé un autre accord, inscrivez-le : {record}",
        )


def keep(
    vault: Vault, opened: OpenDossier, trame: Trame, notes: Sequence[str], *, history: bool
) -> Kept:
    """Move notes from `travail` to `suivi`, with the attachments they cite; those that are there
    already are left alone.

    Whether the agreement names them is the caller's to ask (`named`, `require_named`). With
    `history`, the commits stay listed for `resuming.finish`. Raises, before anything changes,
    DataFault for what cannot be opened, KeyFault where a key is gone, EnvironmentFault where a
    note is being written. A kill at any moment is mended by the next command.
    """
    specs = [trame.notes[name] for name in dict.fromkeys(notes)]
    specs = [spec for spec in specs if resealing.awaited(opened, spec)]
    if not specs:
        return Kept((), (), opened)
    files.private_folder(vault.cabinet.lock.parent)
    with ExitStack() as held:
        for spec in specs:
            held.enter_context(editing.holding(vault.cabinet, opened, spec.name))
        held.enter_context(files.lock(vault.cabinet.lock))
        read = [resealing.require(opened, spec) for spec in specs]
        tasks = [resealing.task(opened, spec.name, history=history) for spec in specs]
        for task in tasks:
            pending.begin(vault.trousseau, vault.cabinet.uuid, task)
        for spec in specs:
            opened = resealing.carry(vault, opened, spec)
        for task in tasks if not history else ():
            pending.end(vault.trousseau, vault.cabinet.uuid, task)
    moved = tuple(spec.name for spec in specs)
    older = tuple(note.note for note in read if note.older)
    return Kept(moved, older, vault.open(opened.reference))
