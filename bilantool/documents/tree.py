"""pandoc's syntax tree, made ready in Python: metadata set, pictures bound, the rest made harmless.

The reader already refuses raw blocks, and notes are escaped before they reach it. What this
module drops (raw text, links, pictures that are no chart) is the second lock on that door.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bilantool.documents.styles import Palette
from bilantool.errors import DataFault

Node = dict[str, Any]

TEXTS = (
    "title", "subtitle", "beneficiaire", "prestataire", "consultant", "periode",
    "heures", "date", "reference", "mention", "pied",
)  # fmt: skip
FLAGS = ("draft", "toc", "couverture", "numeros")

FOOTER = "Document confidentiel, propriété de la personne bénéficiaire"

_COVER_ROWS = (
    ("prestataire", "Prestataire"),
    ("consultant", "Conduit par"),
    ("periode", "Période"),
    ("heures", "Durée"),
    ("date", "Date"),
    ("reference", "Référence"),
)


def is_document(value: Any) -> bool:
    """Whether this is the tree of a document at all, and not another program's JSON."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("blocks"), list)
        and isinstance(value.get("pandoc-api-version"), list)
    )


def prepared(ast: Node, meta: Mapping[str, Any], picture: Callable[[str], str]) -> Node:
    """A new tree with `meta` as its metadata and every chart's address replaced.

    `picture` turns a chart's name into what the writer can embed, and raises `KeyError` for a
    chart that does not exist. Raises DataFault for such a chart, or for one without alt text.
    """
    return {
        "pandoc-api-version": ast["pandoc-api-version"],
        "meta": metadata(meta),
        "blocks": _clean_list(ast["blocks"], picture),
    }


def metadata(meta: Mapping[str, Any]) -> Node:
    """The metadata of a document as pandoc's tree holds it.

    Takes the keys of `TEXTS` and `FLAGS`, `lang`, `couleur` and `fiche` (pairs, or a mapping,
    of label and value for the cover; by default the parties, dates and hours that are known).
    """
    palette = Palette.of(str(meta.get("couleur") or ""))
    node: Node = {key: _inlines(str(meta[key])) for key in TEXTS if meta.get(key)}
    node.setdefault("pied", _inlines(FOOTER))
    node |= {key: {"t": "MetaBool", "c": bool(meta.get(key))} for key in FLAGS}
    node["lang"] = {"t": "MetaString", "c": str(meta.get("lang") or "fr-FR")}
    node["accent"] = {"t": "MetaString", "c": palette.accent}
    node["teinte"] = {"t": "MetaString", "c": palette.soft}
    if "prestataire" in node:
        node["author"] = node["prestataire"]
    node["fiche"] = {
        "t": "MetaList",
        "c": [
            {"t": "MetaMap", "c": {"libelle": _inlines(label), "valeur": _inlines(value)}}
            for label, value in _sheet(meta)
        ],
    }
    return node


def _sheet(meta: Mapping[str, Any]) -> list[tuple[str, str]]:
    given = meta.get("fiche")
    if given is None:
        return [(label, str(meta[key])) for key, label in _COVER_ROWS if meta.get(key)]
    pairs: Sequence[Any] = list(given.items()) if isinstance(given, Mapping) else given
    return [(str(label), str(value)) for label, value in pairs if value]


def _inlines(text: str) -> Node:
    """Plain text as inlines: ordinary white space separates, fixed spaces stay in their word."""
    words: list[Node] = []
    for part in re.split(r"([ \t\n\r]+)", text.strip()):
        if part:
            words.append({"t": "Space"} if part.isspace() else {"t": "Str", "c": part})
    return {"t": "MetaInlines", "c": words}


def _clean_list(nodes: list[Any], picture: Callable[[str], str]) -> list[Any]:
    cleaned: list[Any] = []
    for node in nodes:
        kind = node.get("t") if isinstance(node, dict) else None
        if kind in ("RawBlock", "RawInline"):
            continue
        if kind == "Link":
            cleaned.extend(_clean_list(node["c"][1], picture))
        elif kind == "Image":
            bound = _bound(node, picture)
            cleaned.extend([bound] if bound else [])
        else:
            cleaned.append(_clean(node, picture))
    return cleaned


def _clean(node: Any, picture: Callable[[str], str]) -> Any:
    if isinstance(node, list):
        return _clean_list(node, picture)
    if isinstance(node, dict):
        return {key: _clean(value, picture) for key, value in node.items()}
    return node


def _bound(image: Node, picture: Callable[[str], str]) -> Node | None:
    (identifier, classes, attributes), alt, (address, _) = image["c"]
    if not address.startswith("chart:"):
        return None
    name = address.removeprefix("chart:")
    if not any(node["t"] == "Str" for node in alt):
        raise DataFault(
            f"le gabarit du document montre le graphique « {name} » sans texte de remplacement",
            hint=f"écrivez entre les crochets ce que le graphique montre : ![…](chart:{name})",
        )
    try:
        source = picture(name)
    except KeyError:
        raise DataFault(
            f"le gabarit du document demande un graphique inconnu : « {name} »",
            hint="vérifiez le nom qui suit « chart: » dans le gabarit",
        ) from None
    kept = [["width", dict(attributes).get("width", "100%")]]
    return {"t": "Image", "c": [[identifier, [*classes, "graphique"], kept], alt, [source, ""]]}
