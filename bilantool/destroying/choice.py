"""Which classes may be destroyed today, and why the others may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bilantool import keeping
from bilantool.destroying.survey import Share, Survey
from bilantool.errors import Refusal, UsageFault
from bilantool.french import listing, short_date
from bilantool.notes.choosing import chosen
from bilantool.notes.trame import Trame

CONSENTS = "cadre/consentements"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a class is to be kept; `firm` where no reason given by the cabinet overrides it."""

    sentence: str
    firm: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to go, in the order of the trame; `despite` the reason, for those that need one.

    `kept` are the notes of these classes that an agreement keeps: they are resealed first.
    """

    survey: Survey
    goes: tuple[Share, ...]
    despite: str = ""
    kept: tuple[str, ...] = ()

    @property
    def stays(self) -> tuple[Share, ...]:
        going = {each.classe for each in self.goes}
        shares = self.survey.shares.values()
        return tuple(s for s in shares if s.classe not in going and s.destroyed_on is None)

    def overridden(self, share: Share) -> str:
        """The reason that the certificate of this class is to bear; "" where none was needed."""
        return self.despite if objection(self.survey, share) else ""


def objection(survey: Survey, share: Share) -> Objection | None:
    """What stands against destroying the class today, by itself."""
    clock, title = share.clock, share.title.lower()
    if share.destroyed_on is not None:
        return None  # its key is gone: only the rest is to be done
    if clock is None:
        if share.classe == "suivi" and survey.agreement:
            return Objection(
                f"{title} : un accord écrit de la personne les fait garder (R6313-7), et le bilan "
                "n'est pas clos",
                firm=True,
            )
        return Objection(f"{title} : le bilan n'est pas clos, ces documents servent encore", False)
    if clock.due <= survey.today:
        return None
    source = f" ({clock.article})" if clock.article else ""
    until = short_date(clock.due)
    if clock.agreed:
        return Objection(
            f"{title} : un accord écrit de la personne les fait garder jusqu'au {until}{source}",
            firm=True,
        )
    return Objection(f"{title} : à garder jusqu'au {until}{source}", firm=False)


def choose(
    survey: Survey, trame: Trame, *, classe: str = "", everything: bool = False, despite: str = ""
) -> Choice:
    """The classes asked for: one, all, or without either those that are due today.

    Raises Refusal with every reason where the law or an agreement keeps one of them, UsageFault
    for an unknown class or one that is destroyed already.
    """
    wanted = _wanted(survey, trame, classe, everything)
    against = [found for share in wanted if (found := objection(survey, share))]
    against += _proof_of_agreement(survey, wanted)
    firm = [each.sentence for each in against if each.firm]
    if firm:
        raise Refusal(
            "cela ne peut pas être détruit : " + " ; ".join(firm),
            hint="si la personne retire son accord, inscrivez-le et la destruction devient due : "
            f"bilantool consent {survey.reference}",
        )
    if against and not despite:
        raise Refusal(
            "il faut encore garder : " + " ; ".join(each.sentence for each in against),
            hint="si vous devez détruire quand même, donnez-en la raison, que le certificat "
            "portera : avec --despite",
        )
    return Choice(survey, wanted, despite if against else "", _kept(survey, trame, wanted))


def _proof_of_agreement(survey: Survey, goes: Sequence[Share]) -> list[Objection]:
    """The note of the consents is why other documents are kept: it goes last."""
    going = {share.classe for share in goes}
    if survey.opened.keys.notes.get(CONSENTS) not in going:
        return []
    agreed = [
        share
        for share in survey.shares.values()
        if share.classe not in going and (found := objection(survey, share)) and found.firm
    ]
    return (
        [
            Objection(
                "l'accord qui fait garder d'autres documents s'y trouve : "
                + listing([share.title.lower() for share in agreed]),
                firm=True,
            )
        ]
        if agreed
        else []
    )


def _kept(survey: Survey, trame: Trame, goes: Sequence[Share]) -> tuple[str, ...]:
    """The working papers that an agreement keeps, where what it keeps them with stays."""
    going = {share.classe for share in goes}
    follow_up = survey.shares.get("suivi")
    if keeping.WORKING not in going or "suivi" in going or follow_up is None:
        return ()
    against = objection(survey, follow_up)
    if against is None or not against.firm:
        return ()
    on = survey.end or survey.today
    return keeping.named(survey.opened, trame, survey.bilan, on)


def _wanted(survey: Survey, trame: Trame, classe: str, everything: bool) -> tuple[Share, ...]:
    if classe:
        share = survey.shares[chosen(classe, trame.classes, "classe")]
        if share.over:
            raise UsageFault(_over([share]), hint=_elsewhere(survey.reference))
        return (share,)
    left = [share for share in survey.shares.values() if not share.over]
    if everything:
        if not left:
            raise UsageFault(_over(list(survey.shares.values())), hint=_elsewhere(survey.reference))
        return tuple(left)
    due = tuple(share for share in left if share.due(survey.today))
    if not due:
        raise Refusal(
            f"rien n'est à détruire aujourd'hui dans le dossier {survey.reference} : "
            + " ; ".join(_why_not(survey, share) for share in survey.shares.values()),
            hint="pour une classe de documents, nommez-la : --class travail",
        )
    return due


def _why_not(survey: Survey, share: Share) -> str:
    found = objection(survey, share)
    if found is not None:
        return found.sentence
    day = f", le {short_date(share.destroyed_on)}" if share.destroyed_on else ""
    return f"{share.title.lower()} : c'est déjà détruit{day}"


def _over(shares: Sequence[Share]) -> str:
    days = [
        f"{share.title.lower()}, le {short_date(share.destroyed_on)}"
        for share in shares
        if share.destroyed_on
    ]
    return f"c'est déjà détruit : {' ; '.join(days)}"


def _elsewhere(reference: str) -> str:
    return f"l'attestation pour la personne : bilantool destroy {reference} --attestation"
