"""The text form that everything sealed shares: also YAML, and writable in one way only.

    # <a sentence for whoever opens the file by mistake>
    format: bilantool-<kind>/<version>
    <name>: <value>                        the fields of the form, in order
    contenu: |
      <base64, 76 characters a line>

One content, one text: a reader writes again what it parsed and requires the same bytes
(the spare bits of base64 too), so no two files differ and mean the same. A checkout that
turned every line ending into CRLF is undone first.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bilantool import numbered
from bilantool.errors import DataFault

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOTE = re.compile(r"(?=.{3,100}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*/[a-z][a-z0-9]*(-[a-z0-9]+)*")
CLASSE = re.compile(r"(?=.{1,40}\Z)[a-z]+(-[a-z]+)*")
COUNT = re.compile(r"[1-9][0-9]{0,8}")
SALT = re.compile(r"[A-Za-z0-9+/]{43}=")

RESTORE = "reprenez ce fichier d’une sauvegarde ou d’une version antérieure du dépôt git"

_FORMAT = re.compile(rb"^format: (.*)$", re.MULTILINE)
_BODY = b"contenu: |\n"
_COLUMNS = 76


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of sealed text.

    `subject` (« cette note ») and `noun` (« une note chiffrée ») serve the refusals; `limit` is
    the size in bytes above which nothing is parsed; `fields` are name → what its value matches;
    `remedy` is what to do about a damaged one.
    """

    kind: str
    subject: str
    noun: str
    comment: str
    fields: Mapping[str, re.Pattern[str]]
    limit: int
    version: int = 1
    remedy: str = RESTORE

    @property
    def name(self) -> str:
        """`bilantool-note/1`."""
        return numbered.name(self.kind, self.version)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text taken apart: its fields, its head (what the AAD is) and its decoded body."""

    values: Mapping[str, str]
    head: bytes
    body: bytes


def head(form: Form, values: Mapping[str, str]) -> bytes:
    """The lines above `contenu`; raises ValueError on a value that the form does not allow."""
    for name, pattern in form.fields.items():
        if not pattern.fullmatch(values[name]):
            raise ValueError(f"{form.name}: {name}")
    lines = [form.comment, f"format: {form.name}"]
    lines += [f"{name}: {values[name]}" for name in form.fields]
    return "".join(f"{line}\n" for line in lines).encode()


def write(head: bytes, body: bytes) -> bytes:
    """The whole text."""
    armoured = binascii.b2a_base64(body, newline=False)
    lines = [b"  " + armoured[i : i + _COLUMNS] for i in range(0, len(armoured), _COLUMNS)]
    return head + _BODY + b"".join(line + b"\n" for line in lines)


def parse(form: Form, data: bytes) -> Parsed:
    """Take a text apart, strictly.

    Raises DataFault: too large, another kind of file, a newer format, truncated, altered.
    """
    if len(data) > form.limit:
        raise DataFault(
            f"{form.subject} dépasse la taille permise",
            hint=f"bilantool n’écrit pas de fichier aussi grand\u00a0: {form.remedy}",
        )
    data = _with_plain_endings(form, data)
    _recognise(form, data)
    top, mark, tail = data.partition(_BODY)
    if not mark or not tail.endswith(b"\n"):
        raise truncated(form)
    values = _fields(form, top)
    body = _body(form, tail)
    parsed = Parsed(values, head(form, values), body)
    if write(parsed.head, body) != data:
        raise altered(form)
    return parsed


def claimed(form: Form, start: bytes) -> Mapping[str, str]:
    """The fields that the first bytes of a text state; they and the rest are not proven.

    Raises DataFault as `parse`.
    """
    start = start.replace(b"\r\n", b"\n")
    _recognise(form, start)
    top, mark, _ = start.partition(_BODY)
    if not mark:
        raise truncated(form)
    return _fields(form, top)


def truncated(form: Form) -> DataFault:
    """The fault of a text whose end is missing."""
    return DataFault(f"il manque une partie de {form.subject}", hint=form.remedy)


def altered(form: Form) -> DataFault:
    """The fault of a text that was changed by something else than bilantool."""
    return DataFault(
        f"le contenu de {form.subject} a été modifié hors de bilantool", hint=form.remedy
    )


def _with_plain_endings(form: Form, data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
        raise DataFault(f"les fins de ligne de {form.subject} sont mélangées", hint=form.remedy)
    return data.replace(b"\r\n", b"\n")


def _recognise(form: Form, data: bytes) -> None:
    if not data:
        raise DataFault(
            f"{form.subject} est vide\u00a0: le fichier ne contient rien", hint=form.remedy
        )
    found = _FORMAT.search(data[:1000])
    stated = found[1].decode("ascii", "replace") if found else ""
    if not numbered.known(stated, form.kind, form.subject, form.version):
        raise DataFault(f"ce fichier n’est pas {form.noun} par bilantool", hint=form.remedy)


def _fields(form: Form, top: bytes) -> dict[str, str]:
    try:
        lines = top.decode().split("\n")[2:-1]
    except UnicodeDecodeError:
        raise altered(form) from None
    if len(lines) != len(form.fields):
        raise altered(form)
    values = {}
    for line, (name, pattern) in zip(lines, form.fields.items(), strict=True):
        key, _, value = line.partition(": ")
        if key != name or not pattern.fullmatch(value):
            raise altered(form)
        values[name] = value
    return values


def _body(form: Form, tail: bytes) -> bytes:
    try:
        return binascii.a2b_base64(tail.replace(b"\n  ", b"").strip(b" \n"), strict_mode=True)
    except binascii.Error:
        raise altered(form) from None
