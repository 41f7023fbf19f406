"""How a hand-over looks: what is about to be handed over, what was, what is emptied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bilantool.cli import whom
from bilantool.cli.opening import Opening
from bilantool.french import counted, listing, weekday_date
from bilantool.storage.faults import quoted

if TYPE_CHECKING:
    from bilantool.assembly import Refused
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.documents.delivery import Delivered
    from bilantool.handover.clearing import Lying
    from bilantool.handover.course import Done, Prepared

    Slip = Sequence[Delivered | Refused]

ORIGINS = {
    "produit": "tel que vous l'avez produit",
    "modifie": "modifié depuis que bilantool l'a produit",
    "donne": "le fichier que vous donnez",
    "compose": "fait à l'instant d'après les notes",
}


def announced(opening: Opening, prepared: Prepared) -> None:
    """What is about to be handed over, and what is kept of it."""

    console, subject = opening.console, prepared.subject
    name = quoted(subject.path.name) if subject.path else f"synthese.{subject.format}"
    called = whom.told(opening, prepared.seen)
    console.say(f"Synthèse du dossier {called}, au {weekday_date(prepared.day)} :")
    console.say(f"  fichier : {name}, {ORIGINS[subject.origin]}", hang=4)
    _compared(opening, prepared)
    ground = prepared.ground
    if ground.kept:
        console.say(f"  gardé au dossier, octet pour octet : {ground.reason} ({ground.article})")
    else:
        console.say(
            f"  rien n'en est gardé : {ground.reason} ({ground.article}) ; seules sa date et son "
            "empreinte restent, et le fichier est à détruire à la fin du bilan",
            hang=4,
        )
    if prepared.beside:
        console.say(f"  gardés avec lui : {listing([each.stem for each in prepared.beside])}")
    for caution in subject.cautions:
        console.warn(caution)


def _compared(opening: Opening, prepared: Prepared) -> None:
    console, subject = opening.console, prepared.subject
    compared = subject.comparison
    if compared is None:
        return
    if compared.same:
        console.say("  texte : celui que donnent les notes")
        return
    passages = sum(change.passages for change in compared.changes)
    console.say(f"  texte : {counted(passages, 'écart')} avec ce que donnent les notes")
    for each in compared.changes:
        console.say(f"    {each.title} : {_sizes(each.passages, each.added, each.removed)}")
    if subject.rough:
        console.say(
            "    (ce PDF vient d'un autre logiciel : un tableau lu dans un autre ordre compte "
            "comme un écart)"
        )
    console.say("    la ponctuation et la mise en page ne comptent pas")


def _sizes(passages: int, added: int, removed: int) -> str:
    words = [f"{counted(added, 'mot')} de plus"] if added else []
    words += [f"{counted(removed, 'mot')} de moins"] if removed else []
    return f"{counted(passages, 'passage')}, {listing(words)}"


def reported(
    opening: Opening, prepared: Prepared, done: Done, copies: Sequence[Path], slip: Slip
) -> None:
    """What was done, and what is left for the person to do."""
    console = opening.console
    called = whom.told(opening, prepared.seen)
    console.say(f"Synthèse remise le {weekday_date(prepared.day)}, dossier {called}.")
    console.say(f"  empreinte SHA-256 : {done.digest}")
    if done.frozen:
        console.say(f"  gardé tel que remis : {listing(done.frozen)}")
    if done.made:
        console.say(f"  document : {done.made}")
    for path in copies:
        _copy(opening, path)
    _slip(opening, prepared, slip)


def _copy(opening: Opening, path: Path) -> None:
    from bilantool.handover import copying
    from bilantool.portability import locked

    opening.console.say(f"  copie chiffrée pour la personne : {quoted(path)}")
    how = copying.HOW_TO_OPEN if path.suffix == ".pdf" else locked.HOW_TO_OPEN
    opening.console.note(
        f"{how} ; donnez le mot de passe de vive voix, ou par un autre chemin que la copie"
    )


def _slip(opening: Opening, prepared: Prepared, slip: Slip) -> None:
    from bilantool import assembly

    console, reference = opening.console, prepared.seen.reference
    signed = prepared.acknowledged
    made = [each for each in slip if not isinstance(each, assembly.Refused)]
    if made:
        names = listing([each.path.name for each in made])
        console.say(f"  accusé de remise à faire signer : {names}")
    for each in slip:
        if isinstance(each, assembly.Refused):
            console.warn(each.reason.message, each.reason.hint)
    if signed:
        return
    console.say(
        f"Une fois l'accusé signé : bilantool attach {reference} --note restitution, et sa "
        f"date : bilantool fill {reference} restitution"
    )


def copied(opening: Opening, path: Path, *, json: bool) -> None:
    """A copy made again."""
    if json:
        opening.console.object({"ok": True, "copie": str(path)})
    else:
        _copy(opening, path)


def cleared(
    opening: Opening, vault: Vault, opened: OpenDossier, *, asking: bool, quiet: bool = False
) -> Lying | None:
    """Empty the dossier's documents, once the person agreed; None where nothing was removed."""
    from bilantool.destroying import attestation
    from bilantool.handover import clearing, copying, course
    from bilantool.keys import ring

    console, reference = opening.console, opened.reference
    destroyed = [f"{attestation.DOCUMENT}-{classe}" for classe in ring.CLASSES]
    spared = (copying.name(reference), course.RECEIPT, *destroyed)
    found = clearing.lying(vault.cabinet.documents(reference), spared)
    if not found.removed:
        return None
    if not quiet:
        _listed(opening, reference, found)
    if asking:
        if not console.interactive:
            console.note(
                f"ils sont lisibles sans clé ; quand ils ne servent plus : bilantool handover "
                f"{reference} --empty"
            )
            return None
        if not console.confirm("Les supprimer maintenant (imprimez d'abord) ?", default=False):
            console.note(f"plus tard : bilantool handover {reference} --empty")
            return None
    clearing.clear(found)
    if not quiet:
        console.say(f"{counted(len(found.removed), 'fichier supprimé', 'fichiers supprimés')}.")
    return found


def _listed(opening: Opening, reference: str, found: Lying) -> None:

    console = opening.console

    def named(paths: Sequence[Path]) -> str:
        return listing([quoted(path.name) for path in paths])

    console.say(f"Dans documents/{reference} :")
    if found.ours:
        console.say(f"  produits par bilantool : {named(found.ours)}", hang=4)
    if found.theirs:
        console.say(f"  modifiés ou ajoutés par vous : {named(found.theirs)}", hang=4)
    if found.spared:
        console.say(f"  restent, à envoyer ou à signer : {named(found.spared)}", hang=4)
    if found.other:
        console.say(f"  restent, à voir vous-même : {named(found.other)}", hang=4)


def only_cleared(opening: Opening, found: Lying | None, *, json: bool) -> None:
    """What `--empty` alone did."""
    if json:
        opening.console.object({"ok": True, "supprimes": _names(found)})
    elif found is None:
        opening.console.say("Il n'y a rien à supprimer.")


def told(
    opening: Opening,
    prepared: Prepared,
    mode: str,
    done: Done,
    copies: Sequence[Path],
    slip: Slip,
    gone: Lying | None,
) -> None:
    """The object of `--json`; no word of a note is in it, nor the password."""
    from bilantool import assembly

    subject, compared = prepared.subject, prepared.subject.comparison
    changes = compared.changes if compared else ()
    opening.console.object(
        {
            "ok": True,
            "reference": prepared.seen.reference,
            "remise_le": prepared.day.isoformat(),
            "mode": mode,
            "format": subject.format,
            "origine": subject.origin,
            "fichier": str(done.made or subject.path),
            "empreinte": done.digest,
            "compare": compared is not None,
            "ecarts": [
                {
                    "titre": each.title,
                    "passages": each.passages,
                    "mots_ajoutes": each.added,
                    "mots_otes": each.removed,
                }
                for each in changes
            ],
            "avertissements": list(subject.cautions),
            "figes": list(done.frozen),
            "motif": prepared.ground.reason,
            "article": prepared.ground.article,
            "copie": str(copies[0]) if copies else None,
            "accuse": [str(each.path) for each in slip if not isinstance(each, assembly.Refused)],
            "supprimes": _names(gone),
        }
    )


def _names(found: Lying | None) -> list[str]:
    return [str(path) for path in found.removed] if found else []
