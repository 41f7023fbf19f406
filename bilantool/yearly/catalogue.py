"""Which figures a year has: `chiffres.yaml` of the trame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bilantool.figures import MEASURES
from bilantool.french import listing
from bilantool.notes import schema as schemas
from bilantool.notes import trame_file
from bilantool.notes.overlay import Overlay
from bilantool.notes.trame import Trame
from bilantool.notes.trame_file import Table

FILE = "chiffres.yaml"
KINDS = ("compte", "ventilation", "taux", "rapport", "moyennes")
UNITS = ("nombre", "heures", "euros")


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure: what is counted, and how it is told.

    `labels` (none: all) are what a count adds up; `numerator` and `denominator` those of a rate
    or a ratio; `criteria` are label → title of means; `words` label → French of a breakdown.
    `masked`: small counts of a breakdown are not given; `masked_as`: nor are the lines that
    another figure does not give.
    """

    name: str
    group: str
    title: str
    method: str
    kind: str
    measures: tuple[str, ...]
    unit: str
    labels: tuple[str, ...]
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    prefix: str
    criteria: Mapping[str, str]
    words: Mapping[str, str]
    masked: bool
    masked_as: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The figures in their order; `least` is the smallest count of persons that is published."""

    least: int
    groups: Mapping[str, str]
    entries: Mapping[str, Entry]


def load(overlay: Overlay, trame: Trame) -> Catalogue:
    """The figures in force; DataFault names the line of what is wrong."""
    table = trame_file.table(overlay.read(FILE))
    groups = {name: entry.text("titre") for name, entry in table.entries("groupes")}
    entries: dict[str, Entry] = {}
    for name, entry in table.entries("chiffres"):
        entries[name] = _entry(name, entry, groups, entries, trame)
    return Catalogue(table.count("seuil"), groups, entries)


def _entry(
    name: str, entry: Table, groups: Mapping[str, str], before: Mapping[str, Entry], trame: Trame
) -> Entry:
    masked_as = entry.text("masque_comme", "")
    if masked_as and (masked_as not in before or not before[masked_as].masked):
        raise entry.fault("ce chiffre masqué n’est pas donné plus haut", "masque_comme")
    kind = _one_of(entry, "genre", KINDS, entry.text("genre"))
    return Entry(
        name=name,
        group=_one_of(entry, "groupe", tuple(groups), entry.text("groupe")),
        title=entry.text("titre"),
        method=entry.text("methode"),
        kind=kind,
        measures=_measures(entry),
        unit=_one_of(entry, "unite", UNITS, entry.text("unite", "nombre")),
        labels=entry.texts("libelles") if entry.has("libelles") else (),
        numerator=entry.texts("numerateur") if kind in ("taux", "rapport") else (),
        denominator=entry.texts("denominateur") if kind in ("taux", "rapport") else (),
        prefix=entry.text("prefixe") if kind == "moyennes" else "",
        criteria=_words(entry, "criteres") if kind == "moyennes" else {},
        words={**_labels(entry, trame), **_words(entry, "autres_libelles")},
        masked=entry.flag("masque"),
        masked_as=masked_as,
    )


def _measures(entry: Table) -> tuple[str, ...]:
    found = entry.texts("mesures") if entry.has("mesures") else (entry.text("mesure"),)
    known = [measure.name for measure in MEASURES]
    for each in found:
        _one_of(entry, "mesures" if entry.has("mesures") else "mesure", known, each)
    return found


def _one_of(entry: Table, key: str, known: list[str] | tuple[str, ...], value: str) -> str:
    if value not in known:
        raise entry.fault(f"« {key} » est l’un de : {listing(known, 'ou')}", key)
    return value


def _words(entry: Table, key: str) -> dict[str, str]:
    return entry.words(key) if entry.has(key) else {}


def _labels(entry: Table, trame: Trame) -> dict[str, str]:
    """The French of the choices of the field that a breakdown is about."""
    note, _, path = entry.text("champ", "").partition("#")
    if not note:
        return {}
    if note not in trame.notes:
        raise entry.fault("cette note n’est pas dans la trame", "champ")
    part = trame.notes[note].schema
    for key in path.split("."):
        part = schemas.child(part, key)
        if "items" in part:
            part = part["items"]
    labels = part.get("x-libelles", {})
    if not labels:
        raise entry.fault("ce champ n’est pas une liste de choix", "champ")
    return {str(value): str(label) for value, label in labels.items()}
