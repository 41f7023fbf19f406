"""Personal data that has no place in a dossier: the social security number, private life."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bilantool.bilan import Bilan
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law, practice
from bilantool.rules.vocabulaire import (
    DIAGNOSIS,
    HEALTH,
    HEALTH_ONLY,
    SENSITIVE,
    kinds,
)

SYNTHESE = "conclusions/synthese"

WORKING = (
    "cadre/entretiens",
    "preliminaire/demande",
    "investigation/parcours",
    "investigation/competences",
    "investigation/motivations",
    "investigation/tests",
    "investigation/entourage",
    "investigation/pistes",
)
"""The working papers, destroyed at the end; every other note is kept longer."""

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
        for path, text in bilan.texts[name]:
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
    for path, text in _own(bilan, SYNTHESE):
        for kind in kinds(text):
            yield Breach(SYNTHESE, path, f"ce champ contient un mot du registre {kind}")


@practice(
    "BP113",
    "Santé hors des notes gardées, diagnostic nulle part",
    article="RGPD, art. 9 et 25",
    needs=(),
    explanation=(
        "Ni reconnaissance de handicap (RQTH), ni diagnostic : un dossier ne garde que les "
        "aménagements nécessaires, jamais leur cause. Les notes administratives, la convention et "
        "le plan d’action, gardés des années, ne disent rien de la santé ; dans les notes de "
        "travail, seuls sont signalés la RQTH, les allocations de handicap et les diagnostics. Le "
        "contrôle reconnaît des mots ; il ne juge pas la phrase."
    ),
    remedy=(
        "n’écrire que l’aménagement, dans le cadrage ; si le mot parle d’un métier, une dérogation "
        "motivée fait taire ce conseil"
    ),
)
def sante(bilan: Bilan) -> Iterator[Breach]:
    """Words of health in a note that is kept; of diagnosis or RQTH in a working paper."""
    for name in bilan.notes:
        if name == SYNTHESE:
            continue  # by `vie_privee`
        working = name in WORKING
        said = (
            "ce champ semble contenir une RQTH, une allocation ou un diagnostic"
            if working
            else f"ce champ contient un mot du registre {HEALTH}"
        )
        families = DIAGNOSIS if working else HEALTH_ONLY
        for path, text in _own(bilan, name):
            if kinds(text, families):
                yield Breach(name, path, said)


@practice(
    "BP114",
    "Données sensibles avec l’accord de la personne",
    article="RGPD, art. 9",
    needs=("cadre/consentements",),
    explanation=(
        "Santé, religion, engagement syndical, opinions, origines, vie intime : consigner de "
        "telles données, même dans une note de travail, demande un accord exprès, distinct du "
        "consentement au bilan. Le contrôle reconnaît des mots ; il ne juge pas la phrase. Un "
        "constat par note, au premier champ."
    ),
    remedy=(
        "retirer ce passage s’il n’est pas nécessaire ; sinon recueillir l’accord sous l’objet "
        "« donnees_sensibles »"
    ),
)
def donnees_sensibles(bilan: Bilan) -> Iterator[Breach]:
    """Words of the special categories in working papers, while no agreement is in force."""
    last = bilan.decision("donnees_sensibles", bilan.today)
    if last is not None and last.get("decision") == "donne":
        return
    for name in WORKING:
        for path, text in _own(bilan, name):
            found = kinds(text, SENSITIVE)
            if found and not kinds(text, DIAGNOSIS):  # which `sante` tells
                yield Breach(
                    name,
                    path,
                    f"ce champ contient un mot du registre {found[0]}, sans accord en cours sur "
                    "les données sensibles",
                )
                break


def _own(bilan: Bilan, name: str) -> Iterator[tuple[KeyPath, str]]:
    """The texts of a note, without those of its derogations."""
    return (each for each in bilan.texts.get(name, ()) if each[0][0] != "derogations")
