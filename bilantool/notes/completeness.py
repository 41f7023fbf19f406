"""What a note lacks and what is wrong in it (the only home of jsonschema_rs).

Shape is not completeness: a half-filled note is normal. A failed `required` or minimum
of length is *manquant*, any other failure *invalide*. The library's own messages quote
the values, so none is ever used: only the kind of the error and its path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from bilantool.errors import DataFault
from bilantool.findings import Finding, KeyPath, Position
from bilantool.notes import intervals, losses, sentences
from bilantool.notes import schema as schemas
from bilantool.notes.formats import FORMATS
from bilantool.notes.kinds import KINDS
from bilantool.notes.normal import is_empty, normal, value_at
from bilantool.notes.reading import Reading
from bilantool.notes.sentences import Remark
from bilantool.notes.trame import NoteSpec

__all__ = ["KINDS", "Judged", "check"]

_MINIMA = ("minItems", "minProperties")


@dataclass(frozen=True, slots=True)
class Judged:
    """A note judged: `values` are normal; `shaped` when each has the form that
    rules and documents rely on; `begun` when it holds anything besides `derogations`."""

    values: dict[str, Any]
    findings: tuple[Finding, ...]
    shaped: bool
    begun: bool


def check(spec: NoteSpec, reading: Reading, *, closing: bool = False) -> Judged:
    """Every finding on a note's form, in the order of its text.

    `closing`: the bilan is over, so that what `x-cloture` names is required too. An
    empty note has one finding in all, or none when nothing in it is required. Raises
    DataFault only when the note's own schema cannot be used.
    """
    values = normal(reading.values, spec.schema)
    validator = _validator(spec, closing)
    begun = any(key != "derogations" for key in values)
    blank = tuple(_blank_items(values, ()))
    found: dict[tuple[KeyPath, Position], Finding] = {}
    remarks = [(path, path, remark) for path, remark in losses.lost(spec.schema, reading)]
    remarks += [(path, path, sentences.blank_item(spec.schema, path)) for path in blank]
    if not begun and not validator.is_valid({}):
        remarks.append(((), (), sentences.unbegun(spec.title, spec.name)))
    for error in sorted(validator.iter_errors(values), key=_type_first):
        path = tuple(error.instance_path)
        ignored = any(path[: len(outer)] == outer for outer in blank)
        if not ignored and (begun or path[:1] == ("derogations",)):
            remarks += _remarks(spec, reading, values, path, error)
    for others in (intervals.backwards(spec.schema, values), losses.remarked(spec.schema, reading)):
        remarks += [(path, path, remark) for path, remark in others]
    for path, place, remark in remarks:
        finding = _finding(spec, reading, path, place, remark)
        # One mistake may fail several keywords of a field; the first says it.
        found.setdefault((path, reading.locate(place)), finding)
    findings = tuple(sorted(found.values(), key=_in_text_order))
    shaped = not any(remark.kind.misshapen for _, _, remark in remarks)
    return Judged(values, findings, shaped=shaped, begun=begun)


def lacking(spec: NoteSpec, values: dict[str, Any], *, closing: bool = False) -> set[KeyPath]:
    """Where something required is absent: also inside empty groups, unlike with `check`.

    `values` are normal but for those empty groups and items, which stand for what is about to be
    filled. Raises as `check`.
    """
    found: set[KeyPath] = set()
    for error in _validator(spec, closing).iter_errors(values):
        path = tuple(error.instance_path)
        if isinstance(error.kind, ValidationErrorKind.Required):
            found.add((*path, error.kind.property))
        elif error.kind.name in _MINIMA:
            found.add(path)
    return found


def sound(spec: NoteSpec, values: dict[str, Any], path: KeyPath) -> bool:
    """Whether nothing is missing or wrong at `path` and below, in normal values."""
    errors = _validator(spec, False).iter_errors(values)
    return not any(tuple(error.instance_path)[: len(path)] == path for error in errors)


def _type_first(error: ValidationError) -> bool:
    return error.kind.name != "type"


def _remarks(
    spec: NoteSpec, reading: Reading, values: dict[str, Any], path: KeyPath, error: ValidationError
) -> list[tuple[KeyPath, KeyPath, Remark]]:
    """What one error of the library says: the path shown, the path located, the remark.

    They differ for an unknown key, whose line is given but whose name is not.
    """
    kind = error.kind
    if isinstance(kind, ValidationErrorKind.AdditionalProperties):
        return [
            (path, (*path, key), sentences.unknown_key(spec.schema, path, key))
            for key in kind.unexpected
        ]
    if isinstance(kind, ValidationErrorKind.Required):
        path = (*path, kind.property)
        if reading.words.get(path, "~") != "~":
            return [(path, path, losses.swallowed(spec.schema, path))]
    remark = sentences.remark(spec.schema, path, kind.name, value_at(values, path))
    return [(path, path, remark)]


def _finding(
    spec: NoteSpec, reading: Reading, path: KeyPath, place: KeyPath, remark: Remark
) -> Finding:
    return Finding(
        rule=remark.kind.id,
        severity=remark.kind.severity,
        note=spec.name,
        path=path,
        message=remark.sentence,
        hint=remark.hint,
        article=schemas.article(spec.schema, path),
        position=reading.locate(place),
    )


def _in_text_order(finding: Finding) -> tuple[Position, tuple[str, ...]]:
    return finding.position or Position(1, 1), tuple(map(str, finding.path))


@lru_cache(maxsize=128)
def _validator(spec: NoteSpec, closing: bool) -> Draft202012Validator:
    """Compiled once: NoteSpec compares by identity, and a command keeps its own."""
    schema = schemas.closing(spec.schema) if closing else spec.schema
    try:
        return Draft202012Validator(
            schema,
            formats=FORMATS,
            validate_formats=True,
            ignore_unknown_formats=False,
            retriever=_refuse,
        )
    except ValueError:
        raise DataFault(
            f"le modèle « templates/notes/{spec.name}.yaml » est inutilisable",
            hint="vérifiez-y les expressions « pattern », "
            "ou retirez-le : la note standard reprend sa place",
        ) from None


def _refuse(_uri: str) -> Any:
    """No schema is fetched from anywhere: jsonschema_rs would otherwise go to the network."""
    raise ValueError("remote schemas are refused")


def _blank_items(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    """The empty items of lists that hold something else."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _blank_items(inner, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if is_empty(item):
                yield (*path, index)
            else:
                yield from _blank_items(item, (*path, index))
