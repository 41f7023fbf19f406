"""What a template receives: plain data, so that a child process can take it as JSON.

A template gets the notes that its document names in the trame and no other: what a
document does not need, it cannot print. Beside them stand the figures computed from the
sessions (never typed, never assumed), the provider, the labels of the choices, the items
that ids point at, and the metadata of the document for its cover and its margins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bilantool import french
from bilantool.bilan import LEGAL_PHASES, Bilan, Session, day_of
from bilantool.documents import charts, claims, filling, markup, particulars, presentation
from bilantool.documents.provider import Provider

if TYPE_CHECKING:
    from bilantool.notes.papers import DocumentSpec
    from bilantool.notes.trame import Trame

_MENTION = (
    "Ce document appartient à {person}. Il ne peut être communiqué à un tiers qu’avec son accord "
    "(article L6313-4 du Code du travail)."
)


def context(
    bilan: Bilan,
    trame: Trame,
    document: DocumentSpec,
    *,
    today: date,
    item: Mapping[str, Any] | str | None = None,
    reference: str = "",
    draft: bool = False,
) -> dict[str, Any]:
    """The values of one document; docs/gabarits.md is their dictionary.

    `item`: the entry (or its id) that a document made `for_each` entry is about. `reference`:
    the dossier's, for the cover. The charts that the notes allow are described under
    `graphiques`; `charts.draw` on the same values gives their images.
    """
    provider = Provider(markup.clean(bilan.cabinet))
    bilan = replace(bilan, notes=markup.clean(bilan.notes), cabinet=provider)
    notes = {
        _short(name): filling.filled(bilan.note(name), trame.notes[name].schema)
        for name in document.given
    }
    person = _person(bilan)
    consultant = provider.consultant(bilan.note("cadre/beneficiaire").get("consultant_referent"))
    course = {**_course(bilan, trame), "consultants": _holders(bilan, provider)}
    chosen = _item(notes, document.for_each, item)
    values: dict[str, Any] = {
        **notes,
        "cabinet": provider,
        "consultant": consultant,
        "personne": person,
        "deroulement": course,
        "etabli": claims.established(notes, course),
        "aujourdhui": today.isoformat(),
        "item": chosen,
        **particulars.values(bilan, trame, document),
        "libelles": _labels(trame, document),
        "renvois": {**_targets(trame, document, notes), "consultants": provider.by_id()},
    }
    # Margins are no Markdown, whose apostrophes the filters see to.
    values["document"] = markup.clean(
        {
            **_metadata(values, document, today),
            "reference": reference,
            "draft": draft,
            **presentation.layout(document, values, reference),
        }
    )
    values["graphiques"] = charts.described(charts.draw(values))
    return values


def _short(name: str) -> str:
    return name.rpartition("/")[2].replace("-", "_")


def _person(bilan: Bilan) -> dict[str, str]:
    """How a document names the person: in full, and in the course of a sentence, where somebody
    whose name is not written yet is « la personne »."""
    note = bilan.note("cadre/beneficiaire")
    title = {"mme": "Mme", "m": "M."}.get(note.get("civilite", ""), "")
    surname = note.get("nom_usage") or note.get("nom") or ""
    first = note.get("prenom") or ""
    courtesy = [title, surname] if title else [first, surname]
    return {
        "nom_complet": " ".join(word for word in (title, first, surname) if word),
        "nom": french.NBSP.join(word for word in courtesy if word) or "la personne",
        "e": {"mme": "e", "m": ""}.get(note.get("civilite", ""), "(e)"),
    }


def _course(bilan: Bilan, trame: Trame) -> dict[str, Any]:
    """Hours and dates of the three phases, from the sessions held and proven."""
    held = [s for s in bilan.held if s.accompanied]
    phases = []
    for name in LEGAL_PHASES:
        days = [s for s in held if s.phase == name]
        minutes, personal = bilan.minutes(name), bilan.minutes(name, kind="personal")
        if minutes or personal:
            phases.append(
                {
                    "phase": name,
                    "titre": trame.phases[name].title,
                    "minutes": minutes,
                    "minutes_personnelles": personal,
                    "seances": len(days),
                    "debut": _iso(days[0].day) if days else "",
                    "fin": _iso(days[-1].day) if days else "",
                }
            )
    last = bilan.last_session
    return {
        "debut": _iso(bilan.begun_on),
        "fin": _iso(bilan.closed_on or (last.day if last else None)),
        "minutes": bilan.minutes(),
        "minutes_personnelles": bilan.minutes(kind="personal"),
        "seances": [_session(session) for session in held],
        "phases": phases,
    }


def _holders(bilan: Bilan, provider: Provider) -> list[dict[str, Any]]:
    """Those who held a session of the three phases, in the order in which the person met them."""
    held = [provider.holder(bilan.leader(each)) for each in bilan.held if each.accompanied]
    return list({each["nom"]: each for each in held if each["nom"]}.values())


def _session(session: Session) -> dict[str, Any]:
    return {
        "date": _iso(session.day),
        "minutes": session.minutes,
        "phase": session.phase,
        "nature": session.nature,
        "mode": session.mode,
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _item(notes: Mapping[str, Any], among: str, item: Mapping[str, Any] | str | None) -> Any:
    """The filled entry that stands for `item` in the list `among` of whichever note has it.

    One that has no id yet is named by its rank.
    """
    if item is None:
        return None
    wanted = item if isinstance(item, str) else item.get("id")
    lists = [note[among] for note in notes.values() if isinstance(note.get(among), list)]
    return next(
        (
            entry
            for entries in lists
            for number, entry in enumerate(entries, 1)
            if wanted in (entry["id"], str(number))
        ),
        None,
    )


def _labels(trame: Trame, document: DocumentSpec) -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = {}
    for name in document.given:
        for field, choices in filling.labels(trame.notes[name].schema, _short(name)):
            known.setdefault(field, {}).update(choices)
    return known


def _targets(
    trame: Trame, document: DocumentSpec, notes: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """For each list that ids point at: its items by id, and an empty one."""
    found: dict[str, dict[str, Any]] = {}
    for name in document.given:
        for target in filling.references(trame.notes[name].schema):
            note, _, where = target.partition("#")
            if note not in document.given:
                continue
            path = where.split(".")
            items = filling.listed(notes[_short(note)], path)
            found[path[-1]] = {
                "par_id": {i["id"]: i for i in items if isinstance(i, Mapping) and i.get("id")},
                "vide": filling.blank(trame.notes[note].schema, path),
            }
    return found


def _metadata(values: Mapping[str, Any], document: DocumentSpec, today: date) -> dict[str, Any]:
    course, person = values["deroulement"], values["personne"]
    consultants = course["consultants"] or [values["consultant"]]
    names = [", ".join(filter(None, (each["nom"], each["qualite"]))) for each in consultants]
    return {
        "title": document.title,
        "subtitle": (values["item"] or {}).get("intitule", ""),
        "lang": "fr-FR",
        "beneficiaire": person["nom_complet"],
        "prestataire": values["cabinet"]["raison_sociale"],
        "consultant": " ; ".join(name for name in names if name),
        "periode": _period(course),
        "heures": _hours(course),
        "date": french.long_date(_dated(values, today)),
        "mention": _MENTION.format(person=person["nom"]) if person["nom_complet"] else "",
        "couleur": values["cabinet"]["couleur"],
        "couverture": False,
        "toc": False,
        "numeros": False,
    }


def _dated(values: Mapping[str, Any], today: date) -> date:
    """The day that the document bears: never before what it tells of is over."""
    presented = day_of(values.get("synthese", {}).get("presentee_le"))
    steps = values.get("plan_action", {}).get("etapes", [])
    told = [values["deroulement"]["fin"], *(step["fait_le"] for step in steps)]
    return max([presented or today, *(day for text in told if (day := day_of(text)))])


def _period(course: Mapping[str, Any]) -> str:
    if not course["debut"]:
        return ""
    if course["debut"] == course["fin"]:
        return f"le {french.long_date(course['debut'])}"
    return f"du {french.long_date(course['debut'])} au {french.long_date(course['fin'])}"


def _hours(course: Mapping[str, Any]) -> str:
    if not course["minutes"]:
        return ""
    personal = course["minutes_personnelles"]
    more = f" et {french.hours(personal)} de travail personnel" if personal else ""
    return f"{french.hours(course['minutes'])} d’accompagnement{more}"
