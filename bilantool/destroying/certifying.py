"""What a certificate says of a destruction: the order, the proof, and what was out of reach."""

from __future__ import annotations

from bilantool.destroying.order import Order
from bilantool.destroying.traces import Left
from bilantool.french import counted
from bilantool.proving import Proof
from bilantool.registre import Certificate, Counts

LISTED = 50_000
"""How many digests a certificate enumerates: what anybody pushes must not make it unwritable."""


def certificate(order: Order, proof: Proof, left: Left) -> Certificate:
    """The certificate of an order that was carried out and proven so."""
    beyond = list(order.beyond)
    if proof.large:
        beyond.append(
            f"{counted(proof.large, 'objet', 'objets')} de l'historique, trop volumineux pour être "
            "une note ou une pièce : le contenu n'en a pas été lu"
        )
    objects = sorted({*order.objects, *proof.hashes})
    if len(objects) > LISTED:
        beyond.append(
            f"{len(objects) - LISTED} contenus chiffrés de plus, essayés comme les autres, que ce "
            "certificat n'énumère pas"
        )
    if left.unread:
        beyond.append(
            f"{counted(left.unread, 'fichier de clés illisible', 'fichiers de clés illisibles')} "
            "dans le trousseau : ce qu'il contient n'a pas pu être essayé"
        )
    return Certificate(
        dossier=order.dossier,
        classe=order.classe,
        destroyed_on=order.day,
        end=order.end,
        due=order.due,
        ground=order.ground,
        despite=order.despite,
        keys=order.keys,
        notes=len(order.notes),
        pieces=len(order.pieces),
        proof=Counts(
            walked=proof.walked,
            sealed=proof.sealed,
            tried=proof.tried,
            keys=proof.keys,
            damaged=proof.damaged,
            unreadable=proof.unreadable,
            missing=proof.missing,
            plaintexts=len(proof.plaintexts),
            whole=proof.whole,
        ),
        out_of_reach=tuple(beyond),
        objects=tuple(objects[:LISTED]),
    )
