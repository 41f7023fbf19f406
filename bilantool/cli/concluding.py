"""After a destruction: what was done and proven, the paper for the person, a tidier history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from bilantool.cli import announcing
from bilantool.cli.opening import Opening
from bilantool.errors import BilantoolError, EnvironmentFault

if TYPE_CHECKING:
    from bilantool.cabinet.vault import Vault
    from bilantool.destroying.carrying import Done
    from bilantool.documents.delivery import Delivered
    from bilantool.notes.trame import Trame
    from bilantool.registre import Certificate


def conclude(
    opening: Opening, vault: Vault, trame: Trame, done: Sequence[Done], *, gc: bool, json: bool
) -> None:
    """Report, write the attestations, offer to tidy the history; exit 1 where a text is clear."""
    console = opening.console
    papers: list[Delivered] = []
    for reference in dict.fromkeys(each.order.reference for each in done):
        found = [each.certificate for each in done if each.order.reference == reference]
        papers += _attestations(opening, vault, trame, reference, found)
    if json:
        console.object(
            {
                "ok": True,
                "detruits": [announcing.as_object(each) for each in done],
                "attestations": [str(each.path) for each in papers],
            }
        )
    else:
        for each in done:
            announcing.report(console, each)
        announcing.papers(console, papers)
        if done:
            console.note(
                "  → refaites une sauvegarde (bilantool backup), puis détruisez les anciennes"
            )
    if done:
        _tidy(opening, vault, gc)
    if any(each.certificate.proof.plaintexts for each in done):
        raise typer.Exit(1)


def attest(opening: Opening, vault: Vault, trame: Trame, reference: str) -> None:
    """`--attestation`: the papers of what is destroyed already, from the registre."""
    from bilantool.destroying import attestation

    found = attestation.certificates(vault, vault.open(reference), trame)
    announcing.papers(opening.console, _written(opening, vault, trame, reference, found))


def _attestations(
    opening: Opening, vault: Vault, trame: Trame, reference: str, found: Sequence[Certificate]
) -> Sequence[Delivered]:
    """The same just after a destruction, which stays done where the paper cannot be made."""
    try:
        return _written(opening, vault, trame, reference, found)
    except BilantoolError as fault:
        opening.console.warn(f"l'attestation n'a pas pu être écrite : {fault.message}")
        opening.console.note(f"  → plus tard : bilantool destroy {reference} --attestation")
        return ()


def _written(
    opening: Opening, vault: Vault, trame: Trame, reference: str, found: Sequence[Certificate]
) -> Sequence[Delivered]:
    from bilantool.destroying import attestation

    shop = opening.workshop(vault, trame, [reference])
    folder = vault.cabinet.documents(reference)
    with opening.outside(vault.trousseau, folder, "attestation"):
        return attestation.write(vault.open(reference), shop, found, folder)


def _tidy(opening: Opening, vault: Vault, wanted: bool) -> None:
    """Offer to clean git's history: room is won, and nothing is proven by it."""
    from bilantool.storage import git

    repository = git.Repository.at(vault.cabinet.root)
    if repository is None:
        return
    console = opening.console
    if not wanted:
        if not console.interactive:
            return
        console.say(
            "Les textes chiffrés restent dans l'historique, illisibles. Un ménage (git gc) en ôte "
            "ceux qu'aucune branche ne retient : c'est de l'hygiène, non une preuve."
        )
        if not console.confirm("Faire ce ménage maintenant ?", default=False):
            return
    try:
        with console.progress("ménage de l'historique"):
            repository.tidy()
    except EnvironmentFault as fault:
        console.warn(f"le ménage n'a pas été fait : {fault.message}")
        return
    console.note("ménage de l'historique fait")
