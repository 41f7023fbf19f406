"""The kinds of findings about form, with their stable ids; `bilantool rules` lists them."""

from __future__ import annotations

from dataclasses import dataclass

from bilantool.findings import Severity


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind; `title` fits on a line, `explanation` says what to do in a sentence or two.

    `misshapen` tells that rules and documents cannot rely on the note while it stands.
    """

    id: str
    title: str
    explanation: str
    severity: Severity = Severity.INVALIDE
    misshapen: bool = True


MISSING = Kind(
    "N101",
    "champ manquant",
    "Un champ obligatoire est vide ou absent. Certains ne le sont que selon une autre réponse, "
    "ou à la clôture du bilan.",
    Severity.MANQUANT,
    misshapen=False,
)
UNBEGUN = Kind(
    "N102",
    "note à commencer",
    "La note est encore vide, alors qu’elle a des champs obligatoires.",
    Severity.MANQUANT,
    misshapen=False,
)
WRONG = Kind(
    "N201",
    "valeur invalide",
    "La valeur n’a pas la forme attendue : un nombre à la place d’un texte, un texte à la place "
    "d’une liste, une valeur hors des bornes…",
)
UNKNOWN_KEY = Kind(
    "N202",
    "clé inconnue",
    "La note ne connaît pas cette clé : c’est souvent une faute de frappe ou un retrait décalé. "
    "Seule la ligne est donnée, car une clé inconnue peut être un mot de la personne.",
)
WRONG_DATE = Kind(
    "N203",
    "date, mois ou heure invalide",
    "Une date s’écrit AAAA-MM-JJ, un mois AAAA-MM ou AAAA, une heure HH:MM ; "
    "le jour doit exister au calendrier.",
)
WRONG_CHOICE = Kind(
    "N204",
    "choix inconnu",
    "La valeur n’est pas l’une de celles que le champ propose.",
)
DANGLING = Kind(
    "N205",
    "renvoi sans cible",
    "Le champ désigne un élément d’une autre liste par son identifiant court (id), "
    "et aucun élément ne le porte.",
)
DUPLICATE = Kind(
    "N206",
    "identifiant en double",
    "Deux éléments d’une même liste portent le même identifiant court (id) : "
    "un renvoi ne saurait pas lequel désigner.",
)
BACKWARDS = Kind(
    "N207",
    "fin avant le début",
    "Deux dates d’un même groupe se contredisent : la fin vient avant le début. Les autres "
    "contrôles de la note se font quand même.",
    misshapen=False,
)

MISFILED = Kind(
    "N208",
    "pièce qui n’est pas à sa place",
    "Le fichier de la pièce que cite le champ est celui d’une autre pièce, d’un autre dossier ou "
    "d’une autre classe que la note, ou ses premières lignes sont abîmées.",
)

NOT_BEFORE = Kind(
    "N209",
    "correction qui ne désigne pas une entrée antérieure",
    "Une entrée en corrige une autre, écrite avant elle dans la même liste. Celle qui se désigne "
    "elle-même, ou désigne une entrée qui la suit, ne corrige rien.",
)

ALTERED = Kind(
    "N210",
    "document figé qui n’est plus celui remis",
    "L’empreinte du document gardé tel que remis n’est pas celle que la note a retenue, ou ses "
    "octets ne se lisent plus : il ne prouve plus rien, et il faut le reprendre d’une sauvegarde.",
)

LOST = Kind(
    "N211",
    "valeur coupée ou avalée",
    "Une partie de ce qui est écrit ne compte pas : ce qui suit un « # » collé à un mot est lu "
    "comme une remarque, et un mot comme « Null », sans guillemets, veut dire « rien ».",
    misshapen=False,
)

REMARKED = Kind(
    "N212",
    "remarque à la suite d’une valeur",
    "Ce qui suit un « # » est une remarque, et ne s’imprime pas. Si c’est la suite de la valeur, "
    "il lui faut des guillemets ; si c’est une remarque, deux espaces devant le # le disent.",
    Severity.CONSEIL,
    misshapen=False,
)

AHEAD = Kind(
    "N213",
    "date à venir là où une date passée est attendue",
    "Le champ dit quelque chose qui a eu lieu, et sa date n’est pas encore venue : c’est souvent "
    "une année mal tapée.",
    Severity.CONSEIL,
    misshapen=False,
)

DISAGREES = Kind(
    "N301",
    "document que les notes contredisent",
    "Un certificat ou une attestation affirmerait autre chose que ce que les notes montrent : une "
    "séance sans preuve, une date après la fin, des heures qui ne s’accordent pas. Le document "
    "n’est pas produit tant que l’écart demeure.",
)

KINDS = (
    MISSING,
    UNBEGUN,
    WRONG,
    UNKNOWN_KEY,
    WRONG_DATE,
    WRONG_CHOICE,
    DANGLING,
    DUPLICATE,
    BACKWARDS,
    MISFILED,
    NOT_BEFORE,
    ALTERED,
    LOST,
    REMARKED,
    AHEAD,
    DISAGREES,
)
