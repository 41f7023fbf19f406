"""The files of one dossier as its person receives them, in order; the explanation comes last.

dossier.html, dossier.docx     everything, to read
notes/…/….yaml                 each note as it was typed
brouillons/…                   texts that wait for their note
pieces/…                       the attachments, byte for byte
paroles-de-tiers/…             what other people said, apart
LISEZMOI.txt                   what is here, for whom, and which rights
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilantool.cabinet import pieces
from bilantool.cabinet.vault import OpenDossier
from bilantool.documents import markup, pandoc
from bilantool.documents.styles import Styles
from bilantool.french import long_date
from bilantool.notes import emitting
from bilantool.notes.schema import child
from bilantool.notes.trame import Trame
from bilantool.portability import others, portrait, readme
from bilantool.portability.held import Held, Text
from bilantool.portability.portrait import Labels

CONSENTS = "cadre/consentements"
APART = "paroles-de-tiers"
FORMATS = ("html", "docx")

WHY_APART = (
    "Ces mots sont ceux d’autres personnes, qui les ont confiés pour ce bilan. Le droit d’obtenir "
    "une copie de ses données ne doit pas porter atteinte aux droits d’autrui (RGPD, article "
    "15(4)) : avant de remettre ces pages, vérifiez que ces personnes l’acceptent, ou qu’on ne "
    "peut pas les reconnaître."
)

File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the pages say beside the dossier; `epoch` is the date that files bear, in seconds."""

    trame: Trame
    settings: Mapping[str, Any]
    today: date
    epoch: int


def files(opened: OpenDossier, held: Held, setting: Setting) -> Iterator[File]:
    """Every file, with its name; an attachment is opened when its turn comes.

    Raises EnvironmentFault as `documents.pandoc`, and what `pieces.fetch` raises for an
    attachment that was changed since `held` was read.
    """
    known = _labels(held, setting)
    mine, apart = _told_apart(held.notes)
    waiting, waiting_apart = _told_apart(held.drafts)
    for kind, data in _written(_whole(held, mine, waiting, known), _meta(held, setting), setting):
        yield f"dossier.{kind}", data
    for text in mine:
        yield f"notes/{text.spec.name}.yaml", _typed(text)
    for text in waiting:
        yield f"brouillons/{text.spec.name}.yaml", _typed(text)
    for identity, name in held.pieces.items():
        stored = pieces.fetch(opened, identity)
        yield f"pieces/{name}", stored.piece.data
    yield from _apart(held, apart, waiting_apart, known, setting)
    said = readme.text(held, setting.settings, setting.today, bool(apart or waiting_apart))
    yield "LISEZMOI.txt", said.encode()


def _told_apart(texts: tuple[Text, ...]) -> tuple[list[Text], list[Text]]:
    """What is the person's own, and the texts that hold words of others."""
    mine, apart = [], []
    for text in texts:
        own = others.without(text)
        if own is not None and own.text.strip():
            mine.append(own)
        if own is not text:
            apart.append(text)
    return mine, apart


def _apart(
    held: Held, notes: list[Text], drafts: list[Text], known: Labels, setting: Setting
) -> Iterator[File]:
    if not notes and not drafts:
        return
    blocks = [f"::: encadre\n{markup.line(WHY_APART)}\n:::"]
    for text in (*notes, *drafts):
        draft = "" if text in notes else "Brouillon : "
        blocks.append(f"# {markup.line(draft + text.spec.title)}")
        blocks += _theirs(text, known)
    meta = {
        **_meta(held, setting),
        "title": "Paroles de tiers",
        "pied": "Paroles de tiers : à ne remettre qu’après vérification",
        "mention": "",
        "toc": False,
    }
    for kind, data in _written("\n\n".join(blocks), meta, setting):
        yield f"{APART}/{APART}.{kind}", data
    for text in notes:
        yield f"{APART}/notes/{text.spec.name}.yaml", _their_yaml(text)
    for text in drafts:
        yield f"{APART}/brouillons/{text.spec.name}.yaml", _their_yaml(text)


def _theirs(text: Text, known: Labels) -> Iterator[str]:
    if text.values is None:
        yield markup.prose(text.text)
        return
    for path, value in others.found(text.spec.schema, text.values):
        schema = text.spec.schema
        for key in path[:-1]:
            schema = child(schema, key)
        yield from portrait.blocks({str(path[-1]): value}, schema, known, 2)


def _their_yaml(text: Text) -> bytes:
    """The fields of third parties alone, under their keys; the whole of a text that is no YAML."""
    if text.values is None:
        return _typed(text)
    found = list(others.found(text.spec.schema, text.values))
    fields = {".".join(map(str, path)): value for path, value in found}
    return emitting.document(fields).encode()


def _typed(text: Text) -> bytes:
    return (text.text if text.text.endswith("\n") else text.text + "\n").encode()


def _whole(held: Held, notes: list[Text], drafts: list[Text], known: Labels) -> str:
    blocks = [_consents(held)]
    for text in notes:
        blocks.append(_page(text, text.spec.title, known))
    for text in drafts:
        blocks.append(_page(text, f"Brouillon en attente : {text.spec.title}", known))
    blocks.append(_pieces(held))
    blocks.append(_absent(held))
    return "\n\n".join(block for block in blocks if block)


def _page(text: Text, title: str, known: Labels) -> str:
    if text.values is None:
        return f"# {markup.line(title)}\n\n{markup.prose(text.text)}"
    return portrait.section(title, text.values, text.spec.schema, known)


def _consents(held: Held) -> str:
    """The decisions, one a line, in the order in which they were recorded."""
    note = next((each for each in held.notes if each.spec.name == CONSENTS), None)
    entries = held.values(CONSENTS).get("entrees")
    if note is None or not isinstance(entries, list):
        return ""
    part = child(child(note.spec.schema, "entrees"), 0)
    lines = []
    for entry in entries:
        if not isinstance(entry, Mapping):
            continue
        said = {
            key: portrait.shown(entry[key], child(part, key), {})
            for key in ("le", "objet", "decision", "moyen")
            if entry.get(key) not in (None, "")
        }
        rest = ", ".join(said[key] for key in ("objet", "decision", "moyen") if key in said)
        lines.append(f"1. {markup.line(said.get('le', 'sans date'))} : {markup.line(rest)}")
    return "# Historique des consentements\n\n" + "\n".join(lines) if lines else ""


def _pieces(held: Held) -> str:
    lines = []
    for identity, name in held.pieces.items():
        facts = held.filed[identity].facts
        if facts is not None:
            title, when = markup.line(facts.titre), long_date(facts.date)
            lines.append(f"- {title}, {when} : pieces/{markup.line(name)}")
    return "# Pièces jointes\n\n" + "\n".join(lines) if lines else ""


def _absent(held: Held) -> str:
    lines = [f"- {markup.line(what)} : détruit" for what in held.destroyed]
    lines += [f"- {markup.line(what)} : illisible" for what, _ in held.faults]
    return "# Ce qui n’est plus lisible\n\n" + "\n".join(lines) if lines else ""


def _labels(held: Held, setting: Setting) -> dict[str, dict[str, str]]:
    values = {each.spec.name: each.values for each in held.notes if each.values is not None}
    known = portrait.labels(setting.trame, values, setting.settings)
    known["pieces"] = {identity: f"pieces/{name}" for identity, name in held.pieces.items()}
    return known


def _meta(held: Held, setting: Setting) -> dict[str, Any]:
    return {
        "title": "Données personnelles détenues",
        "subtitle": "",
        "lang": "fr-FR",
        "beneficiaire": readme.person(held),
        "prestataire": str(setting.settings.get("raison_sociale") or ""),
        "consultant": "",
        "periode": "",
        "heures": "",
        "date": long_date(setting.today),
        "reference": held.reference,
        "mention": "Copie remise à la personne concernée (RGPD, articles 15 et 20).",
        "couleur": str(setting.settings.get("couleur") or ""),
        "couverture": False,
        "toc": True,
        "numeros": False,
    }


def _written(
    markdown: str, meta: Mapping[str, Any], setting: Setting
) -> Iterator[tuple[str, bytes]]:
    tree = pandoc.parse(markdown)
    styles = Styles.standard()
    for kind in FORMATS:
        yield (
            kind,
            pandoc.write(tree, kind, meta=meta, charts={}, styles=styles, epoch=setting.epoch),
        )
