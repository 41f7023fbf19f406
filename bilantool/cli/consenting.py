"""`consent`: the ledger of what the person accepts, refuses and takes back; one entry more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion, whom
from bilantool.cli.opening import Opening
from bilantool.cli.options import Day, Json, NoCommit, Reference, Yes
from bilantool.errors import BilantoolError, UsageFault
from bilantool.french import long_date

if TYPE_CHECKING:
    from bilantool.bilan import Bilan
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.closing import Ending
    from bilantool.consenting.adding import Fields
    from bilantool.notes.trame import Trame


def consent(
    ctx: typer.Context,
    reference: Reference = "",
    subject: Annotated[
        str,
        typer.Option(
            "--object",
            metavar="OBJET",
            help="bilan, donnees_sensibles, enregistrement, distance, entourage, conservation ou "
            "communication.",
            autocompletion=completion.subject,
        ),
    ] = "",
    given: Annotated[bool, typer.Option("--given", "--donne", help="La personne accepte.")] = False,
    refused: Annotated[
        bool, typer.Option("--refused", "--refuse", help="La personne refuse.")
    ] = False,
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", "--retire", help="La personne revient sur son accord.")
    ] = False,
    day: Day = "",
    means: Annotated[
        str, typer.Option(metavar="MOYEN", help="papier ou electronique : ce qui en fait foi.")
    ] = "",
    version: Annotated[
        str,
        typer.Option(
            "--version",
            metavar="VERSION",
            help="La version du texte signé ; pour un retrait, à défaut, celle de l'accord.",
        ),
    ] = "",
    months: Annotated[
        str, typer.Option(metavar="MOIS", help="Conservation : la durée convenue, 36 au plus.")
    ] = "",
    documents: Annotated[
        list[str] | None,
        typer.Option(
            "--document", metavar="TITRE", help="Un document concerné ; à répéter pour chacun."
        ),
    ] = None,
    need: Annotated[
        str,
        typer.Option(
            metavar="-",
            help="Conservation : lire sur l'entrée standard pourquoi le suivi la demande.",
        ),
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--recipient",
            metavar="DESTINATAIRE",
            help="Communication : à qui ; un retrait sans destinataire vaut pour tous.",
        ),
    ] = "",
    corrects: Annotated[
        str, typer.Option(metavar="ID", help="Remplacer une entrée inscrite par erreur.")
    ] = "",
    listed: Annotated[
        bool, typer.Option("--list", help="Montrer le registre, sans rien y ajouter.")
    ] = False,
    yes: Yes = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Inscrire ce que la personne accepte ou refuse. Le registre ne s'efface pas.

    Sans option, au terminal : le registre, puis quelques questions. Une décision inscrite ne se
    change pas : une nouvelle entrée la corrige (--corrects ID). Retirer l'accord au bilan
    l'interrompt ; retirer la conservation rend la destruction due le jour même ; retirer la
    communication l'arrête.
    """
    from bilantool import inspection
    from bilantool.cabinet import tombs
    from bilantool.cli import ledger
    from bilantool.consenting import adding, effects, lines

    opening = Opening(ctx)
    console = opening.console
    stated = {
        "objet": subject, "decision": _decision(given, refused, withdrawn), "le": day,
        "moyen": means, "version": version, "duree_mois": months, "documents": documents or [],
        "necessite_du_suivi": need, "destinataire": to, "corrige": corrects,
    }  # fmt: skip
    nothing = not any(stated.values())
    looking = listed or (nothing and (json or not console.interactive))
    vault = opening.vault()
    trame = opening.trame(vault)
    if not looking:
        opening.resume(vault, trame)
    opened = opening.dossier(vault, reference)
    reference = opened.reference
    tombs.require_alive(opened, ledger.NOTE)
    today = opening.around.today
    spec = trame.notes[ledger.NOTE]
    bilan = lines.usable(inspection.inspect(opened, trame, vault.cabinet, today))
    case = ledger.Case(reference, opening.called(opened))
    if looking or nothing:
        ledger.show(console, case, spec, bilan, whole=looking, json=json)
    if looking:
        return
    fields = ledger.entry(opening, case, spec, bilan, stated, sure=yes)
    if not fields:
        console.say("Rien n'a été inscrit.")
        return
    end, hindrance = _end(opened, trame, vault, bilan, fields)
    stops = end is not None and _agreed(opening, trame, end, reference, yes=yes, json=json)
    entry = adding.add(vault, opened, trame, fields, history=not no_commit)
    if end is not None and stops:
        from bilantool import closing

        closing.close(vault, opened, trame, end, history=not no_commit)
    if not no_commit:
        opening.conclude(vault, trame)
    after = inspection.inspect(vault.open(reference), trame, vault.cabinet, today).bilan
    said = [*effects.consequences(trame, bilan, after, fields, reference)]
    if end is None and hindrance:
        said.append(f"le bilan n'est pas interrompu : {hindrance}")
    if bilan.closed_on is None and after.closed_on is not None:
        said.append(f"le bilan est interrompu, le {long_date(after.closed_on)}")
    elif end is not None or hindrance:
        said.append(
            f"pour l'interrompre : bilantool close {reference} --interrupted "
            f"{effects.WITHDRAWN} --date {fields['le']}"
        )
    ledger.report(console, case, spec, fields, entry, said, json=json)


def _decision(given: bool, refused: bool, withdrawn: bool) -> str:
    stated = [
        word
        for word, wanted in (("donne", given), ("refuse", refused), ("retire", withdrawn))
        if wanted
    ]
    if len(stated) > 1:
        raise UsageFault(
            "une entrée inscrit une seule décision",
            hint="choisissez entre --given, --refused et --withdrawn",
        )
    return stated[0] if stated else ""


def _end(
    opened: OpenDossier, trame: Trame, vault: Vault, bilan: Bilan, fields: Fields
) -> tuple[Ending | None, str]:
    """The end that a withdrawal makes, or why it cannot: a withdrawal is written all the same."""
    from bilantool.consenting import effects

    try:
        return effects.interruption(opened, trame, vault, bilan, fields), ""
    except BilantoolError as fault:
        return None, fault.message


def _agreed(
    opening: Opening, trame: Trame, end: Ending, reference: str, *, yes: bool, json: bool
) -> bool:
    """Whether the bilan ends with the consent to it; UsageFault where nobody can be asked."""
    from bilantool.cli import closing

    console = opening.console
    if not yes and not console.interactive:
        raise UsageFault(
            "retirer l'accord au bilan l'interrompt, et personne n'est au terminal pour le "
            "confirmer",
            hint="ajoutez --yes ; rien n'a été inscrit",
        )
    if not json:
        closing.announce(console, trame, end, reference)
    called = whom.told(opening, end.seen)
    return yes or console.confirm(f"Interrompre le bilan {called} au {long_date(end.day)} ?")
