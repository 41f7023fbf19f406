"""`names`: who is in the cabinet, and whether this computer shows it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli.opening import Opening
from bilantool.cli.options import Json
from bilantool.errors import DataFault, UsageFault

if TYPE_CHECKING:
    from bilantool.keys.trousseau import Trousseau

_RECORD = "affichage"
_NAMES = "noms"


def names(
    ctx: typer.Context,
    typed: Annotated[
        str, typer.Argument(metavar="[NOM]", help="Seulement ceux dont le nom commence ainsi.")
    ] = "",
    hide: Annotated[
        bool, typer.Option("--hide", "--cacher", help="Ne plus montrer les noms sur ce poste.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", "--montrer", help="Les montrer à nouveau.")
    ] = False,
    json: Json = False,
) -> None:
    """Lister les personnes et leurs références.

    Les noms se lisent dans les notes, et seulement à votre terminal : un tuyau, un fichier ou
    --json n'ont que les références. Pour un écran partagé : --references-only à chaque commande,
    ou --hide une fois pour toutes ; ce réglage est celui de ce poste, non du cabinet.
    """
    from bilantool.cabinet import people
    from bilantool.cli import whom

    opening = Opening(ctx)
    console = opening.console
    if hide and show:
        raise UsageFault("--hide et --show se contredisent", hint="gardez l'un des deux")
    if hide or show:
        opening.trousseau().require()
        opening.trousseau().set_state(_RECORD, {_NAMES: show})
        console.say("Les noms sont montrés sur ce poste." if show else _HIDDEN)
        return
    vault = opening.vault()
    with console.progress("lecture des noms"):
        found = people.everyone(vault)
    if typed:
        found = tuple(people.matching(found, typed))
    if json:
        console.object({"ok": True, "references": [each.reference for each in found]})
        return
    for line in whom.rows(found, names=opening.names_shown):
        console.say(line)
    if not found:
        console.say("Personne ne s'appelle ainsi." if typed else "Aucun dossier pour l'instant.")
    elif console.personal and not opening.names_shown:
        console.note(_HIDDEN)


_HIDDEN = "Les noms ne sont pas montrés sur ce poste. Pour les revoir : bilantool names --show"


def wanted(trousseau: Trousseau) -> bool:
    """Whether this computer shows names; a record that cannot be read hides them."""
    with suppress(DataFault):
        return trousseau.state(_RECORD).get(_NAMES) is not False
    return False
