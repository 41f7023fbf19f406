"""The words of private life, as they are looked for in a synthèse.

Whole words and set phrases, chosen so that ordinary sentences about work pass: « politique
de recrutement », « diagnostic de panne », « garde d’enfants », « établissement
psychiatrique », « lycée catholique » or « syndicat mixte » are not remarks about the
person. What they miss, the counsellor's own reading is for.

A phrase is written without accents, in the singular; `son` stands for every possessive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

FAMILIES = {
    "de la santé": """
        son maladie, longue maladie, une maladie, arret maladie, arret de maladie, conge maladie,
        conge de maladie, est malade, etait malade, suis malade, tombe malade, tombee malade,
        son handicap, son pathologie, son hospitalisation, une hospitalisation, hospitalise,
        hospitalisee, cancer, chimiotherapie, depression, depressif, depressive, burn out, burnout,
        antidepresseur, anxiolytique, psychotherapie, autisme, autiste, bipolaire, tdah, dyslexie,
        dyslexique, diabete, diabetique, epilepsie, epileptique, fibromyalgie, endometriose,
        sclerose en plaque, lombalgie, hernie discale, alcoolisme, toxicomanie, son addiction,
        invalidite, inaptitude, rqth, mdph, aah, travailleur handicape, travailleuse handicapee,
        mi temps therapeutique, traitement medical, traitement medicamenteux, diagnostic medical,
        sante fragile, sante mentale fragile, son sante, probleme de sante, suicide, grossesse,
        est enceinte, etait enceinte, suis enceinte, tombee enceinte, est handicape,
        est handicapee, schizophrenie, schizophrene, asthme, asthmatique, seropositif,
        seropositive, alcoolique, suivi par un psychiatre, suivie par un psychiatre,
        suivi psychiatrique, suivi psychologique
    """,
    "de la famille": """
        divorce, divorcee, divorcer, veuf, veuve, celibataire, concubin, concubine, concubinage,
        monoparentale, garde alternee, pension alimentaire, separation conjugale,
        violence conjugale, conge maternite, conge de maternite, conge paternite,
        conge de paternite, son mari, son femme, son conjoint, son conjointe, son compagne,
        son compagnon, son epoux, son epouse, son enfant, son fils, son fille, son bebe, son mere,
        son pere, son parent, son frere, son soeur, son belle mere, son beau pere, son beau parent,
        son grand mere, son grand pere, son grand parent, son petit enfant, son petit fils,
        son petite fille,
        mere de famille, pere de famille, mere de deux enfant, pere de deux enfant,
        mere de trois enfant, pere de trois enfant, mere de quatre enfant, pere de quatre enfant,
        mere d un enfant, pere d un enfant
    """,
    "de la religion": """
        religion, est catholique, confession catholique, foi catholique, catholicisme, musulman,
        musulmane, islam, juif, juive, judaisme, protestant, protestante, protestantisme,
        evangelique, bouddhiste, bouddhisme, chretien, chretienne, athee, croyant, croyante,
        ramadan, foi religieuse, conviction religieuse, pratique religieuse
    """,
    "de l’engagement syndical": """
        syndicaliste, syndique, syndiquee, cgt, cfdt, cftc, unsa, cfe cgc, greviste,
        mandat syndical, delegue syndical, deleguee syndicale, representant syndical,
        representante syndicale, responsable syndical, responsable syndicale, engagement syndical,
        activite syndicale, action syndicale, section syndicale
    """,
    "des opinions politiques": """
        parti politique, opinion politique, conviction politique, engagement politique,
        militantisme, militant politique, militante politique, parti socialiste, parti communiste,
        rassemblement national, france insoumise
    """,
    "des origines": """
        origine ethnique, origine raciale, origine etrangere, ethnie, immigre, immigree,
        nationalite, titre de sejour, sans papier
    """,
    "de la vie intime": """
        homosexuel, homosexuelle, homosexualite, lesbienne, gay, bisexuel, bisexuelle, transgenre,
        orientation sexuelle, vie sexuelle
    """,
}
"""Kind of private life, as a message names it → its phrases."""

HEALTH = "de la santé"
HEALTH_ONLY = {HEALTH: FAMILIES[HEALTH]}

SENSITIVE = {kind: listed for kind, listed in FAMILIES.items() if kind != "de la famille"}
"""The special categories of the RGPD, art. 9."""

DIAGNOSIS = {
    HEALTH: """
        rqth, mdph, aah, travailleur handicape, travailleuse handicapee, pension d invalidite,
        taux d invalidite, taux d incapacite, diagnostic medical, son diagnostic, diagnostique tdah,
        diagnostiquee tdah, diagnostique autiste, diagnostiquee autiste
    """
}
"""What no note of a dossier holds, working papers included."""

PASSING = """
    fil conducteur, fil rouge, fils electrique, gay lussac, sante financiere, sante publique,
    sante au travail, sante de l entreprise, transistor bipolaire, depression atmospherique,
    parent d eleve, pere spirituel, pere fondateur, compagnon du devoir, compagnon de route,
    historien des religion, historienne des religion, histoire des religion,
    droit des titre de sejour, la mdph, une mdph
"""
"""Set phrases of the trades whose words say nothing of the person: they are passed over."""

_POSSESSIVES = frozenset({"mon", "ma", "mes", "son", "sa", "ses", "votre", "vos"})
_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile("[a-z0-9]+")


def kinds(text: str, families: Mapping[str, str] = FAMILIES) -> list[str]:
    """The kinds of private life that a text speaks of, each once, in the order of `families`."""
    by_first_word, last_words = _known(tuple(families.items()))
    found = _read(text)
    if last_words.isdisjoint(found):
        return []
    words = _passed([_singular(word) for word in found])
    seen = {
        kind
        for place, word in enumerate(words)
        for phrase, kind in by_first_word.get(word, ())
        if words[place : place + len(phrase)] == phrase
    }
    return [kind for kind in families if kind in seen]


def _passed(words: list[str]) -> list[str]:
    """The words, with an empty one in the place of each that belongs to a set phrase."""
    kept = list(words)
    for place, word in enumerate(words):
        for phrase in _PASSING.get(word, ()):
            if words[place : place + len(phrase)] == phrase:
                kept[place : place + len(phrase)] = [""] * len(phrase)
    return kept


def _words(text: str) -> list[str]:
    """Its words, in the singular, every possessive alike."""
    return [_singular(word) for word in _WORD.findall(_plain(text))]


@lru_cache(maxsize=2048)
def _read(text: str) -> tuple[str, ...]:
    """Its words as they stand: several rules ask for those of one text, one after another."""
    return tuple(_WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    """Lower case, without accents."""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower())).replace("œ", "oe")


def _singular(word: str) -> str:
    if word in _POSSESSIVES:
        return "son"
    if word == "fils":
        return word  # a son; the plural of « fil » is met in set phrases
    if len(word) > 5 and word.endswith("aux"):
        return f"{word[:-3]}al"
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _passing() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for phrase in map(_words, PASSING.split(",")):
        found.setdefault(phrase[0], []).append(phrase)
    return found


@cache
def _known(
    families: tuple[tuple[str, str], ...],
) -> tuple[Mapping[str, Sequence[tuple[list[str], str]]], frozenset[str]]:
    """The phrases by their first word; and the words, one of which a text holds if it holds any
    phrase: the last of each, in the singular and the plural.

    Most texts hold none, and need not be taken to the singular.
    """
    found: dict[str, list[tuple[list[str], str]]] = {}
    for kind, listed in families:
        for phrase in map(_words, listed.split(",")):
            found.setdefault(phrase[0], []).append((phrase, kind))
    last = {phrase[-1] for each in found.values() for phrase, _ in each}
    plural = {word + ending for word in last for ending in "sx"}
    plural |= {f"{word[:-2]}aux" for word in last if word.endswith("al")}
    return found, frozenset(last | plural)


_PASSING = _passing()
