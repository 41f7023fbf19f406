"""The trame: phases, retention classes, notes and documents, as `trame.yaml` tells them.

The shipped trame is the floor: a cabinet's own may add notes and documents, reorder and
retitle, but never drop a shipped note nor move it to another class, since the class
decides with which key a note is sealed and when it is destroyed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from bilantool import french
from bilantool.delays import within
from bilantool.french import listing
from bilantool.notes import schema as schemas
from bilantool.notes import trame_file
from bilantool.notes.choosing import chosen
from bilantool.notes.overlay import Overlay, Source
from bilantool.notes.papers import CLASSES, DocumentSpec, document, looks
from bilantool.notes.schema import Schema
from bilantool.notes.schema_check import verify
from bilantool.notes.trame_file import Table

CADRE = "cadre"

END, PAYMENT = "terme", "dernier_paiement"
TRIGGERS = {END: "la fin du bilan", PAYMENT: "la fin de l’année du dernier paiement"}
"""What a duration may be counted from, and how it is told."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One of the phases of R6313-4, or the follow-up after them."""

    name: str
    title: str
    article: str


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a class is kept from its trigger, one of `TRIGGERS`, between two dates of the law.

    `months` is a ceiling; `agreement` means: only with the beneficiary's written one, which for
    `request` is that the synthèse go to the operator of the *conseil en évolution
    professionnelle* (L6313-4 al. 3).
    """

    trigger: str
    months: int
    article: str
    certainty: str
    since: date | None
    until: date | None
    agreement: bool
    purpose: str
    request: bool = False

    def in_force(self, day: date) -> bool:
        """Whether it rules what ends on that day."""
        return within(day, self.since, self.until)


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """What is sealed under one key and destroyed together."""

    name: str
    title: str
    durations: tuple[Duration, ...]


@dataclass(frozen=True, eq=False)
class NoteSpec:
    """What a note is; `phase` is None in the folder `cadre`, `schema` is complete (with `id`)."""

    name: str
    folder: str
    phase: str | None
    title: str
    classe: str
    article: str
    schema: Schema

    @cached_property
    def samples(self) -> frozenset[str]:
        """The long texts that the schema gives as examples, as `french.folded` writes them."""
        return frozenset(french.folded(text) for text in _long_examples(self.schema))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every key that the schema knows: those that a fault may name."""
        return frozenset(str(path[-1]) for path, _ in schemas.parts(self.schema) if path)


def _long_examples(schema: Mapping[str, Any]) -> Iterator[str]:
    """The examples of the fields of long text, at every depth."""
    if schema.get("format") == "texte":
        yield from (text for text in schema.get("examples", ()) if isinstance(text, str))
    for inner in schema.get("properties", {}).values():
        yield from _long_examples(inner)
    if isinstance(schema.get("items"), Mapping):
        yield from _long_examples(schema["items"])


@dataclass(frozen=True, slots=True)
class Trame:
    """All mappings keep the order of the file; a note's schema is read when it is asked for."""

    name: str
    version: int
    phases: Mapping[str, Phase]
    classes: Mapping[str, RetentionClass]
    notes: Mapping[str, NoteSpec]
    documents: Mapping[str, DocumentSpec]

    def note(self, name: str) -> NoteSpec:
        """The note of that name, last part of a name, or unambiguous beginning of either.

        Raises UsageFault, which lists the candidates.
        """
        return self.notes[chosen(name, self.notes, "note")]

    def document(self, name: str) -> DocumentSpec:
        """The document of that name or unambiguous beginning; UsageFault lists the candidates."""
        return self.documents[chosen(name, self.documents, "document")]


def load(overlay: Overlay) -> Trame:
    """The trame in force; DataFault names the file and the line of what is wrong in it."""
    source = overlay.read("trame.yaml")
    table = trame_file.table(source)
    phases = {
        name: Phase(name, entry.text("titre"), entry.text("article", ""))
        for name, entry in table.entries("phases")
    }
    classes = {name: _class(name, entry) for name, entry in table.entries("classes")}
    noted = {name: _note_class(name, entry, phases) for name, entry in table.entries("notes")}
    declared = looks(table)
    if source.overridden:
        standard = trame_file.table(overlay.read_standard("trame.yaml"))
        _keep_the_floor(table, standard, noted)
        declared = {**looks(standard), **declared}
    return Trame(
        name=table.text("nom"),
        version=table.count("version"),
        phases=phases,
        classes=classes,
        notes=_Notes(overlay, noted, tuple(phases)),
        documents={
            name: document(name, entry, noted, declared)
            for name, entry in table.entries("documents")
        },
    )


class _Notes(Mapping[str, NoteSpec]):
    """The notes of a trame: a name costs nothing, a note reads its schema once."""

    def __init__(self, overlay: Overlay, classes: Mapping[str, str], phases: tuple[str, ...]):
        self._overlay = overlay
        self._classes = classes
        self._phases = phases
        self._specs: dict[str, NoteSpec] = {}

    def __getitem__(self, name: str) -> NoteSpec:
        if name not in self._specs:
            self._specs[name] = self._load(name, self._classes[name])
        return self._specs[name]

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)

    def _load(self, name: str, classe: str) -> NoteSpec:
        folder = name.partition("/")[0]
        schema = _schema(self._overlay.read(f"notes/{name}.yaml"))
        return NoteSpec(
            name=name,
            folder=folder,
            phase=folder if folder in self._phases else None,
            title=schemas.title(schema, ()) or name,
            classe=classe,
            article=schemas.article(schema, ()),
            schema=schema,
        )


@lru_cache(maxsize=128)
def _schema(source: Source) -> Schema:
    """The complete schema of a file; kept, since one command may load the trame many times."""
    reading = trame_file.source_reading(source)
    if source.overridden:
        verify(source.name, reading)
    return schemas.completed(reading.values)


def _class(name: str, entry: Table) -> RetentionClass:
    if name not in CLASSES:
        raise entry.fault(f"les classes de conservation sont : {listing(CLASSES)}")
    return RetentionClass(
        name,
        entry.text("titre"),
        tuple(
            Duration(
                trigger=_trigger(each),
                months=each.count("mois"),
                article=each.text("article", ""),
                certainty=each.text("certitude", "a_confirmer"),
                since=each.day("depuis"),
                until=each.day("jusqu_au"),
                agreement=each.flag("accord"),
                purpose=each.text("objet", ""),
                request=each.flag("demande"),
            )
            for each in entry.items("durees")
        ),
    )


def _trigger(entry: Table) -> str:
    trigger = entry.text("declencheur")
    if trigger not in TRIGGERS:
        raise entry.fault(
            f"« declencheur » est l’un de : {listing(list(TRIGGERS), 'ou')}", "declencheur"
        )
    return trigger


def _note_class(name: str, entry: Table, phases: Mapping[str, Phase]) -> str:
    folder, _, short = name.partition("/")
    if not short or (folder != CADRE and folder not in phases):
        folders = listing([CADRE, *phases], "ou")
        raise entry.fault(
            f"le nom d’une note est « dossier/note », dans l’un de ceux-ci : {folders}"
        )
    classe = entry.text("classe")
    if classe not in CLASSES:
        raise entry.fault(f"la classe d’une note est l’une de : {listing(CLASSES, 'ou')}", "classe")
    return classe


def _keep_the_floor(own: Table, standard: Table, noted: Mapping[str, str]) -> None:
    for name, entry in standard.entries("notes"):
        if name not in noted:
            raise own.fault(f"la note « {name} » de la trame standard y manque", "notes")
        if noted[name] != entry.text("classe"):
            raise own.fault(f"la note « {name} » a changé de classe", "notes", name)
