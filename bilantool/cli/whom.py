"""Which dossier a command is about, and what it is called here.

A reference is taken as it is, and opens nothing else. Anything else is a name, or its beginning;
without a word, the person at the terminal chooses. Names are shown on a person's own terminal
alone: in a pipe, a file or an object of `--json` stand references.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from bilantool.errors import UsageFault
from bilantool.french import counted, listing, long_date

if TYPE_CHECKING:
    from bilantool.cabinet.people import Person
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.cli.opening import Opening
    from bilantool.inspection import Inspection

LIST = "bilantool names"


def dossier(opening: Opening, vault: Vault, typed: str) -> str:
    """The reference that is meant; raises UsageFault where none is, or where nobody can be asked.

    A reference that no dossier has is left as it is, for whoever opens it to refuse.
    """
    known = vault.cabinet.references
    if typed in known:
        return typed
    if not typed:
        return _chosen(opening, _people(opening, vault), "Pour qui")
    same = [each for each in known if each.casefold() == typed.casefold()]
    if same or any(sign.isdigit() for sign in typed):
        return same[0] if same else typed
    return _named(opening, vault, typed)


def split(
    opening: Opening, vault: Vault, typed: str, rest: Sequence[str], things: Iterable[str]
) -> tuple[str, list[str]]:
    """The dossier, and what follows it, as they were meant: `bilantool fill demande` names a note
    of a dossier that is still to be chosen. A person's name goes before that of a note.

    `things` are the notes or documents that may follow.
    """
    from bilantool.cabinet import people
    from bilantool.notes.choosing import chosen

    known = [each.casefold() for each in vault.cabinet.references]
    if typed and typed.casefold() not in known and not any(sign.isdigit() for sign in typed):
        with suppress(UsageFault):
            chosen(typed, things, "note")
            if not people.matching(_everyone(opening, vault), typed):
                return "", [typed, *rest]
    return typed, [*rest]


def whole(opening: Opening, vault: Vault, typed: str) -> str:
    """As `dossier`, for what cannot be undone: a name is told its reference, which is typed."""
    known = vault.cabinet.references
    meant = dossier(opening, vault, typed)
    if typed and meant != typed and meant in known:
        raise UsageFault(
            "cette commande demande la référence entière, pas un nom",
            hint=f"c'est {meant} : recommencez avec elle",
        )
    return meant


def called(opening: Opening, opened: OpenDossier) -> str:
    """`2026-014 (Nadia Modèle)` on a person's own terminal, else the reference."""
    if not opening.names_shown:
        return opened.reference
    from bilantool.cabinet import people

    return beside(opened.reference, people.person(opened).name)


def beside(reference: str, name: str) -> str:
    """A reference with the name of the person, where there is one to show."""
    return f"{reference} ({name})" if name else reference


def told(opening: Opening, seen: Inspection) -> str:
    """As `called`, of a dossier whose notes are read already."""
    return beside(seen.reference, names(opening, [seen]).get(seen.reference, ""))


def head(reference: str, names: Mapping[str, str]) -> str:
    """The same above what is told of a dossier, without brackets."""
    return f"{reference}  {names[reference]}" if reference in names else reference


def names(opening: Opening, seen: Iterable[Inspection]) -> Mapping[str, str]:
    """reference → name of those whose note could be read; nothing where names are not shown."""
    if not opening.names_shown:
        return {}
    from bilantool.cabinet import people

    return {
        each.reference: name
        for each in seen
        if (name := people.full_name(each.notes[people.NOTE].judged.values))
    }


def _named(opening: Opening, vault: Vault, typed: str) -> str:
    from bilantool.cabinet import people

    every = _everyone(opening, vault)
    found = people.matching(every, typed)
    if len(found) == 1:
        return found[0].reference
    if found:
        return _chosen(opening, found, "Laquelle de ces personnes")
    near = people.alike(every, typed)
    if near and opening.names_shown:
        opening.console.note("Un nom proche :")
        for line in rows(near):
            opening.console.note(f"  {line}")
    raise UsageFault(
        "aucun dossier n'a cette référence, et personne ce nom",
        hint=f"le nom s'écrit comme dans la note « bénéficiaire » ; la liste : {LIST}",
    )


def _everyone(opening: Opening, vault: Vault) -> Sequence[Person]:
    """The people of the cabinet, read once for a command."""
    from bilantool.cabinet import people

    if opening.people is None:
        with opening.console.progress("lecture des noms"):
            opening.people = people.everyone(vault)
    return opening.people


def _people(opening: Opening, vault: Vault) -> Sequence[Person]:
    """Everybody, the last dossier first."""
    if not opening.console.interactive:
        raise UsageFault(
            "il manque le dossier", hint="donnez sa référence ; elles sont dans : bilantool status"
        )
    if not vault.cabinet.references:
        raise UsageFault(
            "il n'y a aucun dossier dans ce cabinet", hint="ouvrez le premier : bilantool new"
        )
    return _everyone(opening, vault)[::-1]


def _chosen(opening: Opening, people: Sequence[Person], question: str) -> str:
    """The one of these people whom the person at the terminal means."""
    from bilantool.cli import picking

    if not opening.console.interactive:
        references = [each.reference for each in people]
        raise UsageFault(
            f"{counted(len(people), 'personne')} ont un nom qui commence ainsi",
            hint=f"donnez la référence : {listing(references, 'ou')}",
        )
    lines = rows(people, names=opening.names_shown)
    shown = [
        (line, f"{each.reference} {each.full if opening.names_shown else ''}")
        for line, each in zip(lines, people, strict=True)
    ]
    picked = picking.pick(opening.console, question, shown)
    if picked is None:
        raise UsageFault("aucun dossier n'a été choisi", hint=f"pour les voir : {LIST}")
    return people[picked].reference


def rows(people: Sequence[Person], *, names: bool = True) -> list[str]:
    """A line for each: the reference, the name, and the day that tells two of a name apart."""
    shown = [(each.reference, each.full if names else "") for each in people]
    wide = [max((len(cell) for cell in column), default=0) for column in zip(*shown, strict=True)]
    return [
        f"{reference:<{wide[0]}}  {name:<{wide[1]}}  ouvert le {long_date(each.created)}".rstrip()
        for (reference, name), each in zip(shown, people, strict=True)
    ]
