"""The act that binds the parties: signed in time, by everyone, and paid in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from bilantool import french
from bilantool.bilan import Bilan, day_of, entries_of, group_of, number_of, withdrawal
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law

SEANCES = "cadre/seances"
CONVENTION = "cadre/convention"

REFLECTION = timedelta(days=10)
"""The employee's time to sign, from the employer's transmission."""

DEPOSIT_PERCENT = 30

_OTHER_SERVICES = ("territoriale", "hospitaliere")

SIGN_FIRST = (
    "vérifier les dates de signature et de séance, et ne plus tenir de séance avant que l’acte "
    "soit signé de tous"
)


@law(
    "BC203",
    "Convention tripartite signée avant la première séance",
    article="R6313-8",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION, SEANCES),
    explanation=(
        "Quand le bilan relève du plan de l’employeur ou d’un congé de reclassement, une "
        "convention écrite lie l’employeur, le salarié et le prestataire. Elle est signée des "
        "trois avant la première séance."
    ),
    remedy=SIGN_FIRST,
)
def tripartite_signee(bilan: Bilan) -> Iterator[Breach]:
    """Employer's plan: a session before the three signatures."""
    if bilan.act == "tripartite" and not _public_agent(bilan):
        yield from _unsigned_session(bilan, ("signatures",))


@law(
    "BC204",
    "Convention ou commande conclue avant la première séance",
    article="D6353-1",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION, SEANCES),
    explanation=(
        "La convention avec le financeur est signée avant la première séance. Pour le compte "
        "personnel de formation, les conditions de la plateforme tiennent lieu de convention : "
        "c’est la date d’acceptation de la commande qui compte. L’article a été lu dans sa "
        "version de 2019."
    ),
    remedy=SIGN_FIRST,
)
def convention_conclue(bilan: Bilan) -> Iterator[Breach]:
    """Other funders: a session before the convention is signed or the order accepted."""
    if bilan.act == "commande_cpf":
        yield from _unsigned_session(bilan, ("cpf",))
    elif bilan.act == "bipartite" or (bilan.act == "commande_france_travail" and bilan.act_on):
        # France Travail's order is not signed by the parties: only a stated date is compared.
        yield from _unsigned_session(bilan, ("signatures",))


@law(
    "BC205",
    "Contrat individuel signé avant la première séance",
    article="L6353-3",
    certainty=Certainty.A_CONFIRMER,
    needs=(CONVENTION, SEANCES),
    explanation=(
        "Quand la personne paie elle-même, un contrat est conclu avant la première séance. Le "
        "texte vise les actions de formation ; son application aux bilans reste à confirmer."
    ),
    remedy=SIGN_FIRST,
)
def contrat_signe(bilan: Bilan) -> Iterator[Breach]:
    """The person pays: a session before the contract is signed."""
    if bilan.act == "contrat_individuel":
        yield from _unsigned_session(bilan, ("signatures",))


@law(
    "BC206",
    "Agents de l’État : convention signée avant la première séance",
    article="arrêté du 31 juillet 2009",
    certainty=Certainty.SECONDAIRE,
    needs=(CONVENTION, SEANCES, "cadre/beneficiaire"),
    explanation=(
        "Le bilan d’un agent de l’État suit son propre modèle de convention tripartite, signé "
        "avant la première séance."
    ),
    remedy=SIGN_FIRST,
)
def agent_de_l_etat(bilan: Bilan) -> Iterator[Breach]:
    """State agents: a session before the three signatures."""
    of_the_state = bilan.note("cadre/beneficiaire").get("fonction_publique") == "etat"
    if bilan.act == "tripartite" and _public_agent(bilan) and of_the_state:
        yield from _unsigned_session(bilan, ("signatures",))


@law(
    "BC215",
    "Agents territoriaux et hospitaliers : convention signée avant la première séance",
    article="R6313-8",
    certainty=Certainty.A_CONFIRMER,
    needs=(CONVENTION, SEANCES, "cadre/beneficiaire"),
    explanation=(
        "Les fonctions publiques territoriale et hospitalière ont leurs propres textes, qui n’ont "
        "pas été relus. Par prudence, la convention tripartite est attendue signée des trois "
        "avant la première séance, comme pour un salarié ; ce point reste à confirmer."
    ),
    remedy=SIGN_FIRST,
)
def autre_agent_public(bilan: Bilan) -> Iterator[Breach]:
    """Other public agents: a session before the three signatures."""
    service = bilan.note("cadre/beneficiaire").get("fonction_publique")
    if bilan.act == "tripartite" and _public_agent(bilan) and service in _OTHER_SERVICES:
        yield from _unsigned_session(bilan, ("signatures",))


@law(
    "BC207",
    "Dix jours pour signer la convention tripartite",
    article="R6313-8",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION,),
    explanation=(
        "Le salarié dispose de dix jours, à compter de la transmission du projet par l’employeur, "
        "pour rendre la convention signée. Son silence vaut refus : une signature plus tardive "
        "ne répond plus au projet transmis."
    ),
    remedy="faire transmettre à nouveau le projet par l’employeur, et consigner la nouvelle date",
)
def dix_jours(bilan: Bilan) -> Iterator[Breach]:
    """The employee signed before the transmission, too late, or not within the ten days."""
    convention = bilan.note(CONVENTION)
    sent = day_of(convention.get("projet_transmis_le"))
    if bilan.act != "tripartite" or _public_agent(bilan):
        return
    signed = day_of(group_of(convention.get("signatures")).get("beneficiaire"))
    path: KeyPath = ("signatures", "beneficiaire")
    if sent is None:
        if signed:
            yield Breach(
                CONVENTION,
                ("projet_transmis_le",),
                "la convention est signée de la personne, et le jour où son employeur lui a "
                "transmis le projet n’est pas consigné",
                "demander cette date à l’employeur ou à la personne, et la consigner",
            )
    elif signed is None:
        if bilan.today - sent > REFLECTION:
            yield Breach(
                CONVENTION,
                ("projet_transmis_le",),
                f"les dix jours pour signer ont pris fin le {french.long_date(sent + REFLECTION)}, "
                "et le silence vaut refus",
            )
    elif signed < sent:
        yield Breach(
            CONVENTION,
            path,
            f"signature du {french.long_date(signed)}, avant la transmission du projet le "
            f"{french.long_date(sent)}",
            "vérifier la date de signature et la date de transmission",
        )
    elif signed - sent > REFLECTION:
        yield Breach(
            CONVENTION,
            path,
            f"signature du {french.long_date(signed)}, plus de dix jours après la transmission du "
            f"projet le {french.long_date(sent)}",
        )


@law(
    "BC210",
    "Aucun paiement pendant le délai de rétractation",
    article="L6353-5 et L6353-6",
    certainty=Certainty.A_CONFIRMER,
    needs=(CONVENTION,),
    explanation=(
        "La personne qui paie elle-même a dix jours pour se rétracter à compter de la signature, "
        "et rien ne lui est demandé avant. Le texte vise les actions de formation ; son "
        "application aux bilans reste à confirmer. Le délai est de quatorze jours pour une vente "
        "à distance ou hors établissement, et passe au premier jour ouvrable s’il finit un samedi, "
        "un dimanche ou un jour férié (Code de la consommation, L221-18 et L221-19)."
    ),
    remedy="vérifier la date du règlement, et n’encaisser qu’après la fin du délai",
)
def retractation(bilan: Bilan) -> Iterator[Breach]:
    """An invoice paid within the days to withdraw that follow an individual contract."""
    convention = bilan.note(CONVENTION)
    signed = day_of(group_of(convention.get("signatures")).get("beneficiaire"))
    if bilan.act != "contrat_individuel" or signed is None:
        return
    given = withdrawal(convention)
    last = given.last or signed
    for index, invoice in entries_of(convention.get("factures")):
        paid = day_of(invoice.get("reglee_le"))
        billed = day_of(invoice.get("date"))
        since = f"des {given.days} jours qui suivent la signature du {french.long_date(signed)}"
        if paid and paid <= last:
            yield Breach(
                CONVENTION,
                ("factures", index, "reglee_le"),
                f"règlement du {french.long_date(paid)}, avant la fin {since}",
            )
        elif billed and signed <= billed <= last:
            yield Breach(
                CONVENTION,
                ("factures", index, "date"),
                f"facture du {french.long_date(billed)}, avant la fin {since}",
            )


@law(
    "BC218",
    "Trente pour cent du prix au plus avant le début",
    article="L6353-6",
    certainty=Certainty.A_CONFIRMER,
    needs=(CONVENTION,),
    explanation=(
        "La personne qui paie elle-même ne verse pas plus de 30 % du prix, passé le délai de "
        "rétractation et avant le début ; le reste est échelonné. Le texte vise les actions de "
        "formation ; son application aux bilans reste à confirmer."
    ),
    remedy="vérifier les règlements d’avant la première séance, et échelonner le reste",
)
def acompte(bilan: Bilan) -> Iterator[Breach]:
    """An individual contract paid beyond 30 % of its price before the first session."""
    convention = bilan.note(CONVENTION)
    price, first = _price(convention), bilan.begun_on
    if bilan.act != "contrat_individuel" or not price:
        return
    early = sorted(
        (paid, index, number_of(invoice.get("montant")) or 0)
        for index, invoice in entries_of(convention.get("factures"))
        if (paid := day_of(invoice.get("reglee_le"))) and (first is None or paid < first)
    )
    total = 0.0
    for _, index, amount in early:
        total += amount
        if round(100 * total) > round(DEPOSIT_PERCENT * price):
            yield Breach(
                CONVENTION,
                ("factures", index, "montant"),
                f"plus de {DEPOSIT_PERCENT} % du prix est réglé avant la première séance",
            )
            return


def _price(convention: Mapping[str, Any]) -> float:
    """What the bilan costs, tax included, in euros: the price of the act, else its funding."""
    price = group_of(convention.get("prix"))
    net = number_of(price.get("montant_ht"))
    if net is not None:
        return net * (1 + (number_of(price.get("taux_tva")) or 0) / 100)
    lines = entries_of(convention.get("financements"))
    return sum(number_of(line.get("montant")) or 0 for _, line in lines)


def _public_agent(bilan: Bilan) -> bool:
    return bilan.note("cadre/beneficiaire").get("statut") == "agent_public"


def _unsigned_session(bilan: Bilan, path: KeyPath) -> Iterator[Breach]:
    first, signed = bilan.begun_on, bilan.act_on
    if first is None:
        return
    if signed is None:
        yield Breach(
            CONVENTION,
            path,
            f"une séance a été tenue le {french.long_date(first)} alors que l’acte n’est pas "
            "conclu par tous",
        )
    elif signed > first:
        yield Breach(
            CONVENTION,
            path,
            f"l’acte est conclu le {french.long_date(signed)}, après la première séance tenue le "
            f"{french.long_date(first)}",
        )
