"""Personal data that has no place in a dossier: the social security number, private life."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bilantool.bilan import Bilan
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law, practice
from bilantool.rules.vocabulaire import kinds

SYNTHESE = "conclusions/synthese"

_GAP = r"[\s.\-]?"
_NIR = re.compile(
    # The first figure stands before its look-behind: the search then leaps from 1 or 2 to the next.
    # Sex, year, month (or the codes of an unknown month), department, commune, order, key
    rf"[12](?<!\d[12]){_GAP}\d\d{_GAP}(?:0[1-9]|1[0-2]|[2-9]\d){_GAP}(?:\d\d|2[AaBb]){_GAP}\d{{3}}"
    rf"{_GAP}\d{{3}}(?:{_GAP}\d\d)?(?!\d)"
)


@law(
    "BC401",
    "Aucun numéro de sécurité sociale",
    article="RGPD, art. 25",
    certainty=Certainty.VERIFIE,
    needs=(),
    explanation=(
        "Aucune étape d’un bilan n’a besoin du numéro de sécurité sociale (NIR) : un dossier n’en "
        "contient nulle part, pièces du financement comprises."
    ),
    remedy="effacer ce numéro de la note",
)
def numero_de_securite_sociale(bilan: Bilan) -> Iterator[Breach]:
    """A text of any note that holds what looks like a French social security number."""
    for name in bilan.notes:
        for path, text in _texts(bilan.note(name)):
            if _NIR.search(text):
                yield Breach(name, path, "ce champ semble contenir un numéro de sécurité sociale")


@practice(
    "BP107",
    "Vie privée hors de la synthèse",
    article="L6313-4 et RGPD, art. 9",
    needs=(SYNTHESE,),
    explanation=(
        "La synthèse ne dit rien de la santé, de la famille, de la religion, de l’engagement "
        "syndical, des opinions, des origines ni de la vie intime de la personne : seul ce qui a "
        "un lien direct et nécessaire avec l’objet du bilan y a sa place. D’une situation de "
        "santé, seuls les aménagements nécessaires sont consignés, dans le cadrage. Le contrôle "
        "reconnaît des mots ; il ne juge pas la phrase."
    ),
    remedy=(
        "relire ce champ, et n’en garder que ce qui touche au projet ; si le mot parle d’un métier "
        "et non de la personne, une dérogation motivée fait taire ce conseil"
    ),
)
def vie_privee(bilan: Bilan) -> Iterator[Breach]:
    """Words of private life in the synthèse; the finding names their kind, never the word."""
    values = {k: v for k, v in bilan.note(SYNTHESE).items() if k != "derogations"}
    for path, text in _texts(values):
        for kind in kinds(text):
            yield Breach(SYNTHESE, path, f"ce champ contient un mot du registre {kind}")


def _texts(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every text of a note with its key path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
