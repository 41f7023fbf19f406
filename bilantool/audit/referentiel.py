"""The national quality framework as dated data: `qualiopi.yaml` of the trame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bilantool.audit.places import Place
from bilantool.cabinet.settings import schema
from bilantool.delays import within
from bilantool.errors import DataFault
from bilantool.french import listing
from bilantool.notes import schema as schemas
from bilantool.notes import trame_file
from bilantool.notes.overlay import Overlay
from bilantool.notes.trame import Trame
from bilantool.notes.trame_file import Table

FILE = "qualiopi.yaml"
MOMENTS = ("ouverture", "cloture", "six_mois", "interruption")
CERTAINTIES = ("verifie", "secondaire", "a_confirmer")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a dossier holds for an indicator.

    `places`: one of them suffices. `days`: what dates it. `moment`: from when on it is expected.
    `given`: it is expected only where something stands there. `each`: every item of a list must
    have it. `piece`: the place cites an attachment. `digest`: where the note keeps the digest of
    a document, `document` the name of one that may lie built in `documents/`. `rule`: a
    derogation from it stands for the evidence.
    """

    title: str
    places: tuple[Place, ...]
    days: tuple[Place, ...]
    moment: str
    given: Place | None
    optional: bool
    each: bool
    piece: bool
    digest: Place | None
    document: str
    rule: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: what the dossiers hold for it, what the cabinet has to bring (`asked`).

    `figures` names the group of yearly figures that answers it; `habilitations` and `handicap`:
    cabinet.yaml answers part of it, and so do the fields of it that `settings` names.
    """

    number: str
    title: str
    evidence: tuple[Evidence, ...]
    asked: tuple[str, ...]
    figures: str
    habilitations: bool
    handicap: bool
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """The framework between two days, both included; None: without a bound."""

    name: str
    since: date | None
    until: date | None
    article: str
    certainty: str
    remark: str
    indicators: tuple[Indicator, ...]


def load(overlay: Overlay, trame: Trame) -> tuple[Version, ...]:
    """Every version; DataFault names the line of what is wrong in the file."""
    table = trame_file.table(overlay.read(FILE))
    known = {
        number: _indicator(number, entry, trame) for number, entry in table.entries("indicateurs")
    }
    return tuple(_version(entry, known, trame) for entry in table.items("versions"))


def in_force(overlay: Overlay, trame: Trame, day: date) -> Version:
    """The framework of that day; raises as `load`, and DataFault where there is none."""
    for each in load(overlay, trame):
        if within(day, each.since, each.until):
            return each
    raise DataFault(
        "aucun référentiel Qualiopi n’est décrit pour ce jour",
        hint="donnez un autre jour avec --date, ou complétez « templates/qualiopi.yaml »",
    )


def _version(entry: Table, known: Mapping[str, Indicator], trame: Trame) -> Version:
    """A version, its indicators with what its `ajouts` ask for beside what is common to all."""
    added = dict(entry.entries("ajouts")) if entry.has("ajouts") else {}
    numbers = entry.texts("indicateurs")
    for index, number in enumerate(numbers):
        if number not in known:
            raise entry.fault("cet indicateur n’est pas décrit plus bas", "indicateurs", index)
    certainty = entry.text("certitude", "a_confirmer")
    if certainty not in CERTAINTIES:
        raise entry.fault(f"la certitude est l’une de : {listing(CERTAINTIES, 'ou')}", "certitude")
    return Version(
        name=entry.text("nom"),
        since=entry.day("depuis"),
        until=entry.day("jusqu_au"),
        article=entry.text("article", ""),
        certainty=certainty,
        remark=entry.text("remarque", ""),
        indicators=tuple(
            _joined(known[number], _indicator(number, added[number], trame))
            if number in added
            else known[number]
            for number in numbers
        ),
    )


def _joined(common: Indicator, more: Indicator) -> Indicator:
    """An indicator and what a version adds to it, under the title of that version."""
    return replace(
        common,
        title=more.title,
        evidence=(*common.evidence, *more.evidence),
        asked=(*common.asked, *more.asked),
        settings=(*common.settings, *more.settings),
    )


def _indicator(number: str, entry: Table, trame: Trame) -> Indicator:
    evidence = entry.items("preuves") if entry.has("preuves") else ()
    return Indicator(
        number=number,
        title=entry.text("titre"),
        evidence=tuple(_evidence(each, trame) for each in evidence),
        asked=entry.texts("cabinet") if entry.has("cabinet") else (),
        figures=entry.text("chiffres", ""),
        habilitations=entry.flag("habilitations"),
        handicap=entry.flag("referent_handicap"),
        settings=_settings(entry),
    )


def _settings(entry: Table) -> tuple[str, ...]:
    """Fields of cabinet.yaml (`risques.date`)."""
    named = entry.texts("reglages") if entry.has("reglages") else ()
    for index, name in enumerate(named):
        if not schemas.at(schema(), tuple(name.split("."))):
            raise entry.fault("ce champ n’existe pas dans cabinet.yaml", "reglages", index)
    return named


def _evidence(entry: Table, trame: Trame) -> Evidence:
    moment = entry.text("quand", "ouverture")
    if moment not in MOMENTS:
        raise entry.fault(f"« quand » est l’un de : {listing(MOMENTS, 'ou')}", "quand")
    return Evidence(
        title=entry.text("intitule"),
        places=_places(entry, "champ", trame),
        days=_places(entry, "date", trame) if entry.has("date") else (),
        moment=moment,
        given=_places(entry, "si", trame)[0] if entry.has("si") else None,
        optional=entry.flag("facultatif"),
        each=entry.flag("chaque"),
        piece=entry.flag("piece"),
        digest=_places(entry, "empreinte", trame)[0] if entry.has("empreinte") else None,
        document=entry.text("document", ""),
        rule=entry.text("regle", ""),
    )


def _places(entry: Table, key: str, trame: Trame) -> tuple[Place, ...]:
    """The places under a key: a text, or a list of texts."""
    found = []
    for text in entry.texts(key) if entry.listed(key) else (entry.text(key),):
        try:
            place = Place.of(text)
        except ValueError:
            raise entry.fault("un champ s’écrit note#champ.sous-champ", key) from None
        if place.note not in trame.notes:
            raise entry.fault("cette note n’est pas dans la trame", key)
        part = trame.notes[place.note].schema
        for step in place.steps:
            part = schemas.child(part, step.name)
            if not part:
                raise entry.fault("ce champ n’existe pas dans la note", key)
            part = part.get("items", part)
        found.append(place)
    return tuple(found)
