"""The arguments and options that several commands share, each with one name and one help."""

from __future__ import annotations

from typing import Annotated

import typer

from bilantool.cli import completion

Reference = Annotated[
    str,
    typer.Argument(
        metavar="[DOSSIER]",
        help="Sa référence, ou le nom de la personne ; sans rien, la liste est proposée.",
        autocompletion=completion.reference,
    ),
]
"""Its default is "": whoever is at the terminal chooses."""

NextNote = Annotated[
    str | None,
    typer.Argument(
        metavar="[NOTE]",
        help="La note, par son nom ou son début ; sans rien, la prochaine à remplir.",
        autocompletion=completion.note,
    ),
]

Json = Annotated[bool, typer.Option("--json", help="Donner un seul objet JSON.")]

Yes = Annotated[bool, typer.Option("--yes", help="Ne pas demander de confirmation.")]

Day = Annotated[
    str,
    typer.Option(
        "--date",
        metavar="JOUR",
        help="Ce jour-là, au lieu d'aujourd'hui : 14/3, 14 mars 2026, hier, lundi dernier.",
    ),
]

Consultant = Annotated[
    str,
    typer.Option(
        metavar="ID",
        help="Seulement les dossiers que ce consultant suit, par son nom ou son id.",
        autocompletion=completion.consultant,
    ),
]

NoCommit = Annotated[
    bool, typer.Option("--no-commit", help="Ne rien enregistrer dans l'historique git.")
]
