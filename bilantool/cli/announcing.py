"""What `destroy` tells: before, what goes, stays and lies out of reach; afterwards, the proof."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from bilantool.console import Console
from bilantool.french import counted, listing, long_date, short_date
from bilantool.storage import files

if TYPE_CHECKING:
    from bilantool.destroying.beyond import Beyond
    from bilantool.destroying.carrying import Done
    from bilantool.destroying.choice import Choice
    from bilantool.destroying.survey import Share
    from bilantool.documents.delivery import Delivered
    from bilantool.proving import Plaintext, Proof


def announce(console: Console, choice: Choice, called: str) -> None:
    """What goes, what an agreement keeps of it, what stays and until when."""
    survey, kept = choice.survey, choice.kept
    end = f", bilan clos le {long_date(survey.end)}" if survey.end else ", bilan non clos"
    console.say(f"Dossier {called}{end}.")
    console.say("Ce qui disparaît, pour toujours :")
    for share in choice.goes:
        console.say(f"  {share.title} : {_held(share, kept)}{_ground(share, survey.today)}", hang=4)
        gone = [note for note in share.notes if note not in kept]
        if gone:
            console.say(f"    notes : {', '.join(gone)}", hang=6)
        if share.drafts:
            console.say(f"    brouillons non repris : {', '.join(share.drafts)}", hang=6)
        if share.documents:
            names = ", ".join(files.quoted(name) for name in share.documents)
            console.say(f"    documents produits : {names}", hang=6)
        if share.damaged:
            said = counted(share.damaged, "pièce illisible reste", "pièces illisibles restent")
            console.say(f"    {said} au dossier", hang=6)
    if kept:
        console.say(f"D'abord gardé sous la clé du suivi, selon l'accord écrit : {', '.join(kept)}")
    if choice.stays:
        console.say("Ce qui reste :")
    for share in choice.stays:
        console.say(f"  {share.title} : {_until(share)}", hang=4)
    if choice.despite:
        console.say(
            f"Malgré la loi, pour cette raison que le certificat portera : {choice.despite}"
        )


def out_of_reach(console: Console, beyond: Iterable[Beyond]) -> None:
    console.say("Hors de portée de cette commande :")
    for each in beyond:
        console.say(f"  - {each.what}", hang=4)
        if each.advice:
            console.say(f"    → {each.advice}", hang=6)


def _held(share: Share, kept: Sequence[str]) -> str:
    notes = sum(note not in kept for note in share.notes)
    parts = [
        counted(notes, "note"),
        counted(len(share.pieces), "pièce jointe", "pièces jointes"),
        counted(len(share.documents), "document produit", "documents produits"),
    ]
    return listing([part for part in parts if not part.startswith("0")]) or "rien d'écrit"


def _ground(share: Share, today: date) -> str:
    if share.destroyed_on is not None:
        return f" (clé déjà détruite le {short_date(share.destroyed_on)})"
    if share.clock is None:
        return ""
    source = f"{share.clock.article}, " if share.clock.article else ""
    word = "à détruire depuis le" if share.clock.months == 0 else "conservation échue le"
    if share.clock.due > today:
        word = "à garder jusqu'au"
    return f" ({source}{word} {short_date(share.clock.due)})"


def _until(share: Share) -> str:
    if share.clock is None:
        return "tant que le bilan n'est pas clos"
    source = f" ({share.clock.article})" if share.clock.article else ""
    why = ", selon l'accord écrit de la personne" if share.clock.agreed else ""
    if not share.clock.months:
        return f"à détruire depuis le {short_date(share.clock.due)}{source}"
    unsaid = f" ; {share.clock.unsaid}" if share.clock.unsaid else ""
    return f"jusqu'au {short_date(share.clock.due)}{why}{source}{unsaid}"


def report(console: Console, done: Done) -> None:
    """One class destroyed: the proof, the certificate, and what the proof met on its way."""
    order = done.order
    console.say(f"Détruit : dossier {order.reference}, classe {order.classe}.")
    if done.proof is not None:
        _proof(console, done.proof)
    else:
        console.say("  Preuve : faite avant l'interruption.")
    console.say(f"  Certificat signé : registre/{done.path.name}")
    if done.uncommitted is not None:
        console.warn(
            f"c'est détruit, mais pas inscrit dans l'historique git : {done.uncommitted.message}",
            done.uncommitted.hint,
        )


def _proof(console: Console, proof: Proof) -> None:
    console.say(
        f"  Preuve : {counted(proof.walked, 'objet parcouru', 'objets parcourus')}, "
        f"{counted(proof.tried, 'texte chiffré essayé', 'textes chiffrés essayés')} avec les "
        f"{counted(proof.keys, 'clé')} du trousseau, 0 ouvert",
        hang=4,
    )
    if proof.damaged:
        said = counted(proof.damaged, "texte abîmé", "textes abîmés")
        console.say(f"    {said}, qu'aucune clé n'aurait ouvert")
    if proof.large:
        said = counted(proof.large, "objet trop volumineux", "objets trop volumineux")
        console.say(f"    {said} pour être une note ou une pièce, sans lire leur contenu")
    if not proof.whole:
        lacking = counted(proof.missing + proof.unreadable, "objet connu", "objets connus")
        console.warn(
            "l'historique n'est pas entier ici (copie partielle ou abîmée) : la preuve ne porte "
            f"pas sur ce qui manque ({lacking}), dont la clé est détruite aussi"
        )
    for each in proof.plaintexts:
        _readable(console, each)


def _readable(console: Console, found: Plaintext) -> None:
    """A text in clear met on the way, and what to do about it."""
    if not found.oid:
        console.warn(f"un texte lisible se trouve dans le cabinet : {files.quoted(found.path)}")
        console.note("  → supprimez-le s'il vient de ce dossier, ou rangez-le hors du cabinet")
        return
    place = files.quoted(found.path) if found.path else "sans nom connu"
    console.warn(
        f"un texte lisible est dans l'historique git, {place} (objet {found.oid[:12]}) : aucune "
        "clé ne le protégeait, il n'est donc pas détruit"
    )
    console.note(
        "  → ôtez-le de l'historique (git filter-repo, par exemple), puis refaites "
        "chaque copie de ce dépôt"
    )


def papers(console: Console, delivered: Sequence[Delivered]) -> None:
    """The attestations for the person."""
    from bilantool.cli import showing

    if not delivered:
        return
    console.say(f"Attestation à remettre à la personne, dans {delivered[0].path.parent} :")
    for stem, suffixes in showing.by_stem([each.path for each in delivered]).items():
        console.say(f"  {stem} ({', '.join(suffixes)})")
    for each in delivered:
        for remark in each.remarks:
            console.warn(remark)


def as_object(done: Done) -> dict[str, Any]:
    """One class destroyed, for `--json`."""
    each, proof = done.order, done.certificate.proof
    return {
        "dossier": each.reference,
        "classe": each.classe,
        "detruit_le": each.day.isoformat(),
        "certificat": str(done.path),
        "preuve": {
            "parcourus": proof.walked,
            "chiffres": proof.sealed,
            "essayes": proof.tried,
            "cles": proof.keys,
            "ouverts": 0,
            "abimes": proof.damaged,
            "historique_complet": proof.whole,
            "textes_en_clair": proof.plaintexts,
        },
        "hors_de_portee": list(done.certificate.out_of_reach),
    }
