"""Days that are still to come where a field tells what has happened: mostly a year mistyped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from bilantool.delays import months_after
from bilantool.findings import Finding, KeyPath
from bilantool.notes import kinds
from bilantool.notes import schema as schemas
from bilantool.notes.completeness import Judged
from bilantool.notes.formats import is_date, is_month
from bilantool.notes.references import places
from bilantool.notes.schema import Schema
from bilantool.notes.sentences import sentence
from bilantool.notes.trame import NoteSpec, Trame

_OPEN = 60
"""Months ahead at which an end that may be known beforehand (a contract's) is no longer one."""


def check(trame: Trame, judged: Mapping[str, Judged], today: date) -> Iterator[Finding]:
    """Advice on each day or month, of a field that tells the past, that comes after `today`."""
    for name, note in judged.items():
        if not note.shaped:
            continue
        spec = trame.notes[name]
        for pattern, part in _past(spec):
            for path, value in places(note.values, pattern):
                if isinstance(value, str) and _is_ahead(value, part, today):
                    yield Finding(
                        rule=kinds.AHEAD.id,
                        severity=kinds.AHEAD.severity,
                        note=name,
                        path=path,
                        message=sentence(spec.schema, path, "est à venir"),
                        hint=_HINT_OPEN if part.get("x-en-cours") is True else _HINT,
                    )


_HINT = "vérifiez l’année ; si ce n’est pas encore fait, laissez vide"
_HINT_OPEN = "vérifiez l’année ; laissez vide ce qui dure encore"


@lru_cache(maxsize=128)
def _past(spec: NoteSpec) -> tuple[tuple[KeyPath, Schema], ...]:
    """The fields that tell what has happened, each with its path (`"[]"` for any item)."""
    return tuple(
        (pattern, part)
        for pattern, part in schemas.parts(spec.schema)
        if part.get("x-temps") == "passe"
    )


def _is_ahead(value: str, part: Schema, today: date) -> bool:
    last = months_after(today, _OPEN) if part.get("x-en-cours") is True else today
    written = last.isoformat()
    fits = is_date(value) if part.get("format") == "date" else is_month(value)
    return fits and value > written[: len(value)]
