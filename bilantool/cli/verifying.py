"""`verify`: whether a certificate of destruction is whole, and whose signature it bears."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli.opening import Opening
from bilantool.cli.options import Json
from bilantool.errors import BilantoolError, UsageFault
from bilantool.french import counted, long_date

if TYPE_CHECKING:
    from bilantool.console import Console
    from bilantool.registre import Certificate, Signed


def verify(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="[FICHIER]",
            help="Le certificat ; sans rien, tous ceux du dossier « registre » de ce cabinet.",
        ),
    ] = "",
    key: Annotated[
        str,
        typer.Option(
            "--key",
            metavar="EMPREINTE",
            help="L'empreinte du signataire attendu ; à défaut, celle de votre trousseau.",
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Vérifier un certificat de destruction. Est-il intact, et signé par qui ?

    Ni cabinet ni phrase de passe ne sont nécessaires. Codes de sortie : 0 si la signature est
    celle attendue, 1 si elle est d'un autre, 3 si le fichier a été modifié.
    """
    from bilantool import registre
    from bilantool.storage import files

    opening = Opening(ctx)
    console = opening.console
    expected = _fingerprint(key) if key else _own(opening)
    if file:
        signed = registre.read(files.read_bounded(opening.source(file), registre.LIMIT))
        known = signed.signer == expected
        if json:
            console.object(_object(signed, known))
        else:
            _say(console, signed, expected, bool(key))
        raise typer.Exit(0 if known else 1)
    read = [registre.read(files.read_bounded(path, registre.LIMIT)) for path in _all(opening)]
    known = all(signed.signer == expected for signed in read)
    if json:
        each = [_object(signed, signed.signer == expected) for signed in read]
        console.object({"ok": known, "certificats": each})
    else:
        for signed in read:
            _say(console, signed, expected, bool(key))
    raise typer.Exit(0 if known else 1)


def _all(opening: Opening) -> list[Path]:
    """The certificates of the cabinet; UsageFault where there is none."""
    from bilantool.cabinet.cabinet import REGISTRE

    found = sorted((opening.cabinet().root / REGISTRE).glob("*.yaml"))
    if not found:
        raise UsageFault(
            "ce cabinet n'a aucun certificat de destruction",
            hint="ailleurs, donnez le fichier du certificat après la commande",
        )
    return found


def _fingerprint(typed: str) -> str:
    """A fingerprint however its groups were parted; UsageFault for what cannot be one."""
    from bilantool.keys.identity import FINGERPRINT

    plain = "".join(char for char in typed.lower() if char.isalnum())
    found = "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))
    if not FINGERPRINT.fullmatch(found):
        raise UsageFault(
            "ce n'est pas une empreinte",
            hint="elle fait huit groupes de quatre signes, de a à z et de 2 à 7",
        )
    return found


def _own(opening: Opening) -> str:
    """The fingerprint of one's own trousseau; "" without one that can be read."""
    trousseau = opening.trousseau()
    try:
        return trousseau.fingerprint() if trousseau.exists() else ""
    except BilantoolError as fault:  # what is wrong with the trousseau is not with the certificate
        opening.console.warn(f"votre trousseau ne se lit pas : {fault.message}")
        return ""


def _say(console: Console, signed: Signed, expected: str, given: bool) -> None:
    each = signed.certificate
    if signed.signer == expected:
        whose = "la signature attendue" if given else "votre signature"
        console.say(f"Certificat valide : il est intact, et porte {whose}.")
    else:
        console.say(
            "Signataire inconnu : le certificat est intact, mais signé par quelqu'un d'autre."
        )
        console.say(
            "  → comparez l'empreinte ci-dessous à celle que le signataire vous a donnée lui-même"
        )
    console.say(f"  signataire : {signed.signer}")
    console.say(f"  détruit    : classe {each.classe}, le {long_date(each.destroyed_on)}")
    console.say(f"  dossier    : {each.dossier}")
    for label, value in (("fondement", each.ground), ("malgré la loi", each.despite)):
        if value:
            console.say(f"  {label:<10} : {value}", hang=4)
    console.say(f"  preuve     : {_proof(each)}", hang=4)
    console.say("La date et la déclaration sont celles du signataire.")


def _proof(each: Certificate) -> str:
    tried = counted(each.proof.tried, "texte chiffré essayé", "textes chiffrés essayés")
    whole = "" if each.proof.whole else ", dans un historique incomplet"
    clear = counted(each.proof.plaintexts, "texte lisible trouvé", "textes lisibles trouvés")
    return f"{tried}, 0 ouvert{whole}" + (f", {clear}" if each.proof.plaintexts else "")


def _object(signed: Signed, known: bool) -> dict[str, Any]:
    each = signed.certificate
    return {
        "ok": known,
        "intact": True,
        "signataire": signed.signer,
        "connu": known,
        "dossier": each.dossier,
        "classe": each.classe,
        "detruit_le": each.destroyed_on.isoformat(),
        "fondement": each.ground,
        "malgre": each.despite,
        "essayes": each.proof.tried,
        "ouverts": 0,
        "historique_complet": each.proof.whole,
        "textes_en_clair": each.proof.plaintexts,
    }
