"""Personal data that has no place in a dossier: the social security number, private life.

The synthèse is searched with whole words and set phrases, chosen so that ordinary
sentences about work pass: « politique de recrutement », « diagnostic de panne », « garde
d’enfants », « établissement psychiatrique » or « syndicat mixte » are not remarks about the
person. What it misses, the counsellor's own reading is for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from bilantool.bilan import Bilan
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law, practice

SYNTHESE = "conclusions/synthese"

_GAP = r"[\s.\-]?"
_NIR = re.compile(
    # sex, year, month (or the codes of an unknown month), department, commune, order, key
    rf"(?<!\d)[12]{_GAP}\d\d{_GAP}(?:0[1-9]|1[0-2]|[2-9]\d){_GAP}(?:\d\d|2[AaBb]){_GAP}\d{{3}}"
    rf"{_GAP}\d{{3}}(?:{_GAP}\d\d)?(?!\d)"
)

_OF_THE_PERSON = "(?:mon|ma|mes|son|sa|ses|votre|vos)"

FAMILIES = {
    "de la santé": rf"""
        (?:{_OF_THE_PERSON}|une|longue)\ maladie | (?:arret|conge)s?\ (?:de\ )?(?:longue\ )?maladie
        | (?:est|etait|suis|tombee?)\ malade | {_OF_THE_PERSON}\ (?:handicap|pathologies?)
        | (?:{_OF_THE_PERSON}|une|longue)\ hospitalisation | hospitalisee? | cancer | chimiotherapie
        | depressi(?:on|f|ve) | burn[ -]?out | antidepresseurs? | anxiolytiques? | psychotherapie
        | autis(?:me|te) | bipolaire | tdah | dyslexi(?:e|que) | diabet(?:e|ique)
        | epilep(?:sie|tique) | fibromyalgie | endometriose | sclerose\ en\ plaques
        | lombalgies? | hernie\ discale | alcoolisme | toxicomanie | {_OF_THE_PERSON}\ addictions?
        | invalidite | inaptitude
        | rqth | mdph | aah | travailleu(?:r|se)s?\ handicapee?s? | mi-temps\ therapeutique
        | traitements?\ medica(?:l|ux|menteux) | diagnostics?\ medica(?:l|ux) | sante\ fragile
        | {_OF_THE_PERSON}\ sante\ mentale | problemes?\ de\ sante | suicide | grossesse
    """,
    "de la famille": rf"""
        divorc(?:e|ee|es|ees) | veu(?:f|ve) | celibataire | concubin(?:e|age)? | monoparentale?
        | garde\ alternee | pension\ alimentaire | separation\ conjugale | violences?\ conjugales?
        | conges?\ (?:de\ )?(?:maternite|paternite)
        | {_OF_THE_PERSON}\ (?:mari|femme|conjointe?|compagne|compagnon|epoux|epouse|enfants?|fils)
        | {_OF_THE_PERSON}\ (?:filles?|bebe|mere|pere|parents|freres?|soeurs?|belle-mere|beau-pere)
        | (?:mere|pere)\ de\ (?:famille|(?:une?|deux|trois|quatre|cinq)\ (?:enfants?|filles?|fils))
    """,
    "de la religion": r"""
        religions? | (?<!secours\ )(?<!institut\ )(?<!lycee\ )(?<!enseignement\ )catholique
        | catholicisme | musulmane?s? | islam | juifs? | juives? | judaisme | protestante?s?
        | protestantisme | evangeliques? | bouddhis(?:te|me) | chretien(?:ne)?s? | athee
        | croyante?s? | ramadan | (?:foi|convictions?|pratiques?)\ religieuses?
    """,
    "de l’engagement syndical": r"""
        syndicalistes? | syndiquee?s? | cgt | cfdt | cftc | unsa | cfe-cgc | grevistes?
        | (?:mandat|deleguee?|representante?|responsable)s?\ syndica(?:l|le|ux|les)
        | (?:engagement|activite|action|section)s?\ syndica(?:l|le|ux|les)
    """,
    "des opinions politiques": r"""
        partis?\ politiques? | (?:opinion|conviction|engagement)s?\ politiques? | militantisme
        | militante?s?\ (?:du|de|au|pour|contre|politiques?) | parti\ (?:socialiste|communiste)
        | rassemblement\ national | france\ insoumise
    """,
    "des origines": r"""
        origines?\ (?:ethniques?|raciales?|etrangeres?) | ethnie | immigree? | nationalite
        | titre\ de\ sejour | sans-papiers
    """,
    "de la vie intime": r"""
        homosexuel(?:le)?s? | homosexualite | lesbiennes? | gay | bisexuel(?:le)?s? | transgenres?
        | (?:orientation|vie)\ sexuelle
    """,
}
"""Kind of private life → the words that show it, without accents, in verbose regex."""

_WORDS = {
    kind: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.VERBOSE)
    for kind, pattern in FAMILIES.items()
}


@law(
    "BC401",
    "Aucun numéro de sécurité sociale",
    article="RGPD, art. 25",
    certainty=Certainty.VERIFIE,
    needs=(),
    explanation=(
        "Aucune étape d’un bilan n’a besoin du numéro de sécurité sociale (NIR) : un dossier n’en "
        "contient nulle part, pièces du financement comprises."
    ),
    remedy="effacer ce numéro de la note",
)
def numero_de_securite_sociale(bilan: Bilan) -> Iterator[Breach]:
    """Text or number of any note that looks like a French social security number."""
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
        plain = _plain(text)
        for kind, words in _WORDS.items():
            if words.search(plain):
                yield Breach(
                    SYNTHESE,
                    path,
                    f"ce champ contient un mot du registre {kind}",
                )


def _texts(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every text of a note, numbers included, with its key path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, str(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


def _plain(text: str) -> str:
    """Lower case, without accents, ligatures or doubled spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())
