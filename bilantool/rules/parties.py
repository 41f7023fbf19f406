"""Who is bound, who pays, who speaks for the person."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool import french
from bilantool.bilan import Bilan, day_of, group_of, word_of
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law, practice

BENEFICIAIRE = "cadre/beneficiaire"
CONVENTION = "cadre/convention"
CONSENTEMENTS = "cadre/consentements"
SEANCES = "cadre/seances"
RESTITUTION = "conclusions/restitution"

_COMPANY = 9
"""How many figures of a SIRET name the company, whatever its establishment."""


@law(
    "BC219",
    "Prix dans la convention tripartite",
    article="R6313-8",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION, BENEFICIAIRE),
    explanation=(
        "La convention tripartite énonce l’intitulé, l’objectif, le contenu, les moyens, la durée "
        "et la période, le déroulement et le suivi, la remise des résultats et de la synthèse, le "
        "prix et son règlement. La note demande déjà chacune de ces mentions ; le prix, "
        "facultatif pour une commande passée sur une plateforme, est ici obligatoire. Un agent "
        "public relève d’un autre modèle."
    ),
    remedy="indiquer sous prix le montant hors taxe et le taux de TVA, même nul",
)
def prix_de_la_tripartite(bilan: Bilan) -> Iterator[Breach]:
    """A tripartite convention that states no price."""
    terms = bilan.terms
    if terms.kind == "tripartite" and not terms.public_agent and terms.price.net is None:
        yield Breach(CONVENTION, ("prix",), "la convention tripartite n’énonce aucun prix")


@law(
    "BC221",
    "L’employeur n’est pas le prestataire",
    article="R6313-5",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION,),
    explanation=(
        "Un employeur ne réalise pas lui-même le bilan de compétences de son personnel. Les neuf "
        "premiers chiffres du SIRET de l’employeur, ceux de l’entreprise, sont comparés à ceux du "
        "cabinet dans cabinet.yaml."
    ),
    remedy="vérifier les deux SIRET ; si l’entreprise est la même, confier le bilan à un autre",
)
def employeur_distinct(bilan: Bilan) -> Iterator[Breach]:
    """An employer of the same company as the cabinet."""
    own = word_of(bilan.cabinet.get("siret")).replace(" ", "")[:_COMPANY]
    theirs = group_of(bilan.note(CONVENTION).get("employeur")).get("siret")
    employers: list[tuple[KeyPath, object]] = [(("employeur", "siret"), theirs)]
    employers += [
        (("financements", line.index, "siret"), line.siret)
        for line in bilan.terms.fundings
        if line.kind in ("employeur", "employeur_public")
    ]
    # Fourteen zeros stand for a number in examples: they name no company.
    known = len(own) == _COMPANY and own.strip("0")
    for path, siret in employers:
        if known and word_of(siret)[:_COMPANY] == own:
            yield Breach(CONVENTION, path, "l’employeur et le cabinet sont la même entreprise")
            return


@law(
    "BC227",
    "Accord du représentant avant la première séance",
    article="L6313-4",
    certainty=Certainty.A_CONFIRMER,
    needs=(BENEFICIAIRE, SEANCES),
    explanation=(
        "Pour une personne mineure ou un majeur protégé, l’accord de son représentant s’ajoute au "
        "consentement de la personne, et précède la première séance. L’étendue de cet accord "
        "selon la mesure de protection reste à confirmer."
    ),
    remedy="vérifier la date de l’accord, et ne plus tenir de séance avant de l’avoir recueilli",
)
def representant(bilan: Bilan) -> Iterator[Breach]:
    """A minor or protected adult: a session held before the representative agreed."""
    person, first = bilan.note(BENEFICIAIRE), bilan.begun_on
    if person.get("mineur") is not True or first is None:
        return
    agreed = day_of(group_of(person.get("representant")).get("accord_le"))
    if agreed is None:
        yield Breach(
            BENEFICIAIRE,
            ("representant",),
            f"une séance a été tenue le {french.long_date(first)} sans accord du représentant",
        )
    elif agreed > first:
        yield Breach(
            BENEFICIAIRE,
            ("representant", "accord_le"),
            f"l’accord du représentant est du {french.long_date(agreed)}, après la première séance "
            f"tenue le {french.long_date(first)}",
        )


@law(
    "BC228",
    "Agents de l’État : accord ou opposition à la communication",
    article="arrêté du 31 juillet 2009",
    certainty=Certainty.SECONDAIRE,
    needs=(CONVENTION, BENEFICIAIRE, CONSENTEMENTS, SEANCES),
    explanation=(
        "Pour un agent de l’État dont l’administration paie le bilan, la synthèse peut aller au "
        "service des ressources humaines, sauf si l’agent s’y oppose. Sa décision, accord ou "
        "refus, est donc consignée avant la fin du bilan, sous l’objet « communication »."
    ),
    remedy="demander sa décision à la personne, et la consigner : accord ou refus",
)
def decision_de_l_agent(bilan: Bilan) -> Iterator[Breach]:
    """A state agent's synthèse handed over, or bilan completed, without his decision on HR."""
    handed = day_of(group_of(bilan.note(RESTITUTION).get("synthese")).get("remise_le"))
    over = handed is not None or bilan.completed
    if (
        bilan.act == "tripartite"
        and bilan.terms.service == "etat"
        and over
        and not bilan.consents("communication")
    ):
        yield Breach(
            CONSENTEMENTS,
            ("entrees",),
            "ni accord ni opposition de l’agent à la communication de la synthèse n’est consigné",
        )


@law(
    "BC229",
    "Congé de reclassement : convention tripartite",
    article="R1233-35 et R6313-8",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION,),
    explanation=(
        "Un bilan suivi pendant un congé de reclassement est réalisé après la conclusion d’une "
        "convention écrite entre l’employeur, le salarié et le prestataire. Quand le bilan propose "
        "des formations, le prestataire en dit la nature, la durée et la mise en œuvre à la "
        "cellule d’accompagnement (R1233-27)."
    ),
    remedy="établir une convention tripartite, ou corriger l’origine du financement",
)
def reclassement(bilan: Bilan) -> Iterator[Breach]:
    """Paid in a congé de reclassement under another act."""
    if bilan.act in ("", "tripartite"):
        return
    if "conge_reclassement" in bilan.terms.kinds:
        yield Breach(
            CONVENTION,
            ("acte",),
            "un congé de reclassement finance ce bilan, dont l’acte n’est pas tripartite",
        )


@practice(
    "BP118",
    "Contrat de sous-traitance avant la première séance",
    article="L6323-9-2 et R6333-6-2",
    needs=(CONVENTION, SEANCES),
    explanation=(
        "Le prestataire qui confie un bilan à un autre organisme le lie par un contrat écrit, que "
        "l’auditeur demande ; il est signé avant la première séance. Pour le compte personnel de "
        "formation, l’écrit est obligatoire, il est communiqué à la Caisse des dépôts, et le "
        "sous-traitant ne sous-traite pas à son tour."
    ),
    remedy="vérifier la date du contrat de sous-traitance",
)
def sous_traitance(bilan: Bilan) -> Iterator[Breach]:
    """A subcontract signed once sessions had been held."""
    signed = day_of(group_of(bilan.note(CONVENTION).get("sous_traitance")).get("contrat_le"))
    first = bilan.begun_on
    if signed and first and signed > first:
        yield Breach(
            CONVENTION,
            ("sous_traitance", "contrat_le"),
            f"le contrat de sous-traitance est du {french.long_date(signed)}, après la première "
            f"séance tenue le {french.long_date(first)}",
        )


@practice(
    "BP122",
    "Un acte qui répond au financement",
    article="L6353-1, L6353-3 et D6353-1",
    needs=(CONVENTION,),
    explanation=(
        "L’acte dépend de qui paie : une commande pour le compte personnel de formation, dont les "
        "conditions de la plateforme tiennent lieu de convention ; un contrat individuel quand la "
        "personne paie seule ; une convention dans les autres cas."
    ),
    remedy="vérifier la nature de l’acte et l’origine de chaque financement",
)
def acte_et_financement(bilan: Bilan) -> Iterator[Breach]:
    """An act that none of the funders goes with, or a person who pays alone without contract."""
    origins = bilan.terms.kinds
    if not bilan.act or not origins:
        return
    alone = origins == {"personnel"}
    if "cpf" in origins and bilan.act != "commande_cpf":
        said = "le CPF finance ce bilan, dont l’acte n’est pas une commande"
    elif bilan.act == "commande_cpf" and "cpf" not in origins:
        said = "l’acte est une commande CPF, et aucun financement n’en vient"
    elif alone and bilan.act != "contrat_individuel":
        said = "la personne paie seule ce bilan, dont l’acte n’est pas un contrat individuel"
    elif bilan.act == "contrat_individuel" and "personnel" not in origins:
        said = "l’acte est un contrat individuel, et la personne n’est pas parmi les financeurs"
    elif bilan.act == "commande_france_travail" and "france_travail" not in origins:
        said = "l’acte est une commande de France Travail, et aucun financement n’en vient"
    else:
        return
    yield Breach(CONVENTION, ("acte",), said)
