"""What the person agreed to: the bilan itself, what is kept, what is passed on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bilantool import consents, french
from bilantool.bilan import Bilan, day_of, entries_of, number_of, word_of
from bilantool.rules.rule import END, Breach, Certainty, law

SEANCES = "cadre/seances"
CONSENTEMENTS = "cadre/consentements"
RESTITUTION = "conclusions/restitution"

LONGEST_KEEPING = 36
"""Months."""

THREE_YEARS_SINCE = date(2023, 12, 31)


@law(
    "BC201",
    "Consentement avant la première séance",
    article="L6313-4",
    certainty=Certainty.VERIFIE,
    needs=(CONSENTEMENTS, SEANCES),
    explanation=(
        "Un bilan ne se fait qu’avec le consentement de la personne. Le consentement au bilan est "
        "donc recueilli au plus tard le jour de la première séance tenue. Ce consentement n’est "
        "pas celui du RGPD pour les données sensibles, qui se recueille à part."
    ),
    remedy="vérifier la date du consentement et celle de la séance, et joindre l’écrit signé",
)
def consentement(bilan: Bilan) -> Iterator[Breach]:
    """No consent given, or given after the first session held."""
    first = bilan.begun_on
    if first is None:
        return
    given = [
        (day_of(entry.get("le")), index)
        for index, entry in bilan.consents("bilan")
        if entry.get("decision") == "donne"
    ]
    if not given:
        yield Breach(
            CONSENTEMENTS,
            ("entrees",),
            f"une séance a été tenue le {french.long_date(first)} et aucun consentement au bilan "
            "n’est consigné",
            "consigner le consentement au bilan, avec sa date et l’écrit signé",
        )
        return
    dated = [(day, index) for day, index in given if day]
    if len(dated) == len(given) and min(dated)[0] > first:
        day, index = min(dated)
        yield Breach(
            CONSENTEMENTS,
            ("entrees", index, "le"),
            f"le consentement au bilan est du {french.long_date(day)}, après la première séance "
            f"tenue le {french.long_date(first)}",
        )


@law(
    "BC202",
    "Aucune séance après un refus ou un retrait du consentement",
    article="L6313-4",
    certainty=Certainty.VERIFIE,
    needs=(CONSENTEMENTS, SEANCES),
    explanation=(
        "Le consentement peut être refusé, puis retiré à tout moment, sans motif et sans faute. "
        "Aucune séance n’est tenue ensuite, sauf nouveau consentement."
    ),
    remedy=(
        "vérifier la date de la séance, consigner un nouveau consentement s’il a été donné, sinon "
        "clore le bilan comme interrompu"
    ),
)
def retrait(bilan: Bilan) -> Iterator[Breach]:
    """The first session held after a refusal or a withdrawal that no new consent followed."""
    decisions = sorted(
        (day, entry.get("decision") == "donne", str(entry.get("decision")))
        for _, entry in bilan.consents("bilan")
        if (day := day_of(entry.get("le")))
    )
    for session in bilan.held:
        if session.day is None:
            continue
        earlier = [decision for decision in decisions if decision[0] < session.day]
        renewed = any(day == session.day and given for day, given, _ in decisions)
        if earlier and not earlier[-1][1] and not renewed:
            what = "le refus" if earlier[-1][2] == "refuse" else "le retrait"
            yield Breach(
                SEANCES,
                ("seances", session.index, "date"),
                f"séance tenue le {french.long_date(session.day)}, après {what} du "
                f"consentement le {french.long_date(earlier[-1][0])}",
            )
            return


@law(
    "BC211",
    "Accord de conservation signé avant la fin",
    article="R6313-7",
    certainty=Certainty.VERIFIE,
    needs=(CONSENTEMENTS, SEANCES),
    explanation=(
        "Les documents établis pour le bilan sont détruits dès qu’il prend fin. Ils ne sont "
        "conservés qu’avec l’accord écrit de la personne, fondé sur le suivi de sa situation : "
        "cet accord est donc signé au plus tard le jour de la fin."
    ),
    remedy=(
        "vérifier la date de l’accord et celle de la clôture ; sans accord signé à temps, "
        "détruire les documents"
    ),
)
def conservation(bilan: Bilan) -> Iterator[Breach]:
    """An agreement to keep documents, signed after the end."""
    end = bilan.closed_on
    for index, entry in bilan.consents("conservation"):
        signed = day_of(entry.get("le"))
        if end and signed and signed > end and entry.get("decision") == "donne":
            yield Breach(
                CONSENTEMENTS,
                ("entrees", index, "le"),
                f"l’accord de conservation est du {french.long_date(signed)}, après la fin du "
                f"bilan le {french.long_date(end)}",
            )


@law(
    "BC212",
    "Conservation de trois ans au plus",
    article="R6313-7",
    certainty=Certainty.VERIFIE,
    since=THREE_YEARS_SINCE,
    dated_by=END,
    needs=(CONSENTEMENTS,),
    explanation=(
        "L’accord écrit fixe la durée de conservation. Trois ans à compter de la fin du bilan en "
        "sont le plafond. C’est la date de fin qui décide, même pour un bilan commencé avant."
    ),
    remedy="faire signer un accord de 36 mois au plus",
)
def duree_de_conservation(bilan: Bilan) -> Iterator[Breach]:
    """An agreement to keep documents longer than 36 months."""
    for index, entry in bilan.consents("conservation"):
        months = number_of(entry.get("duree_mois"))
        if months is not None and months > LONGEST_KEEPING:
            yield Breach(
                CONSENTEMENTS,
                ("entrees", index, "duree_mois"),
                f"conservation prévue de {french.number(months)} mois, au-delà des "
                f"{LONGEST_KEEPING} mois permis",
            )


@law(
    "BC213",
    "Rien n’est transmis sans accord",
    article="L6313-4",
    certainty=Certainty.VERIFIE,
    needs=(RESTITUTION, CONSENTEMENTS),
    explanation=(
        "Les résultats détaillés et le document de synthèse sont remis à la personne seule. Ils ne "
        "vont à un tiers qu’avec son accord, donné avant l’envoi et non retiré depuis ; "
        "l’opérateur du conseil en évolution professionnelle reçoit la synthèse à sa demande."
    ),
    remedy="rattacher l’envoi à un accord de communication donné, et vérifier les deux dates",
)
def communication(bilan: Bilan) -> Iterator[Breach]:
    """A document sent on without a consent given by then, or after it was withdrawn."""
    given = {
        entry.get("id"): (index, entry)
        for index, entry in bilan.consents("communication")
        if entry.get("decision") == "donne" and isinstance(entry.get("id"), str)
    }
    listed = bilan.note(RESTITUTION).get("communications")
    for index, sent in entries_of(listed):
        consent, sent_on = sent.get("consentement"), day_of(sent.get("le"))
        if not isinstance(consent, str):
            continue
        path = ("communications", index, "consentement")
        if consent not in given:
            yield Breach(
                RESTITUTION, path, "cet envoi ne renvoie à aucun accord de communication donné"
            )
            continue
        agreed = day_of(given[consent][1].get("le"))
        if agreed is None or sent_on is None:
            continue
        agreement = given[consent][1]
        withdrawn = _withdrawn_on(bilan, *given[consent])
        # Agreed anew in the meantime, the sending is allowed whichever agreement it names.
        renewed = consents.may_communicate(bilan, word_of(agreement.get("destinataire")), sent_on)
        if sent_on < agreed:
            yield Breach(
                RESTITUTION,
                path,
                f"envoi du {french.long_date(sent_on)}, avant l’accord de communication du "
                f"{french.long_date(agreed)}",
            )
        elif withdrawn and withdrawn < sent_on and not renewed:
            yield Breach(
                RESTITUTION,
                path,
                f"envoi du {french.long_date(sent_on)}, après le retrait de l’accord de "
                f"communication le {french.long_date(withdrawn)}",
            )


def _withdrawn_on(bilan: Bilan, index: int, agreement: Mapping[str, object]) -> date | None:
    """When an agreement was first taken back: by an entry after it that names the same
    recipient, whatever its case, accents and spaces, or none."""
    who = french.folded(word_of(agreement.get("destinataire")))
    agreed = (day_of(agreement.get("le")) or date.min, index)
    return min(
        (
            day
            for number, entry in bilan.consents("communication")
            if entry.get("decision") in ("retire", "refuse")
            and (day := day_of(entry.get("le"))) is not None
            and (day, number) > agreed
            and french.folded(word_of(entry.get("destinataire"))) in ("", who)
        ),
        default=None,
    )
