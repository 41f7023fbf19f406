"""The manual of the notes, made from their schemas.

`python -m bilantool.notes.manual docs/notes.md` writes it.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

from bilantool.notes import explaining, trame
from bilantool.notes.explaining import Field
from bilantool.notes.overlay import Overlay
from bilantool.notes.schema import Schema
from bilantool.notes.trame import NoteSpec, Trame
from bilantool.resources import shipped

INTRODUCTION = """\
# Les notes

<!-- Fichier produit par bilantool.notes.manual : corriger les schémas, non ce fichier. -->

Ce que chaque note d’un dossier demande, dans l’ordre où on les rencontre. `bilantool doc` dit la
même chose dans le terminal, avec les changements que votre cabinet y a faits.

- Le nom entre parenthèses est celui du champ dans le texte de la note.
- *Obligatoire* : tant que le champ manque, les documents qui reprennent la note sont des
  brouillons.
- Chaque élément d’une liste reçoit de l’outil un identifiant court, `id`, que d’autres notes
  emploient pour le désigner.
- Toute note peut aussi porter `derogations`, pour écarter un conseil ; voir
  [Les règles](regles.md).
"""

_MARKS = re.compile(r"([\\`*_\[\]<>|#])")


def manual(loaded: Trame, day: date = date.max) -> str:
    """The manual in Markdown; `day` decides which periods of retention are told."""
    table = ["| Note | Titre | Conservation |", "|---|---|---|"]
    table += [
        f"| [{name}](#{_anchor(name)}) | {_plain(note.title)} "
        f"| {_plain(loaded.classes[note.classe].title)} |"
        for name, note in loaded.notes.items()
    ]
    kept = ["## Ce qu’elles deviennent\n"] + [
        f"- **{_plain(each.title)}** : {_plain(explaining.fate(each, day))}."
        for each in loaded.classes.values()
    ]
    sections = [_section(loaded, note) for note in loaded.notes.values()]
    return "\n".join([INTRODUCTION, *table, "", *kept, "", *sections])


def _section(loaded: Trame, note: NoteSpec) -> str:
    used = [each.title for each in loaded.documents.values() if note.name in each.notes]
    facts = [
        f"- Conservation : {_plain(loaded.classes[note.classe].title.lower())}",
        *([f"- Article : {_plain(note.article)}"] if note.article else []),
        *([f"- Reprise dans : {_plain(', '.join(used))}"] if used else []),
    ]
    help = " ".join(str(note.schema.get("description", "")).split())
    told = listed(note.schema)
    return (
        f'<a id="{_anchor(note.name)}"></a>\n\n## {_plain(note.title)} (`{note.name}`)\n\n'
        f"{_plain(help)}\n\n" + "\n".join([*facts, "", *told]) + "\n"
    )


def listed(schema: Schema) -> list[str]:
    """An item for each field of a schema, those of a group or list below it."""
    return [_field(each) for each in explaining.fields(schema)]


def _field(each: Field) -> str:
    """An item of a nested list: the field in bold, then its sentences."""
    parts = [f"{each.needed} : {each.kind}."]
    if each.question:
        parts.append(f"« {each.question} »")
    if each.help:
        parts.append(each.help)
    parts += each.cautions
    if each.article:
        parts.append(f"Article : {each.article}.")
    if each.example:
        parts.append(f"Par exemple : {each.example}")
    indent = "  " * each.depth
    head = f"{indent}- **{_plain(each.title)}** (`{each.key}`) : {_plain(' '.join(parts))}"
    choices = [
        f"{indent}  - `{value}`" + (f" : {_plain(label)}" if label != value else "")
        for value, label in each.choices
    ]
    return "\n".join([head, *choices])


def _plain(text: str) -> str:
    """Text of a schema, no mark of which is taken for Markdown."""
    return _MARKS.sub(r"\\\1", text)


def _anchor(name: str) -> str:
    return name.replace("/", "-")


if __name__ == "__main__":
    standard = trame.load(Overlay(shipped("templates") / "standard"))
    Path(sys.argv[1]).write_text(manual(standard), encoding="utf-8", newline="\n")
