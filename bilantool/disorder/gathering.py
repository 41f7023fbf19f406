"""Everything that is out of order, in one list, the gravest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bilantool.cabinet import acceptance
from bilantool.cabinet.cabinet import DOSSIERS
from bilantool.cabinet.vault import Vault
from bilantool.destroying import carrying
from bilantool.disorder import copies, history
from bilantool.disorder.disorder import Disorder
from bilantool.inspection import Inspection
from bilantool.keys import outside
from bilantool.notes.trame import Trame


def gather(
    vault: Vault,
    trame: Trame,
    inspections: Sequence[Inspection],
    references: Collection[str] = (),
) -> tuple[Disorder, ...]:
    """What is out of order in the cabinet, and in these dossiers (all, where none is named);
    `inspections` are those that opened."""
    cabinet, trousseau = vault.cabinet, vault.trousseau
    found = [*history.found(cabinet, trousseau, references), *_older(inspections)]
    found += copies.among(cabinet, trame, references)
    found += _unfinished(vault, references)
    if not references:
        found += copies.around(cabinet, trousseau)
        found += (Disorder(each.sentence, (each.advice,), 1) for each in outside.left(trousseau))
        unknown = outside.unknown(trousseau)
        found += () if unknown is None else (Disorder.of(unknown),)
    found += _changed(vault, references)
    return tuple(sorted(found, key=lambda each: -each.code))


def of_notes(vault: Vault, reference: str, notes: Sequence[str]) -> tuple[Disorder, ...]:
    """Other versions of these notes than the one that is read: told before one is believed."""
    found = [*history.of_notes(vault.cabinet, reference, notes)]
    for note in notes:
        found += copies.of_note(vault.cabinet, reference, note)
    return tuple(found)


def _older(inspections: Sequence[Inspection]) -> Iterator[Disorder]:
    for each in inspections:
        for name, note in each.notes.items():
            if not note.older:
                continue
            short = name.rpartition("/")[2]
            path = f"{DOSSIERS}/{each.reference}/{name}.yaml"
            yield Disorder(
                f"{each.reference}, {short} : la note est plus ancienne que celle déjà vue ici, le "
                "cabinet est revenu en arrière",
                (
                    "mettez-le à jour (git pull, ou la dernière sauvegarde) avant de vous y fier",
                    f"si c’est bien cette version : bilantool edit {each.reference} {short} --from "
                    f"{path}",
                ),
                code=3,
                reference=each.reference,
                note=name,
            )


def _unfinished(vault: Vault, references: Collection[str]) -> Iterator[Disorder]:
    """Destructions that only `destroy` takes up again."""
    for order in carrying.unfinished(vault, failed=True):
        if not references or order.reference in references:
            yield Disorder(
                f"{order.reference} : la classe {order.classe} n’est pas détruite jusqu’au bout",
                (f"reprenez : bilantool destroy {order.reference} --class {order.classe}",),
                code=1,
                reference=order.reference,
            )


def _changed(vault: Vault, references: Collection[str]) -> Iterator[Disorder]:
    """Settings that others changed; of the dossiers, only where some are named: that costs a file
    each, and building asks for each."""
    cabinet, trousseau = vault.cabinet, vault.trousseau
    among = acceptance.dossiers(cabinet, references)
    found = () if cabinet.demonstration else acceptance.changes(cabinet, trousseau, among)
    if found and acceptance.reachable(cabinet):
        more = f" (et {len(found) - 1} de plus)" if len(found) > 1 else ""
        yield Disorder(
            f"un réglage a changé depuis vos derniers documents{more} : {found[0]}",
            ("si c’est juste : bilantool templates accept ; le prochain document le demandera",),
            code=0,
        )
