"""The signed certificate of a destruction: one form, one signature, readable by anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature

from bilantool import registre
from bilantool.errors import DataFault
from bilantool.keys.identity import Identity
from bilantool.registre import Certificate, Counts

ROOT = Path(__file__).resolve().parent.parent
ME = Identity(bytes(range(32)))
CERTIFICATE = Certificate(
    dossier="3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b",
    classe="travail",
    destroyed_on=date(2026, 11, 23),
    end=date(2026, 10, 30),
    due=None,
    ground="R6313-7",
    despite='dit « oui » : "guillemets" \\ et # dièse',
    keys=1,
    notes=8,
    pieces=0,
    proof=Counts(412, 2, 2, 12, 0, 0, 0, 0, whole=True),
    out_of_reach=("une sauvegarde du 1er octobre 2026",),
    objects=("0" * 64, "f" * 64),
)


def independent() -> Callable[[bytes], str]:
    """The check as docs/format.md gives it: `cryptography` alone, nothing of the package."""
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    code = page.split("verification: debut -->\n```python\n")[1].split("```")[0]
    assert "bilantool." not in code
    names: dict[str, Any] = {}
    exec(compile(code, "format.md", "exec"), names)
    found: Callable[[bytes], str] = names["signer"]
    return found


def test_it_reads_back_and_a_stranger_verifies_it() -> None:
    """What was signed is what is read, here and by who shares no code with us."""
    data = registre.sign(CERTIFICATE, ME)
    assert registre.read(data) == registre.Signed(CERTIFICATE, ME.fingerprint)
    signer = independent()
    assert signer(data) == signer(data.replace(b"\n", b"\r\n")) == ME.fingerprint
    with pytest.raises(InvalidSignature):
        signer(data.replace(b"notes: 8", b"notes: 9"))


def test_it_is_yaml() -> None:
    """Any reader of YAML sees the same values."""
    from bilantool.notes import reading

    values = reading.read(registre.sign(CERTIFICATE, ME).decode()).values
    assert values["malgre"] == CERTIFICATE.despite
    assert values["preuve"]["ouverts"] == 0
    assert values["contenus_detruits"] == list(CERTIFICATE.objects)


def test_every_changed_byte_shows() -> None:
    """Each byte, changed by one bit, makes it no certificate or an altered one."""
    data = registre.sign(CERTIFICATE, ME)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(DataFault):
            registre.read(bytes(changed))


@pytest.mark.parametrize("more", [b"\n", b" ", b"# ajout\n", b"classe: suivi\n"])
def test_nothing_can_be_added(more: bytes) -> None:
    """Neither below the signature nor above it."""
    data = registre.sign(CERTIFICATE, ME)
    for changed in (data + more, more + data, data.replace(b"preuve:\n", more + b"preuve:\n")):
        with pytest.raises(DataFault):
            registre.read(changed)


def test_a_checkout_with_other_line_endings_is_the_same_certificate() -> None:
    """CRLF everywhere is what some systems make of it; a mixture is a change."""
    data = registre.sign(CERTIFICATE, ME)
    crlf = data.replace(b"\n", b"\r\n")
    assert registre.read(crlf).certificate == CERTIFICATE
    with pytest.raises(DataFault):
        registre.read(data.replace(b"\n", b"\r\n", 1))


def test_a_signature_of_another_is_another_signer() -> None:
    """Whoever signs the same words is named; he cannot sign for somebody else."""
    other = Identity(bytes(32))
    data = registre.sign(CERTIFICATE, other)
    assert registre.read(data).signer == other.fingerprint
    swapped = data.replace(other.fingerprint.encode(), ME.fingerprint.encode())
    with pytest.raises(DataFault):
        registre.read(swapped)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "pas un certificat"),
        (b"format: bilantool-note/1\n", "pas un certificat"),
        (b"# x\nformat: bilantool-registre/2\n", "plus récente"),
        (b"# x\nformat: bilantool-registre/1\n" + b"[" * 100_000, "modifié"),
        (b"# x\nformat: bilantool-registre/1\n\xff", "modifié"),
    ],
)
def test_what_is_no_certificate(text: bytes, said: str) -> None:
    """Refused in words, whatever it is."""
    with pytest.raises(DataFault, match=said):
        registre.read(text)


@pytest.mark.parametrize("despite", ["deux\nlignes", "\x1b[31m", "x" * 501])
def test_a_reason_is_one_printable_line(despite: str) -> None:
    """What would not stay on its line is not signed."""
    with pytest.raises(ValueError, match="printable"):
        registre.sign(replace(CERTIFICATE, despite=despite), ME)
