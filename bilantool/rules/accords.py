"""What a person agreed to, object by object, and what was done besides."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bilantool import french
from bilantool.bilan import Bilan, day_of, entries_of, number_of, word_of
from bilantool.delays import months_after
from bilantool.rules.rule import END, Breach, Certainty, law, practice

CONSENTEMENTS = "cadre/consentements"
SEANCES = "cadre/seances"
ENTOURAGE = "investigation/entourage"
RESTITUTION = "conclusions/restitution"

KEPT_NOTES = ("conclusions/synthese", "conclusions/plan-action")
"""What an agreement keeps beyond the end, of the notes."""

ONE_YEAR = 12
ONE_YEAR_UNTIL = date(2023, 12, 30)

_DECIDED = {"refuse": "un refus", "retire": "un retrait"}


@law(
    "BC217",
    "Conservation d’un an au plus, jusqu’en 2023",
    article="R6313-7",
    certainty=Certainty.VERIFIE,
    until=ONE_YEAR_UNTIL,
    dated_by=END,
    needs=(CONSENTEMENTS, SEANCES),
    explanation=(
        "Jusqu’au 30 décembre 2023, l’accord écrit ne pouvait faire garder les documents plus de "
        "douze mois après la fin du bilan. C’est la date de fin qui décide."
    ),
    remedy="s’en tenir à douze mois : passé ce délai, détruire les documents gardés",
)
def un_an(bilan: Bilan) -> Iterator[Breach]:
    """An agreement to keep documents longer than twelve months, under the older text."""
    for index, entry in bilan.consents("conservation"):
        months = number_of(entry.get("duree_mois"))
        if months is not None and months > ONE_YEAR and entry.get("decision") == "donne":
            yield Breach(
                CONSENTEMENTS,
                ("entrees", index, "duree_mois"),
                f"conservation prévue de {french.number(months)} mois, au-delà des {ONE_YEAR} mois "
                "permis à la date de fin de ce bilan",
            )


@law(
    "BC220",
    "Rien n’est gardé quand l’accord ne court plus",
    article="R6313-7",
    certainty=Certainty.VERIFIE,
    needs=(CONSENTEMENTS, SEANCES),
    explanation=(
        "Ce que l’accord de conservation faisait garder est détruit le jour où la personne le "
        "retire, ou quand sa durée est écoulée. Si la synthèse a été communiquée à un tiers à la "
        "demande de la personne, la règle se tait : un autre délai peut alors courir."
    ),
    remedy="détruire les documents gardés pour le suivi",
)
def garde_sans_accord(bilan: Bilan) -> Iterator[Breach]:
    """Notes kept past the end though the agreement was taken back, or has run out."""
    end, today = bilan.closed_on, bilan.today
    sent = any(entries_of(bilan.note(RESTITUTION).get("communications")))
    held = any(bilan.note(name) for name in KEPT_NOTES)
    last = bilan.decision("conservation", today)
    if end is None or today < end or sent or not held or last is None:
        return
    index = next(i for i, entry in bilan.consents("conservation") if entry is last)
    months, decided = number_of(last.get("duree_mois")), day_of(last.get("le"))
    if last.get("decision") == "retire" and decided:
        yield Breach(
            CONSENTEMENTS,
            ("entrees", index, "decision"),
            f"l’accord de conservation est retiré depuis le {french.long_date(decided)}, et la "
            "synthèse ou le plan d’action sont encore là",
        )
    elif last.get("decision") == "donne" and months and months > 0:
        over = months_after(end, int(months))
        if today > over:
            yield Breach(
                CONSENTEMENTS,
                ("entrees", index, "duree_mois"),
                f"l’accord de conservation a pris fin le {french.long_date(over)}, et la synthèse "
                "ou le plan d’action sont encore là",
            )


@practice(
    "BP115",
    "Accord avant une séance à distance",
    article="L6313-4",
    needs=(CONSENTEMENTS, SEANCES),
    explanation=(
        "Une séance en visioconférence ou par téléphone change les conditions de la "
        "confidentialité : la personne l’accepte avant, et peut revenir sur sa décision."
    ),
    remedy="consigner l’accord sous l’objet « distance », ou revoir le mode de la séance",
)
def distance(bilan: Bilan) -> Iterator[Breach]:
    """The first session held at a distance without an agreement in force on its day."""
    remote = [session for session in bilan.held if session.remote]
    decisions = _decisions(bilan, "distance")
    for session in remote:
        fault = _unagreed(decisions, session.day)
        if fault and session.day:
            yield Breach(
                SEANCES,
                ("seances", session.index, "mode"),
                f"séance tenue à distance le {french.long_date(session.day)} {fault}",
            )
            return


@practice(
    "BP116",
    "Accord avant de solliciter l’entourage",
    article="L6313-4",
    needs=(CONSENTEMENTS, ENTOURAGE),
    explanation=(
        "Interroger des proches ou des collègues leur apprend que la personne fait un bilan : cela "
        "ne se fait qu’avec son accord, donné avant la première réponse et non retiré."
    ),
    remedy="consigner l’accord sous l’objet « entourage », avec sa date",
)
def entourage(bilan: Bilan) -> Iterator[Breach]:
    """The first answer of somebody around without an agreement in force on its day."""
    answers = entries_of(bilan.note(ENTOURAGE).get("reponses"))
    dated = [(day, index) for index, each in answers if (day := day_of(each.get("recue_le")))]
    decisions = _decisions(bilan, "entourage")
    for day, index in sorted(dated):
        fault = _unagreed(decisions, day)
        if fault:
            yield Breach(
                ENTOURAGE,
                ("reponses", index, "recue_le"),
                f"réponse de l’entourage reçue le {french.long_date(day)} {fault}",
            )
            return


Decisions = list[tuple[date, int, Mapping[str, Any]]]


def _decisions(bilan: Bilan, subject: str) -> Decisions:
    """The dated decisions on a subject, in the order in which they hold."""
    listed = bilan.consents(subject)
    return sorted(
        ((day, index, entry) for index, entry in listed if (day := day_of(entry.get("le")))),
        key=lambda each: each[:2],
    )


def _unagreed(decisions: Decisions, day: date | None) -> str:
    """Why nothing was agreed on that day, to follow a date; "" when it was."""
    until = bisect_right(decisions, day or date.min, key=lambda each: each[0])
    if not until:
        return "sans accord consigné à cette date"
    on, _, last = decisions[until - 1]
    if last.get("decision") == "donne":
        return ""
    decided = _DECIDED.get(word_of(last.get("decision")), "une décision contraire")
    return f"après {decided} du {french.long_date(on)}"


@practice(
    "BP117",
    "Un envoi conforme à l’accord",
    article="L6313-4",
    needs=(RESTITUTION, CONSENTEMENTS),
    explanation=(
        "L’accord de communication nomme un destinataire, et lui seul ; quand il nomme aussi les "
        "documents, il ne couvre qu’eux. Les mots de l’envoi et de l’accord sont comparés sans "
        "tenir compte des accents ni des majuscules."
    ),
    remedy="reprendre dans l’envoi les mots de l’accord, ou recueillir un accord pour cet envoi",
)
def envoi_conforme(bilan: Bilan) -> Iterator[Breach]:
    """A sending whose recipient or document is not one that its agreement names."""
    given = {word_of(entry.get("id")): entry for _, entry in bilan.consents("communication")}
    for index, sent in entries_of(bilan.note(RESTITUTION).get("communications")):
        agreement = given.get(word_of(sent.get("consentement")) or "-")
        if agreement is None:
            continue
        listed = agreement.get("documents")
        documents = [each for each in listed if isinstance(each, str)] if listed else []
        for field, allowed, what in (
            ("destinataire", [word_of(agreement.get("destinataire"))], "le destinataire"),
            ("document", documents, "le document"),
        ):
            named = french.folded(word_of(sent.get(field)))
            known = {french.folded(each) for each in allowed if each}
            if named and known and named not in known:
                yield Breach(
                    RESTITUTION,
                    ("communications", index, field),
                    f"{what} de cet envoi n’est pas celui que l’accord nomme",
                )
