"""What the trame says of a document: its notes, its forms, its class."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bilantool.findings import LAW, Finding
from bilantool.french import listing
from bilantool.notes.trame_file import Table

CLASSES = ("travail", "suivi", "administratif", "comptable")
FORMATS = ("docx", "odt", "html", "pdf")

MOMENTS = ("avant", "preliminaire", "investigation", "conclusions", "fin", "interruption")
"""When a document is due: before the first session, in a phase, once the bilan is closed."""

LOOKS = (
    "rapport", "perspective", "fiche", "constat", "administratif", "information", "lettre",
    "acte", "devis", "cabinet", "travail",
)  # fmt: skip
"""What the head and the foot of a document may be; `documents.presentation` draws them."""

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """What a document is.

    `for_each` names the list that each copy is about, `pages` the most that a copy should have
    (0: no limit). `blank`: it is filled by hand, and waits for nothing. `collects` are the
    places (`cadre/convention#signatures`) that the paper itself serves to fill: what is missing
    there does not hold it back. `acts` are the kinds of act that it is for (none: all).
    `command` is the command that makes it, where `build` does not. `optional` are notes that it
    quotes where they are: neither a gap in them nor their destruction holds it back. `rules` are
    the only rules of law that do (None: all of them), for a paper that states facts which a past
    fault, a late signature, does not change. `moments` are those of `MOMENTS` at which the state
    of a dossier calls for it: none, on request alone; None, as soon as its notes are begun.
    `handed` is the field of an item of `for_each` that says that its copy was handed over.
    `look`, of `LOOKS`, is how its template presents itself; "" as every document does.
    """

    name: str
    title: str
    template: str
    notes: tuple[str, ...]
    formats: tuple[str, ...]
    classe: str
    article: str
    for_each: str
    pages: int = 0
    blank: bool = False
    collects: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    command: str = ""
    optional: tuple[str, ...] = ()
    rules: tuple[str, ...] | None = None
    moments: tuple[str, ...] | None = None
    handed: str = ""
    look: str = ""

    @property
    def given(self) -> tuple[str, ...]:
        """The notes that its template receives."""
        return (*self.notes, *self.optional)

    def awaits(self, finding: Finding) -> bool:
        """Whether the document cannot be made before this finding is mended."""
        if self.blank or not finding.blocks or finding.note in self.optional:
            return False
        if self.rules is not None and finding.of_law:
            return finding.rule in self.rules
        keys = [str(key) for key in finding.path if isinstance(key, str)]
        place = f"{finding.note}#{'.'.join(keys)}."
        return not any(place.startswith(f"{each}.") for each in self.collects)


def looks(table: Table) -> dict[str, str]:
    """The look of each template that `trame.yaml` declares; DataFault names a wrong one's line."""
    declared = table.words("presentations") if table.has("presentations") else {}
    for template, look in declared.items():
        if look not in LOOKS:
            raise table.fault(
                f"les présentations d’un gabarit : {listing(LOOKS)}", "presentations", template
            )
    return declared


def document(
    name: str, entry: Table, noted: Collection[str], looks: Mapping[str, str]
) -> DocumentSpec:
    """The document of this entry of `trame.yaml`, `looks` being those of the templates.

    DataFault names the line of what is wrong.
    """
    if not _NAME.fullmatch(name):
        # It becomes a file's name, and a path would write a readable document elsewhere.
        raise entry.fault("le nom d’un document est fait de minuscules, de chiffres et de tirets")
    formats = entry.texts("formats")
    if not formats or not set(formats) <= set(FORMATS):
        raise entry.fault(f"les formats d’un document : {listing(FORMATS)}", "formats")
    needed = entry.texts("notes")
    for index, note in enumerate(needed):
        if note not in noted:
            raise entry.fault("cette note n’est pas dans la trame", "notes", index)
    optional = entry.texts("notes_facultatives") if entry.has("notes_facultatives") else ()
    for index, note in enumerate(optional):
        if note not in noted or note in needed:
            raise entry.fault(
                "cette note n’est pas dans la trame, ou le document l’exige déjà",
                "notes_facultatives",
                index,
            )
    rules = entry.texts("regles") if entry.has("regles") else None
    for index, rule in enumerate(rules or ()):
        if not LAW.fullmatch(rule):
            raise entry.fault("une règle de la loi s’écrit BC101, par exemple", "regles", index)
    moments = entry.texts("moment") if entry.has("moment") else None
    if not set(moments or ()) <= set(MOMENTS):
        raise entry.fault(f"les moments d’un document : {listing(MOMENTS)}", "moment")
    collects = entry.texts("recueille") if entry.has("recueille") else ()
    for index, place in enumerate(collects):
        if place.partition("#")[0] not in needed:
            raise entry.fault("ce document ne reprend pas cette note", "recueille", index)
    classe = entry.text("classe")
    if classe not in CLASSES:
        raise entry.fault(f"la classe d’un document : {listing(CLASSES, 'ou')}", "classe")
    return DocumentSpec(
        name=name,
        title=entry.text("titre"),
        template=entry.text("gabarit"),
        notes=needed,
        formats=formats,
        classe=classe,
        article=entry.text("article", ""),
        for_each=entry.text("pour_chaque", ""),
        pages=entry.count("pages_au_plus") if entry.has("pages_au_plus") else 0,
        blank=entry.flag("vierge"),
        collects=collects,
        acts=entry.texts("actes") if entry.has("actes") else (),
        command=entry.text("commande", ""),
        optional=optional,
        rules=rules,
        moments=moments,
        handed=entry.text("remis", ""),
        look=looks.get(entry.text("gabarit"), ""),
    )
