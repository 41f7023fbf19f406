"""How findings and refusals look, for people and for `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bilantool.console import Console, typeset
from bilantool.errors import BilantoolError, DataFault, Refusal
from bilantool.findings import Finding, Severity
from bilantool.french import counted

if TYPE_CHECKING:
    from pathlib import Path

    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.vault import Vault
    from bilantool.disorder.disorder import Disorder
    from bilantool.surveying import Survey

_HINT = 28
"""The column of sentences and hints, after place, severity and rule."""

DISORDERS = 3
"""Disorders that are told where something else is looked at."""

_COLOURS = {Severity.INVALIDE: "red", Severity.MANQUANT: "yellow", Severity.CONSEIL: "cyan"}


def findings(console: Console, found: Sequence[Finding]) -> None:
    """Findings grouped by note, each with its place, sentence, hint and article."""
    for note, group in groupby(found, key=lambda finding: finding.note):
        console.say(console.style(f"  {note}", bold=True))
        for finding in group:
            place = (
                f"{finding.position.line}:{finding.position.column}" if finding.position else "-"
            )
            word = console.style(f"{finding.severity:<8}", fg=_COLOURS[finding.severity])
            doubt = "" if finding.certain else " (à confirmer)"
            console.say(
                f"    {place:>7}  {word}  {finding.rule:<5}  {finding.message}{doubt}", hang=_HINT
            )
            source = f"  [{finding.article}]" if finding.article else ""
            if finding.hint or source:
                console.say(f"{'':{_HINT}}→ {finding.hint}{source}".rstrip(), hang=_HINT + 2)


def waiting_settings(console: Console, vault: Vault) -> None:
    """The fields of cabinet.yaml to mend, and the answer that waits to be validated."""
    from bilantool.cabinet import unvalidated

    settings(console, vault.cabinet)
    if unvalidated.waits(vault.trousseau, vault.cabinet.uuid):
        console.warn("une réponse sur le cabinet reste à valider : bilantool fill cabinet")


def settings(console: Console, cabinet: Cabinet) -> None:
    """The fields of cabinet.yaml to mend, each with its line, what is wrong and what to do."""
    for gap in cabinet.gaps:
        line = f", ligne {gap.position.line}" if gap.position else ""
        hint = f" : {gap.hint}" if gap.hint else ""
        console.warn(f"{gap.note}{line} : {gap.message}{hint}")


def older(note: str) -> str:
    """What to say of a note that went back in time."""
    return (
        f"la note {note} est plus ancienne que celle déjà vue ici : le dépôt est revenu en "
        "arrière ; vérifiez qu'il est à jour avant de vous y fier"
    )


def count(found: Iterable[Finding]) -> str:
    """« 2 invalides, 5 manquants, 1 conseil, 1 à confirmer », or « rien à signaler »."""
    found = list(found)
    parts = []
    for severity in Severity:
        number = sum(finding.severity is severity and finding.certain for finding in found)
        if number:
            parts.append(counted(number, severity.value))
    doubtful = sum(not finding.certain for finding in found)
    if doubtful:
        parts.append(f"{doubtful} à confirmer")
    return ", ".join(parts) or "rien à signaler"


def by_stem(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Built files by their name, each with its formats: one line says four files."""
    formats: dict[str, list[str]] = {}
    for path in paths:
        formats.setdefault(path.stem, []).append(path.suffix.removeprefix("."))
    return formats


def finding_object(finding: Finding) -> dict[str, Any]:
    """One finding for `--json`: no value of the note in it either."""
    return {
        "regle": finding.rule,
        "gravite": finding.severity.value,
        "note": finding.note,
        "chemin": list(finding.path),
        "ligne": finding.position.line if finding.position else None,
        "colonne": finding.position.column if finding.position else None,
        "message": typeset(finding.message),
        "conseil": typeset(finding.hint),
        "article": finding.article,
        "certain": finding.certain,
        "bloque": finding.blocks,
    }


def fault_object(fault: BilantoolError) -> dict[str, Any]:
    found = fault.findings if isinstance(fault, Refusal) else ()
    position = fault.position if isinstance(fault, DataFault) else None
    return {
        "ok": False,
        "code": fault.code,
        "erreur": {
            "message": typeset(fault.message),
            "conseil": typeset(fault.hint),
            "ligne": position.line if position else None,
            "colonne": position.column if position else None,
        },
        "constats": [finding_object(finding) for finding in found],
    }


def refusal(console: Console, fault: BilantoolError) -> None:
    """A fault, with the findings that explain it when there are some."""
    if isinstance(fault, Refusal) and fault.findings:
        findings(console, fault.findings)
    console.fault(fault)


def closed(console: Console, survey: Survey) -> None:
    """The dossiers that did not open, each with why and what to do."""
    for reference, fault in survey.closed:
        told = f"dossier {reference}" in fault.message
        message = fault.message if told else f"dossier {reference} : {fault.message}"
        console.fault(type(fault)(message, hint=fault.hint))


def disorder(console: Console, found: Sequence[Disorder]) -> None:
    """What is out of order in the cabinet, each with what to do."""
    for each in found:
        console.warn(each.sentence)
        for step in each.advice:
            console.note(f"  → {step}")


def disorder_told(console: Console, found: Sequence[Disorder], reference: str = "") -> None:
    """The same where something else is looked at: in a sentence each, and where more is said."""
    for each in found[:DISORDERS]:
        console.warn(each.sentence)
    more = len(found) - DISORDERS
    if found:
        status = f"bilantool status {reference}".rstrip()
        others = f"{counted(more, 'autre')}, et " if more > 0 else ""
        console.note(f"  → {others}que faire : {status}")


def disorder_objects(found: Sequence[Disorder]) -> list[dict[str, Any]]:
    """The same for `--json`."""
    return [
        {
            "reference": each.reference or None,
            "note": each.note or None,
            "code": each.code,
            "message": typeset(each.sentence),
            "conseil": typeset(" ; ".join(each.advice)),
        }
        for each in found
    ]


def closed_objects(survey: Survey) -> list[dict[str, Any]]:
    """The same for `--json`."""
    return [
        {"reference": reference, **fault_object(fault)["erreur"]}
        for reference, fault in survey.closed
    ]
