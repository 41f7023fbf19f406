"""The paper for the person: what a certificate of the registre says, in everyday words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bilantool import assembly, inspection
from bilantool.assembly import Workshop
from bilantool.cabinet import tombs
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.documents import context, delivery
from bilantool.documents.delivery import Delivered
from bilantool.errors import UsageFault
from bilantool.notes.trame import Trame
from bilantool.registre import Certificate

DOCUMENT = "attestation-destruction"


def certificates(vault: Vault, opened: OpenDossier, trame: Trame) -> tuple[Certificate, ...]:
    """The certificates of the dossier; UsageFault where there is none."""
    found = [
        tombs.own_certificate(vault.cabinet, opened.dossier.uuid, classe, vault.identity)
        for classe in trame.classes
    ]
    held = tuple(each for each in found if each is not None)
    if not held:
        raise UsageFault(
            f"rien n'est encore détruit dans le dossier {opened.reference}",
            hint=f"voyez ce qui peut l'être : bilantool destroy {opened.reference}",
        )
    return held


def write(
    opened: OpenDossier,
    shop: Workshop,
    found: Sequence[Certificate],
    folder: Path,
) -> tuple[Delivered, ...]:
    """Build one attestation for each certificate, in each of its formats.

    The person is named only while the notes that say who she is are kept. Raises EnvironmentFault
    when pandoc or typst fails.
    """
    document = shop.trame.document(DOCUMENT)
    bilan = inspection.inspect(opened, shop.trame, shop.cabinet, shop.today).bilan
    place = delivery.folder_for(shop.cabinet.root, folder)
    written = []
    for each in found:
        values = context.context(
            bilan, shop.trame, document, today=shop.today, reference=opened.reference
        )
        values |= {"destruction": _values(each, shop)}
        made = assembly.produce(values, shop, document, document.formats)
        for suffix, (data, remarks) in made.items():
            done = delivery.deliver(place, f"{DOCUMENT}-{each.classe}", suffix, data)
            written.append(replace(done, remarks=remarks))
    return tuple(written)


def _values(each: Certificate, shop: Workshop) -> Mapping[str, Any]:
    """What the template says of a certificate: plain data."""
    return {
        "classe": each.classe,
        "titre": shop.trame.classes[each.classe].title,
        "detruit_le": each.destroyed_on.isoformat(),
        "fin_du_bilan": each.end.isoformat() if each.end else "",
        "exigible_le": each.due.isoformat() if each.due else "",
        "fondement": each.ground,
        "malgre": each.despite,
        "notes": each.notes,
        "pieces": each.pieces,
        "essayes": each.proof.tried,
        "abimes": each.proof.damaged,
        "textes_en_clair": each.proof.plaintexts,
        "historique_complet": each.proof.whole,
        "hors_de_portee": list(each.out_of_reach),
        "identifiant": each.dossier,
    }
