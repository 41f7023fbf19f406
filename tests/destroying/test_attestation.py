"""The paper for the person: laid out once, then its words alone."""

from __future__ import annotations

from typing import Any

import pytest

from bilantool import assembly
from bilantool.documents import typesetting

REF = "2026-001"


def test_it_is_written_and_written_again(desk: Any) -> None:
    """In both formats after a destruction, on one page; `--attestation` gives it back."""
    desk.write("benef", "civilite: mme\nnom: Essai\nprenom: Ana\nstatut: salarie\n")
    said = desk.destroy().out
    folder = desk.root / "documents" / REF
    assert "attestation-destruction-travail (pdf, docx)" in said
    first = {path.name: path.read_bytes() for path in folder.glob("attestation-*")}
    assert set(first) == {f"attestation-destruction-travail.{each}" for each in ("pdf", "docx")}
    assert typesetting.pages(first["attestation-destruction-travail.pdf"]) == 1
    for path in folder.glob("attestation-*"):
        path.unlink()
    desk("destroy", REF, "--attestation")
    assert {path.name: path.read_bytes() for path in folder.glob("attestation-*")} == first
    assert desk("destroy", "2026-009", "--attestation", code=2).code == 2


@pytest.mark.parametrize(("classe", "named"), [("travail", True), ("administratif", False)])
def test_the_person_is_named_only_while_her_notes_are_kept(
    desk: Any, classe: str, named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it says the reason, where one was needed."""
    seen: list[dict[str, Any]] = []

    def laid_out(values: dict[str, Any], *_: Any) -> dict[str, Any]:
        seen.append(values)
        return {}

    monkeypatch.setattr(assembly, "produce", laid_out)
    desk.write("benef", "civilite: mme\nnom: Essai\nprenom: Ana\nstatut: salarie\n")
    desk.destroy(classe, "--despite", "demande écrite")
    (values,) = seen
    assert (values["document"]["beneficiaire"] == "Mme Ana Essai") == named
    assert ("Ana" in str(values)) == named
    assert values["destruction"]["malgre"] == ("" if named else "demande écrite")
