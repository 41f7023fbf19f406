"""What is written of a hand-over: sealed documents first, then the two notes that tell of them.

The digest in `conclusions/restitution` is written last, and says that everything is there. A
command killed before leaves a hand-over that has not taken place: the next one seals under the
same ids, so that no second copy ever lies beside the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from bilantool import editing
from bilantool.bilan import group_of
from bilantool.cabinet import pieces
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.editing import Change
from bilantool.frozen import NOTE, RESTITUTION
from bilantool.handover.conditions import Terms
from bilantool.handover.subject import MEDIA
from bilantool.notes.amending import room
from bilantool.notes.trame import Trame
from bilantool.sealing.pieces import Piece
from bilantool.storage import files

EARLIER = "remises_remplacees"
_MOVED = ("remise_le", "mode", "accuse_le", "piece", "empreinte")


@dataclass(frozen=True, slots=True)
class Exact:
    """A document to keep as it is: `stem` is the name of its file, `title` what it is called."""

    stem: str
    title: str
    format: str
    data: bytes

    @property
    def digest(self) -> str:
        return sha256(self.data).hexdigest()


def freeze(
    vault: Vault,
    opened: OpenDossier,
    trame: Trame,
    documents: Iterable[Exact],
    terms: Terms,
    rank: int,
    *,
    history: bool,
) -> tuple[str, ...]:
    """Seal documents under the class of `conclusions/synthese` and have that note cite them.

    `rank` is the number of hand-overs before this one. Returns the ids. Raises as `pieces.keep`
    and `editing.amend`; whatever was done is done again without harm.
    """
    classe = opened.classe(NOTE)
    entries = []
    for each in documents:
        identity = pieces.reserved(opened, classe, f"remise/{rank}/{each.stem}")
        title = f"{each.title}, version remise"
        piece = Piece(MEDIA[each.format].name, terms.day.isoformat(), title, each.data)
        files.private_folder(vault.cabinet.lock.parent)
        with files.lock(vault.cabinet.lock):
            if not _there(opened, identity, piece):
                pieces.keep(opened, classe, piece, history=history, identity=identity)
        entries.append(
            {
                "document": each.stem,
                "format": each.format,
                "le": terms.day.isoformat(),
                "empreinte": each.digest,
                "piece": identity,
            }
        )
    if entries:
        cite(vault, opened, trame, entries, history=history)
    return tuple(entry["piece"] for entry in entries)


def _there(opened: OpenDossier, identity: str, piece: Piece) -> bool:
    return identity in opened.dossier.pieces and pieces.fetch(opened, identity).piece == piece


def cite(
    vault: Vault,
    opened: OpenDossier,
    trame: Trame,
    entries: Iterable[Mapping[str, str]],
    *,
    history: bool,
) -> None:
    """Write the entries of `figes`; one of the same piece is replaced."""

    def plan(values: Mapping[str, Any]) -> list[Change]:
        items = values.get("figes")
        listed = list(items) if isinstance(items, list) else []
        changes: list[Change] = []
        for entry in entries:
            at = next(
                (
                    n
                    for n, held in enumerate(listed)
                    if group_of(held).get("piece") == entry["piece"]
                ),
                None,
            )
            if at is None:
                at = room(listed)
                listed[at : at + 1] = [dict(entry)]
                changes.append((("figes", at), dict(entry)))
            else:
                changes += [
                    (("figes", at, key), value)
                    for key, value in entry.items()
                    if listed[at].get(key) != value
                ]
        return changes

    editing.amend(vault, opened, trame.notes[NOTE], plan, history=history)


def record(
    vault: Vault,
    opened: OpenDossier,
    trame: Trame,
    terms: Terms,
    digest: str,
    today: date,
    *,
    history: bool,
) -> None:
    """Write the day, the mode and the digest; a hand-over that is replaced is kept beside them."""

    def plan(values: Mapping[str, Any]) -> list[Change]:
        held = group_of(values.get("synthese"))
        changes: list[Change] = []
        if terms.again:
            earlier = {key: held[key] for key in _MOVED if held.get(key)}
            earlier |= {"motif": terms.again, "remplacee_le": today.isoformat()}
            changes.append(((EARLIER, room(values.get(EARLIER))), earlier))
            changes += [
                (("synthese", key), None) for key in ("accuse_le", "piece") if held.get(key)
            ]
        told = {"remise_le": terms.day.isoformat(), "mode": terms.mode, "empreinte": digest}
        changes += [
            (("synthese", key), value) for key, value in told.items() if held.get(key) != value
        ]
        return changes

    editing.amend(vault, opened, trame.notes[RESTITUTION], plan, history=history)


def rank(restitution: Mapping[str, Any], terms: Terms) -> int:
    """The number of hand-overs that are over and done with."""
    earlier = restitution.get(EARLIER)
    return (len(earlier) if isinstance(earlier, list) else 0) + bool(terms.again)
