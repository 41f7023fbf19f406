"""An interview that was not left: the answers taken, those being typed, the questions put.

Kept as drafts are (`cabinet.drafts`), under the note's own class key. The answers wait in the
whole text that they make of the note; what is being typed waits beside it, under its question,
so that neither is ever written over the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bilantool import numbered
from bilantool.cabinet import drafts
from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import DataFault
from bilantool.findings import KeyPath

KIND = "saisie"


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer that was not validated; `path` is where its question stood, `title` its name."""

    path: KeyPath
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What an interview holds until it is left.

    `text` is the note's with the `answers` taken so far, "" without any; `base` the digest of the
    sealed file that it was made from. `typed` holds what was not validated, by the address of its
    question (`notes.questions`). `history`: whether the revision is to be committed.
    """

    text: str = ""
    base: str = ""
    answers: int = 0
    typed: Mapping[str, Typed] = field(default_factory=dict)
    history: bool = True

    def __bool__(self) -> bool:
        return bool(self.text or self.typed)


def typed(held: Mapping[str, Mapping[str, Any]]) -> dict[str, Typed]:
    """What was not validated, out of its JSON; raises KeyError or TypeError for another form."""
    return {
        address: Typed(tuple(each["path"]), each["title"], each["text"])
        for address, each in held.items()
    }


def find(opened: OpenDossier, note: str) -> Unfinished:
    """What an interview of the note left, nothing where it was left as it should be.

    Raises DataFault when it can no longer be opened, `numbered.Newer` where it is of a later
    version.
    """
    draft = drafts.find(opened, note, drafts.INTERVIEW)
    if draft is None:
        return Unfinished()
    held = _read(draft.text, note)
    return Unfinished(**{**held, "typed": typed(held.get("typed", {}))})


def keep(opened: OpenDossier, note: str, unfinished: Unfinished) -> None:
    """Put it in the place of what was kept; raises EnvironmentFault."""
    if unfinished:
        _store(opened, note, drafts.INTERVIEW, asdict(unfinished))
    else:
        drafts.drop(opened, note, drafts.INTERVIEW)


def asked(opened: OpenDossier, note: str) -> frozenset[str]:
    """The addresses of the questions that the person passed; raises as `find`."""
    draft = drafts.find(opened, note, drafts.ASKED)
    return frozenset() if draft is None else frozenset(_read(draft.text, note)["asked"])


def remember(opened: OpenDossier, note: str, addresses: frozenset[str]) -> None:
    """Note which questions were passed; raises EnvironmentFault."""
    _store(opened, note, drafts.ASKED, {"asked": sorted(addresses)})


def _store(opened: OpenDossier, note: str, kind: str, fields: Mapping[str, Any]) -> None:
    text = json.dumps({"format": numbered.name(KIND), **fields}, ensure_ascii=False)
    drafts.store(opened, note, kind, text)


def _read(text: str, note: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(text)
    if not numbered.known(fields.pop("format", None), KIND, f"la saisie de la note {note}"):
        raise DataFault(
            f"la saisie de la note {note} n'a pas la forme attendue",
            hint="la note n'en est pas touchée",
        )
    return fields
