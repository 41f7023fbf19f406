"""The pack that an auditor is given: values for its template, rows for its table, one object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bilantool import french
from bilantool.audit.evidence import Derogation, Held, State
from bilantool.audit.gathering import OF_THE_YEAR, Gathered
from bilantool.audit.referentiel import Evidence, Indicator, Version
from bilantool.audit.results import Results
from bilantool.bilan import day_of, entries_of, group_of, word_of
from bilantool.cabinet.settings import SETTINGS, schema
from bilantool.documents import markup
from bilantool.notes import schema as schemas
from bilantool.rules import catalogue as rules

TO_GATHER = "à réunir par le cabinet"
MISSING = State.MISSING.value
DOUBTFUL = "à confirmer"
HEADINGS = (
    "indicateur", "titre", "dossier", "preuve", "note", "etat", "date", "fichier", "sha256",
    "sha256_du_document",
)  # fmt: skip
_CABINET = ("raison_sociale", "siret", "nda", "qualiopi", "couleur")
_EXPECTED = (State.PRESENT, State.DESTROYED, State.UNREADABLE, State.SET_ASIDE, State.MISSING)


def values(gathered: Gathered, settings: Mapping[str, Any], results: Results) -> dict[str, Any]:
    """What the template `audit` receives: no name of a person, no word of a note.

    `results` are the figures of the year, by group.
    """
    cabinet = {key: markup.clean(settings.get(key) or "") for key in _CABINET}
    title = "Dossier de preuves Qualiopi"
    of = f"Année {gathered.year}" if gathered.year else f"Dossier {gathered.references[0]}"
    return {
        "cabinet": {**cabinet, "qualiopi": _certificate(settings)},
        "audit": {
            "annee": gathered.year or "",
            "jour": gathered.day.isoformat(),
            "regle": OF_THE_YEAR if gathered.year else "",
            "referentiel": _version(gathered.version),
            "dossiers": list(gathered.references),
            "sommaire": [
                _summary(each, gathered, settings) for each in gathered.version.indicators
            ],
            "indicateurs": [
                _indicator(each, gathered, settings, results)
                for each in gathered.version.indicators
            ],
            "derogations": [_derogation(each) for each in gathered.derogations],
            "empreintes": list(_digests(gathered)),
            "illisibles": [reference for reference, _ in gathered.closed],
        },
        "deroulement": {},
        "aujourdhui": gathered.day.isoformat(),
        "graphiques": {},
        "libelles": {},
        "renvois": {},
        "document": {
            "title": title,
            "subtitle": of,
            "lang": "fr-FR",
            "beneficiaire": "",
            "prestataire": cabinet["raison_sociale"],
            "consultant": "",
            "periode": "",
            "heures": "",
            "date": french.long_date(gathered.day),
            "mention": "",
            "pied": "Références, dates et empreintes : aucun nom, aucun contenu",
            "fiche": [],
            "couleur": cabinet["couleur"],
            "reference": "",
            "couverture": False,
            "toc": False,
            "numeros": False,
            "draft": False,
        },
    }


def rows(gathered: Gathered, settings: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The table: one line for each evidence of each dossier, its headings first."""
    yield HEADINGS
    for indicator in gathered.version.indicators:
        head = (indicator.number, indicator.title)
        for held in gathered.answers[indicator.number]:
            yield (
                *head,
                held.reference,
                held.evidence.title,
                _notes(held.evidence),
                held.state.value,
                held.day.isoformat() if held.day else "",
                held.file,
                held.digest,
                held.document,
            )
        for name in indicator.settings:
            told = _setting(name, settings)
            state = State.PRESENT.value if told["etat"] != MISSING else MISSING
            yield (*head, "", told["titre"], SETTINGS, state, told["jour"], "", "", "")
        for asked in indicator.asked:
            yield (*head, "", asked, "", TO_GATHER, "", "", "", "")


def object_of(gathered: Gathered, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same for `--json`."""
    names = ("indicateur", "titre", *HEADINGS[2:])
    told = list(rows(gathered, settings))[1:]
    return {
        "annee": gathered.year,
        "jour": gathered.day.isoformat(),
        "referentiel": _version(gathered.version),
        "dossiers": list(gathered.references),
        "sommaire": [_summary(each, gathered, settings) for each in gathered.version.indicators],
        "preuves": [dict(zip(names, row, strict=True)) for row in told],
        "derogations": [_derogation(each) for each in gathered.derogations],
        "illisibles": [
            {"reference": reference, "message": fault.message}
            for reference, fault in (*gathered.closed, *gathered.unread)
        ],
    }


def _version(version: Version) -> dict[str, str]:
    return {
        "nom": version.name,
        "depuis": _iso(version.since),
        "jusqu_au": _iso(version.until),
        "article": version.article,
        "certitude": version.certainty,
        "remarque": version.remark,
    }


def _certificate(settings: Mapping[str, Any]) -> dict[str, str]:
    known = settings.get("qualiopi") or {}
    return {key: markup.clean(str(known.get(key) or "")) for key in ("numero", "organisme")}


def unsettled(indicator: Indicator, settings: Mapping[str, Any]) -> int:
    """How many of the fields of cabinet.yaml that this indicator asks for are empty."""
    return sum(_setting(name, settings)["etat"] == MISSING for name in indicator.settings)


def _summary(
    indicator: Indicator, gathered: Gathered, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """How much is expected of the dossiers and of cabinet.yaml, and what became of it."""
    counts = Counter(held.state for held in gathered.answers[indicator.number])
    told, empty = len(indicator.settings), unsettled(indicator, settings)
    return {
        "numero": indicator.number,
        "titre": indicator.title,
        "attendues": sum(counts[state] for state in _EXPECTED) + told,
        "presentes": counts[State.PRESENT] + told - empty,
        "detruites": counts[State.DESTROYED],
        "derogations": counts[State.SET_ASIDE],
        "manques": counts[State.MISSING] + counts[State.UNREADABLE] + empty,
        "a_venir": counts[State.TO_COME],
        "cabinet": len(indicator.asked),
    }


def _indicator(
    indicator: Indicator,
    gathered: Gathered,
    settings: Mapping[str, Any],
    results: Results,
) -> dict[str, Any]:
    answers = gathered.answers[indicator.number]
    return {
        "numero": indicator.number,
        "titre": indicator.title,
        "largeurs": _widths(len(indicator.evidence)),
        "colonnes": [evidence.title for evidence in indicator.evidence],
        "notes": sorted({_notes(evidence) for evidence in indicator.evidence}),
        "lignes": [
            {
                "reference": reference,
                "cases": [_told(held) for held in answers if held.reference == reference],
            }
            for reference in gathered.references
        ],
        "preuves": [
            {
                "intitule": held.evidence.title,
                "note": _notes(held.evidence),
                "date": _iso(held.day),
                "etat": _state(held),
                "empreinte": held.digest[:16],
            }
            for held in answers
        ],
        "demandes": list(indicator.asked),
        "chiffres": list(results.get(indicator.figures, ())),
        "habilitations": list(_habilitations(settings)) if indicator.habilitations else [],
        "referent": _referent(settings) if indicator.handicap else "",
        "reglages": [_setting(name, settings) for name in indicator.settings],
    }


def _widths(columns: int) -> str:
    """Percents of the line: the reference, then as much for each evidence."""
    return " ".join(["16", *[str(84 // max(columns, 1))] * columns])


def _told(held: Held) -> str:
    """What stands in a dossier's line: a day, or what became of the evidence."""
    if held.state is State.PRESENT:
        return french.short_date(held.day) if held.day else held.state.value
    return "–" if held.state is State.NONE else _state(held)


def _state(held: Held) -> str:
    if held.state is State.DESTROYED and held.day:
        shown = f"détruite le {french.short_date(held.day)}"
        return f"{shown} (certificat au registre)" if held.file else shown
    return held.state.value


def _notes(evidence: Evidence) -> str:
    """The notes of an evidence, by their short names, each once."""
    return ", ".join(dict.fromkeys(p.note.rpartition("/")[2] for p in evidence.places))


def _derogation(each: Derogation) -> dict[str, str]:
    known = {rule.id: rule.title for rule in rules.RULES}
    return {
        "reference": each.reference,
        "note": each.note.rpartition("/")[2],
        "regle": each.rule,
        "titre": known.get(each.rule, "règle inconnue"),
        "date": _iso(each.day),
    }


def _digests(gathered: Gathered) -> Iterator[dict[str, str]]:
    """Each file that some evidence lies in, once, with its whole digest in groups of eight."""
    held = {
        each.file: each
        for answers in gathered.answers.values()
        for each in answers
        if each.file and each.digest
    }
    for name in sorted(held):
        digest = held[name].digest
        parts = [digest[place : place + 8] for place in range(0, len(digest), 8)]
        yield {"fichier": name, "empreinte": " ".join(parts)}


def _habilitations(settings: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """What each consultant is entitled to use; consultants have a number here, and no name."""
    for number, (_, consultant) in enumerate(entries_of(settings.get("consultants")), 1):
        for _, entry in entries_of(consultant.get("habilitations")):
            yield {
                "consultant": f"Consultant {number}",
                "outil": markup.clean(word_of(entry.get("outil"))),
                "le": _iso(day_of(entry.get("le"))),
                "jusqu_au": _iso(day_of(entry.get("jusqu_au"))),
            }


def _referent(settings: Mapping[str, Any]) -> str:
    return "désigné dans cabinet.yaml" if settings.get("referent_handicap") else "non désigné"


def _setting(name: str, settings: Mapping[str, Any]) -> dict[str, str]:
    """A field of cabinet.yaml (`risques.date`): what it is, and its day or whether it is there."""
    path = tuple(name.split("."))
    titles = [schemas.title(schema(), path[:length]) for length in range(1, len(path) + 1)]
    value: Any = settings
    for key in path:
        value = group_of(value).get(key)
    day = day_of(value)
    told = french.long_date(day) if day else f"dans {SETTINGS}"
    return {
        "titre": " : ".join(titles),
        "etat": told if value else MISSING,
        "jour": _iso(day),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
