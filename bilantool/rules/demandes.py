"""What is asked of the cabinet: the rights over one's data, and complaints."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool import french
from bilantool.bilan import Bilan, day_of, entries_of
from bilantool.delays import months_after
from bilantool.rules.rule import Breach, Certainty, law, practice

CONSENTEMENTS = "cadre/consentements"
SATISFACTION = "cadre/satisfaction"


@law(
    "BC402",
    "Un mois pour répondre à une demande sur ses données",
    article="RGPD, art. 15 et 20",
    certainty=Certainty.SECONDAIRE,
    needs=(CONSENTEMENTS,),
    explanation=(
        "Qui demande l’accès à ses données, ou à les emporter, reçoit une réponse dans le mois, "
        "fût-elle un refus motivé. Le même délai est tenu pour les autres droits : rectification, "
        "effacement, limitation, opposition."
    ),
    remedy="répondre sans attendre, et consigner la date et la suite donnée",
)
def un_mois(bilan: Bilan) -> Iterator[Breach]:
    """A request answered after its month, or still open once it is over."""
    for index, request in entries_of(bilan.note(CONSENTEMENTS).get("demandes")):
        received, answered = day_of(request.get("recue_le")), day_of(request.get("repondue_le"))
        if received is None:
            continue
        due = months_after(received, 1)
        asked = f"demande reçue le {french.long_date(received)}"
        path = ("demandes", index, "repondue_le")
        if answered and answered > due:
            said = f"{asked}, répondue le {french.long_date(answered)} seulement"
            yield Breach(CONSENTEMENTS, path, said)
        elif answered is None and bilan.today > due:
            said = f"{asked}, sans réponse au {french.long_date(due)}"
            yield Breach(CONSENTEMENTS, path, said)


@practice(
    "BP119",
    "Une réponse à chaque réclamation",
    needs=(SATISFACTION,),
    explanation=(
        "Une réclamation reçoit une réponse et une suite, que l’auditeur demande à voir. Aucun "
        "texte ne fixe de délai ; passé un mois sans réponse, elle est signalée."
    ),
    remedy="répondre à la réclamation, et consigner la date et l’action décidée",
)
def reclamations(bilan: Bilan) -> Iterator[Breach]:
    """A complaint closed without an answer, or left without one for a month."""
    for index, complaint in entries_of(bilan.note(SATISFACTION).get("reclamations")):
        received, answered = day_of(complaint.get("recue_le")), day_of(complaint.get("traitee_le"))
        if received is None or answered is not None:
            continue
        if day_of(complaint.get("close_le")):
            said = "est close sans réponse"
        elif bilan.today > months_after(received, 1):
            said = "attend une réponse depuis plus d’un mois"
        else:
            continue
        yield Breach(
            SATISFACTION,
            ("reclamations", index, "traitee_le"),
            f"la réclamation reçue le {french.long_date(received)} {said}",
        )
