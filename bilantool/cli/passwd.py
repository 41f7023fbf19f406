"""`passwd`: another passphrase for the same keys."""

from __future__ import annotations

from typing import Annotated

import typer

from bilantool.cli.opening import Opening
from bilantool.cli.options import Json

_OPTION, _VARIABLE = "--new-passphrase-file", "BILANTOOL_NEW_PASSPHRASE_FILE"


def passwd(
    ctx: typer.Context,
    new_passphrase_file: Annotated[
        str,
        typer.Option(
            _OPTION,
            metavar="FICHIER",
            help=f"Lire la nouvelle phrase dans ce fichier (ou celui de {_VARIABLE}).",
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Changer la phrase de passe. L'ancienne est demandée, une nouvelle est proposée.

    Les clés restent les mêmes : la fiche de secours et les sauvegardes servent comme avant.
    """
    from bilantool.cli.passphrase import choose
    from bilantool.steps import passwd as step

    opening = Opening(ctx)
    console = opening.console
    trousseau = opening.trousseau()
    step.require_own(trousseau)
    old = opening.given_passphrase()
    new = opening.passphrase_in(new_passphrase_file, _OPTION, _VARIABLE)
    identity = opening.proven_identity(trousseau, old, "Phrase de passe actuelle")
    chosen = choose(console, new, option=_OPTION, variable=_VARIABLE)
    with console.progress("chiffrement du trousseau"):
        done = step.change(
            trousseau,
            identity,
            chosen,
            opening.cost(),
            runtime=opening.runtime(),
            keystore=opening.keystore(),
        )
    if json:
        console.object({"ok": True, "trousseau": str(trousseau.folder), "refermees": done.closed})
        return
    console.say(f"Phrase de passe changée pour {trousseau.folder}")
    console.say("  Les 24 mots et les sauvegardes n'ont pas changé : ils servent comme avant.")
    if done.closed:
        console.say("  Les clés étaient ouvertes, elles sont refermées : bilantool unlock")
    copies = "une ancienne copie du trousseau s'ouvre encore avec l'ancienne phrase"
    if done.service:
        copies = f"{done.service} paraît recopier le trousseau, et {copies}"
    console.note(f"{copies} ; si quelqu'un d'autre la connaît, détruisez ces copies")
    if old is not None:
        console.note(
            "le fichier de la phrase de passe contient encore l'ancienne : mettez-y la nouvelle"
        )
