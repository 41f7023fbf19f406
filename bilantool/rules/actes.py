"""The act that binds the parties: signed in time, by everyone, and paid in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bilantool import french
from bilantool.bilan import DEPOSIT_PERCENT, Bilan, day_of, entries_of, number_of
from bilantool.delays import days_after, within
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law, practice

SEANCES = "cadre/seances"
CONVENTION = "cadre/convention"
BENEFICIAIRE = "cadre/beneficiaire"

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
    if bilan.act == "tripartite" and not bilan.terms.public_agent:
        yield from _unsigned_session(bilan, ("signatures",))


@law(
    "BC204",
    "Convention ou commande conclue avant la première séance",
    article="L6353-1 et D6353-1",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION, SEANCES),
    explanation=(
        "La convention est conclue entre l’acheteur et le prestataire, avant la première séance. "
        "Pour le compte personnel de formation, les conditions de la plateforme tiennent lieu de "
        "convention : c’est la date d’acceptation de la commande qui compte."
    ),
    remedy=SIGN_FIRST,
)
def convention_conclue(bilan: Bilan) -> Iterator[Breach]:
    """Other funders: a session before the convention is signed or the order accepted."""
    if bilan.act == "commande_cpf":
        yield from _unsigned_session(bilan, ("cpf",))
    elif bilan.act == "bipartite" or (
        bilan.act == "commande_france_travail" and bilan.terms.concluded_on
    ):
        # France Travail's order is not signed by the parties: only a stated date is compared.
        yield from _unsigned_session(bilan, ("signatures",))


@law(
    "BC205",
    "Contrat individuel signé avant la première séance",
    article="L6353-3",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION, SEANCES),
    explanation=(
        "Quand la personne entreprend l’action à titre individuel et à ses frais, un contrat est "
        "conclu avant son inscription définitive et tout règlement, donc avant la première séance. "
        "Le texte dit « formation » ; il est appliqué ici aux bilans de compétences."
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
    if bilan.act == "tripartite" and bilan.terms.service == "etat":
        yield from _unsigned_session(bilan, ("signatures",))


@law(
    "BC215",
    "Agents territoriaux et hospitaliers : convention signée avant la première séance",
    article="décret 2007-1845, art. 18 à 22 ; arrêté du 25 août 2003",
    certainty=Certainty.A_CONFIRMER,
    needs=(CONVENTION, SEANCES, BENEFICIAIRE),
    explanation=(
        "Les fonctions publiques territoriale (décret 2007-1845, articles 18 à 22) et hospitalière "
        "(arrêté du 25 août 2003, qui donne un modèle de convention) ont leurs propres textes, et "
        "non R6313-8 : ni les dix jours, ni le silence qui vaut refus. La convention entre "
        "l’agent, son administration et le prestataire est attendue signée des trois avant la "
        "première séance ; ces textes n’ont pas été relus, et ce point reste à confirmer."
    ),
    remedy=SIGN_FIRST,
)
def autre_agent_public(bilan: Bilan) -> Iterator[Breach]:
    """Other public agents: a session before the three signatures."""
    if bilan.act == "tripartite" and bilan.terms.service in ("territoriale", "hospitaliere"):
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
    reflection, signed = bilan.terms.reflection, bilan.terms.signed.get("beneficiaire")
    if reflection is None:
        return
    sent, last = reflection.sent, reflection.last
    path: KeyPath = ("signatures", "beneficiaire")
    if sent is None or last is None:
        if signed:
            yield Breach(
                CONVENTION,
                ("projet_transmis_le",),
                "la convention est signée de la personne, et le jour où son employeur lui a "
                "transmis le projet n’est pas consigné",
                "demander cette date à l’employeur ou à la personne, et la consigner",
            )
    elif signed is None:
        if bilan.today > last:
            yield Breach(
                CONVENTION,
                ("projet_transmis_le",),
                f"les dix jours pour signer ont pris fin le {french.long_date(last)}, "
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
    elif signed > last:
        yield Breach(
            CONVENTION,
            path,
            f"signature du {french.long_date(signed)}, plus de dix jours après la transmission du "
            f"projet le {french.long_date(sent)}",
        )


@law(
    "BC210",
    "Aucun paiement avant la fin des dix jours",
    article="L6353-5 et L6353-6",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION,),
    explanation=(
        "La personne qui paie elle-même a dix jours pour se rétracter à compter de la signature, "
        "et rien ne lui est demandé avant la fin de ce délai. Le texte dit « formation » ; il est "
        "appliqué ici aux bilans de compétences."
    ),
    remedy="vérifier la date du règlement, et n’encaisser qu’après la fin du délai",
)
def retractation(bilan: Bilan) -> Iterator[Breach]:
    """An invoice dated or paid by the tenth day after an individual contract."""
    signed, last = bilan.terms.signed.get("beneficiaire"), bilan.terms.withdrawal.unpaid_until
    if bilan.act == "contrat_individuel" and signed and last:
        when = f"la fin des dix jours qui suivent la signature du {french.long_date(signed)}"
        yield from _asked(bilan, None, signed, last, when)


@practice(
    "BP212",
    "Aucun paiement pendant les quatorze jours du consommateur",
    article="Code de la consommation, L221-18 et L221-19",
    needs=(CONVENTION,),
    explanation=(
        "Un contrat signé à distance ou hors établissement laisse quatorze jours pour se "
        "rétracter ; le jour de la signature ne compte pas, et un délai qui finit un samedi, un "
        "dimanche ou un jour férié passe au premier jour ouvrable. Les jours fériés sont ceux de "
        "toute la France : ceux d’Alsace-Moselle et d’outre-mer ne sont pas comptés. Passé les dix "
        "jours du Code du travail, ce texte n’interdit pas d’encaisser, mais tout serait à "
        "rendre : mieux vaut attendre."
    ),
    remedy="facturer et encaisser à partir du lendemain de ce délai",
)
def quatorze_jours(bilan: Bilan) -> Iterator[Breach]:
    """An invoice dated or paid after the ten days, before the consumer's delay is over."""
    given = bilan.terms.withdrawal
    if bilan.act == "contrat_individuel" and given.unpaid_until and given.last:
        first = days_after(given.unpaid_until, timedelta(days=1))
        when = f"la fin du délai de rétractation, le {french.long_date(given.last)}"
        yield from _asked(bilan, first, first, given.last, when)


def _asked(
    bilan: Bilan, paid_from: date | None, billed_from: date, last: date, when: str
) -> Iterator[Breach]:
    """The invoices paid, else dated, between a day and the last one of a delay."""
    for index, invoice in entries_of(bilan.note(CONVENTION).get("factures")):
        paid, billed = day_of(invoice.get("reglee_le")), day_of(invoice.get("date"))
        if paid and within(paid, paid_from, last):
            said = f"règlement du {french.long_date(paid)}, avant {when}"
            yield Breach(CONVENTION, ("factures", index, "reglee_le"), said)
        elif billed and within(billed, billed_from, last):
            said = f"facture du {french.long_date(billed)}, avant {when}"
            yield Breach(CONVENTION, ("factures", index, "date"), said)


@law(
    "BC218",
    "Trente pour cent du prix au plus avant le début",
    article="L6353-6",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION,),
    explanation=(
        "À la fin du délai de rétractation, la personne qui paie elle-même ne verse pas plus de "
        "30 % du prix ; le solde est échelonné au fur et à mesure du bilan. Ce qui est réglé avant "
        "la première séance est donc comparé à ces 30 %. Sans taux de TVA, le prix n’est pas "
        "connu, et rien n’est comparé."
    ),
    remedy="vérifier les règlements d’avant la première séance, et échelonner le reste",
)
def acompte(bilan: Bilan) -> Iterator[Breach]:
    """An individual contract paid beyond 30 % of its price before the first session."""
    deposit, first = bilan.terms.deposit, bilan.begun_on
    if bilan.act != "contrat_individuel" or not deposit:
        return
    early = sorted(
        (paid, index, number_of(invoice.get("montant")) or 0)
        for index, invoice in entries_of(bilan.note(CONVENTION).get("factures"))
        if (paid := day_of(invoice.get("reglee_le"))) and (first is None or paid < first)
    )
    total = 0.0
    for _, index, amount in early:
        total += amount
        if round(total, 2) > deposit:
            yield Breach(
                CONVENTION,
                ("factures", index, "montant"),
                f"plus de {DEPOSIT_PERCENT} % du prix est réglé avant la première séance",
            )
            return


def _unsigned_session(bilan: Bilan, path: KeyPath) -> Iterator[Breach]:
    first, signed = bilan.begun_on, bilan.terms.concluded_on
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
