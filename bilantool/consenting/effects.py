"""What a decision changes: the bilan that ends, what is kept no more, what is passed on no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bilantool import closing, consents, keeping, retention
from bilantool.bilan import Bilan, day_of, entries_of, word_of
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.closing import Ending
from bilantool.consenting.adding import Fields
from bilantool.french import counted, folded, listing, long_date
from bilantool.notes.trame import Trame

WITHDRAWN = "retrait_consentement"
"""The reason of an interruption that a withdrawal is."""


def interruption(
    opened: OpenDossier, trame: Trame, vault: Vault, bilan: Bilan, fields: Fields
) -> Ending | None:
    """What withdrawing the consent to the bilan ends, on that very day; None where nothing.

    Raises UsageFault where it cannot have ended then, as after a later session.
    """
    day = day_of(fields["le"])
    withdrawn = fields["objet"] == "bilan" and fields["decision"] == "retire"
    if not withdrawn or day is None or bilan.closed_on is not None:
        return None
    return closing.ending(opened, trame, vault, day, bilan.today, WITHDRAWN)


def unfinished(bilan: Bilan) -> bool:
    """Whether the consent to a bilan that is still open was withdrawn: it is to be closed."""
    last = bilan.decision("bilan", bilan.today) or {}
    return bilan.closed_on is None and last.get("decision") == "retire"


def consequences(
    trame: Trame, before: Bilan, after: Bilan, fields: Fields, reference: str
) -> tuple[str, ...]:
    """What the decision changes, in sentences; an interruption is told by itself."""
    subject, day = fields["objet"], day_of(fields["le"])
    if day is None:
        return ()
    retires = fields["decision"] == "retire"
    if retires and "corrige" not in fields and consents.in_force(before, subject, day) is None:
        return ("aucun accord n'était en vigueur ce jour-là : ce retrait n'y change rien",)
    if subject == "conservation":
        given = fields["decision"] == "donne"
        return (_kept if given else _no_longer_kept)(trame, before, after, day, reference)
    if subject == "communication":
        return _passed_on(after, fields, day)
    if subject == "bilan" and fields["decision"] == "refuse":
        return ("sans consentement, aucune séance ne peut être tenue (L6313-4)",)
    if subject == "bilan" and retires and before.closed_on:
        return (f"le bilan est déjà clos, depuis le {long_date(before.closed_on)}",)
    return ()


def _kept(trame: Trame, before: Bilan, after: Bilan, day: date, reference: str) -> tuple[str, ...]:
    end = after.closed_on
    if end and day > end:
        return (
            f"l'accord est postérieur à la fin du bilan ({long_date(end)}) : il ne permet pas de "
            "garder ce qui devait être détruit (R6313-7)",
        )
    on = max(day, after.today)
    named = keeping.matching(trame, consents.kept_documents(after, on))
    said = list(_replaced(before, after, on))
    if named.notes:
        titles = listing([trame.notes[each].title for each in named.notes])
        said.append(
            f"l'accord nomme des documents de travail ({titles}) ; avant qu'ils ne soient "
            f"détruits : bilantool keep {reference}"
        )
    if named.unknown:
        number = counted(
            len(named.unknown),
            "document nommé ne correspond",
            "documents nommés ne correspondent",
        )
        said.append(
            f"{number} pas au titre d'une note ou d'un document d'ici : si c'est un document de "
            "travail à garder, corrigez l'entrée en le nommant par son titre"
        )
    said.append("le reste des documents de travail sera détruit à la fin du bilan (R6313-7)")
    return tuple(said)


def _replaced(before: Bilan, after: Bilan, on: date) -> Iterator[str]:
    """That the agreement takes the place of an earlier one, which named something more."""
    former = consents.in_force(before, "conservation", on)
    now = consents.in_force(after, "conservation", on) or {}
    if former is None or now.get("corrige") == former.get("id"):
        return
    lost, kept = (
        {folded(each) for each in consents.kept_documents(bilan, on)} for bilan in (before, after)
    )
    if lost - kept:
        yield (
            f"cet accord remplace celui du {long_date(str(former['le']))} : ce que l'ancien "
            "nommait seul n'est plus gardé ; s'il devait l'être, corrigez l'entrée en nommant tout"
        )


def _no_longer_kept(
    trame: Trame, before: Bilan, after: Bilan, day: date, reference: str
) -> tuple[str, ...]:
    end = after.closed_on
    if end is None:
        return (
            "rien ne permet plus de garder les documents du bilan : ils seront à détruire dès sa "
            "fin (R6313-7)",
        )
    earlier = {each.classe: each.due for each in retention.clocks(trame, before, end)}
    sooner = [
        each for each in retention.clocks(trame, after, end) if each.due < earlier[each.classe]
    ]
    said = [
        f"{each.title} : à détruire dès le {long_date(each.due)} (R6313-7) : "
        f"bilantool destroy {reference} --class {each.classe}"
        for each in sooner
    ]
    return tuple(said) or (
        f"aucun document n'était gardé sur un accord en vigueur le {long_date(day)}",
    )


def _passed_on(after: Bilan, fields: Fields, day: date) -> tuple[str, ...]:
    who = word_of(fields.get("destinataire"))
    if fields["decision"] == "donne":
        return (f"les documents peuvent être transmis à ce destinataire dès le {long_date(day)}",)
    whom = "à ce destinataire" if who else "à personne d'autre que la personne elle-même"
    said = [f"à compter du {long_date(day)}, rien ne peut plus être transmis {whom} (L6313-4)"]
    if any(entries_of(after.note("conclusions/restitution").get("communications"))):
        said.append("ce qui a déjà été transmis ne peut pas être repris : dites-le à la personne")
    return tuple(said)
