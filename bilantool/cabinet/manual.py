"""The manual of cabinet.yaml, made from its form.

`python -m bilantool.cabinet.manual docs/cabinet.md` writes it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bilantool.cabinet.settings import schema
from bilantool.notes import manual as notes
from bilantool.notes.schema import fields

INTRODUCTION = """\
# Les réglages du cabinet

<!-- Fichier produit par bilantool.cabinet.manual : corriger le schéma, non ce fichier. -->

Ce que les documents disent de vous. `bilantool fill cabinet` pose ces questions une à une, dans
cet ordre, et reprend où vous en étiez ; `bilantool fill cabinet adresse` ne repose que celles d’une
partie, désignée par le nom entre parenthèses ou par son titre ; `bilantool fill cabinet --all` les
repose toutes. Un consultant s’ajoute, se corrige et s’ôte de la même façon.

Les réponses sont rangées dans `cabinet.yaml`, qui se lit sans clé : n’y mettez rien sur les
personnes que vous accompagnez. Rien n’oblige à ouvrir ce fichier ; qui l’ouvre y garde ses
remarques et l’ordre de ses lignes. Un champ inachevé n’arrête que les documents qui l’impriment.
"""


def manual() -> str:
    """The manual in Markdown."""
    asked = {**schema(), "properties": dict(fields(schema()))}
    return "\n".join([INTRODUCTION, *notes.listed(asked)]) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), encoding="utf-8", newline="\n")
