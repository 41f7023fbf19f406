"""Who the person is: what the documents print of a name."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool.bilan import Bilan
from bilantool.rules.rule import Breach, practice

BENEFICIAIRE = "cadre/beneficiaire"


@practice(
    "BP130",
    "Prénom",
    needs=(BENEFICIAIRE,),
    explanation=(
        "Les documents portent le prénom et le nom. Une personne peut n’avoir qu’un seul nom, qui "
        "s’écrit alors dans le nom\u00a0; les documents le portent seul."
    ),
    remedy="inscrire le prénom\u202f; si la personne n’a qu’un nom, l’écarter par une dérogation",
)
def prenom(bilan: Bilan) -> Iterator[Breach]:
    """A person without a first name, which may have been forgotten."""
    if not bilan.note(BENEFICIAIRE).get("prenom"):
        yield Breach(BENEFICIAIRE, ("prenom",), "aucun prénom n’est inscrit")
