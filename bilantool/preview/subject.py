"""What a preview shows: one document of one dossier, made anew from what lies there now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bilantool import assembly, inspection
from bilantool.cabinet.cabinet import DOSSIERS, TEMPLATES, Cabinet
from bilantool.cabinet.settings import SETTINGS
from bilantool.cabinet.vault import Vault
from bilantool.errors import BilantoolError, Refusal
from bilantool.findings import Finding
from bilantool.keys.identity import Identity
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame

Stamp = frozenset[tuple[str, int, int, int]]
"""Path, inode, time and size of each file: what changes when one is written or replaced."""


@dataclass(frozen=True, slots=True)
class Look:
    """A document as it is now: its copies in html, or the fault that kept it from being made.

    `draft` when something still blocks it; `remarks` are sentences about notes that went back.
    """

    title: str
    pages: tuple[bytes, ...] = ()
    draft: bool = False
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    fault: BilantoolError | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Which document of which dossier, and the keys to it.

    `uuid` is the cabinet's, `document` a name or its beginning.
    """

    root: Path
    uuid: str
    trousseau: Trousseau
    identity: Identity
    reference: str
    document: str
    today: date
    epoch: int

    def look(self) -> Look:
        """The document as the notes, the settings and the templates make it now.

        What does not hold is a fault in the result, except what the command itself got wrong:
        `first_look` raises it.
        """
        try:
            return self.first_look()
        except BilantoolError as fault:
            findings = fault.findings if isinstance(fault, Refusal) else ()
            return Look(self.document, findings=findings, fault=fault)

    def first_look(self) -> Look:
        """The same, raising whatever opening the cabinet or finding the document raises."""
        cabinet = Cabinet.at(self.root)
        vault = Vault(cabinet, self.trousseau, self.identity)
        overlay = cabinet.overlay(self.trousseau.accepted(cabinet.uuid))
        loaded = trame.load(overlay)
        document = loaded.document(self.document)
        opened = vault.open(self.reference)
        shop = assembly.Workshop(loaded, cabinet, overlay, self.today, self.epoch)
        findings: tuple[Finding, ...] = ()
        try:
            seen = inspection.inspect(opened, loaded, cabinet, self.today).within(document)
            findings = seen.findings
            draft = any(finding.blocks for finding in findings)
            made = assembly.compose(seen, shop, document, ("html",), draft=draft)
            pages = tuple(formats["html"][0] for _, formats in made)
            remarks = assembly.outdated(seen, document)
        except BilantoolError as fault:
            return Look(document.title, findings=findings, fault=fault)
        return Look(document.title, pages, draft, findings, remarks)

    def stamp(self) -> tuple[Stamp, object]:
        """What differs once anything that the document is made of was changed."""
        found = frozenset(self._stamps())
        try:
            # Accepting a template changes no file of the cabinet.
            return found, tuple(sorted(self.trousseau.accepted(self.uuid).items()))
        except BilantoolError as fault:
            return found, fault.message

    def _stamps(self) -> Iterator[tuple[str, int, int, int]]:
        places = [self.root / DOSSIERS / self.reference, self.root / TEMPLATES]
        for path in (self.root / SETTINGS, *(each for p in places for each in p.rglob("*"))):
            try:
                found = path.lstat()
            except OSError:  # replaced while we look: the next look sees the new one
                continue
            yield str(path), found.st_ino, found.st_mtime_ns, found.st_size
