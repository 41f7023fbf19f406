"""The papers before the bilan and its acts: what they state, and what they refuse to state."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.documents import acte, context, logo, rendering
from bilantool.errors import DataFault
from bilantool.notes import completeness, reading, trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

TODAY = date(2026, 11, 24)
GOLDEN = Path(__file__).parent / "golden"
EXAMPLE = shipped("examples") / "en-clair"
OWN = shipped("examples") / "cabinet" / "templates"
STANDARD = Overlay(shipped("templates") / "standard")
TRAME = trame.load(Overlay(STANDARD.standard, OWN, Overlay(STANDARD.standard, OWN).overrides()))

PAPERS = (
    ("2026-007", "entretien-prealable"), ("2026-007", "commande"), ("2026-007", "devis"),
    ("2026-007", "programme"), ("2026-007", "compte-rendu"), ("2026-007", "enquete-metier"),
    ("2026-007", "portefeuille-competences"), ("2026-007", "resultats-detailles"),
    ("2026-007", "accord-conservation"), ("2026-007", "accord-communication"),
    ("2026-014", "convention-tripartite"), ("2026-014", "convention-agent-etat"),
    ("2026-014", "convention-bipartite"), ("2026-019", "contrat-individuel"),
    ("2026-019", "livret-accueil"), ("2026-019", "information-consentement"),
)  # fmt: skip
ADMINISTRATIVE = {
    n for _, n in PAPERS if TRAME.documents[n].classe in ("administratif", "comptable")
}


def example(reference: str) -> Bilan:
    notes = {}
    for name, spec in TRAME.notes.items():
        text = (EXAMPLE / reference / f"{name}.yaml").read_text(encoding="utf-8")
        judged = completeness.check(spec, reading.read(text))
        if judged.begun and judged.shaped:
            notes[name] = judged.values
    cabinet = reading.read((EXAMPLE / "cabinet.yaml").read_text(encoding="utf-8")).values
    return Bilan(notes, cabinet, TODAY)


def changed(bilan: Bilan, note: str, **values: Any) -> Bilan:
    return replace(bilan, notes={**bilan.notes, note: {**bilan.note(note), **values}})


def markdown(bilan: Bilan, name: str, reference: str = "2026-000") -> str:
    document = TRAME.documents[name]
    item = None
    if document.for_each:
        item = bilan.note("cadre/entretiens")[document.for_each][0]["id"]
    values = context.context(bilan, TRAME, document, today=TODAY, reference=reference, item=item)
    sources, trusted = rendering.templates(STANDARD, document.template)
    return rendering.render(document.template, sources, values, trusted=trusted)


def words(text: str) -> str:
    """Without escapes and special spaces, for looking into."""
    return text.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("reference", "name"), PAPERS)
def test_goldens(reference: str, name: str, request: pytest.FixtureRequest) -> None:
    """What each paper says of the example dossiers, word for word."""
    made = markdown(example(reference), name, reference)
    path = GOLDEN / f"{name}.md"
    if request.config.getoption("--update"):
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted({name for _, name in PAPERS} - {"compte-rendu"}))
def test_templates_render_an_empty_dossier(name: str) -> None:
    """What is missing leaves room or nothing, and no template stumbles on it."""
    text = markdown(Bilan({}, {"raison_sociale": "Cabinet"}, TODAY), name)
    assert "None" not in text


def test_nothing_of_the_working_papers_in_the_others() -> None:
    """Administrative and accounting papers are given no note of the class `travail`."""
    for name in ADMINISTRATIVE:
        for note in TRAME.documents[name].given:
            assert TRAME.notes[note].classe != "travail", (name, note)


def test_the_tripartite_convention_gives_ten_days() -> None:
    """From the transmission, whose date is the note's; silence is refusal."""
    bilan = example("2026-014")
    text = words(markdown(bilan, "convention-tripartite"))
    assert "à rendre signée le **11 septembre 2026** au plus tard" in text
    assert "Son silence vaut refus" in text
    for said in ("1 780 €", "20 h", "du 21 septembre 2026 au 29 janvier 2027", "R6313-8"):
        assert said in text
    bare = {k: v for k, v in bilan.note(acte.CONVENTION).items() if k != "projet_transmis_le"}
    unsent = replace(bilan, notes={**bilan.notes, acte.CONVENTION: bare})
    assert "septembre 2026** au plus tard" not in words(markdown(unsent, "convention-tripartite"))


@pytest.mark.parametrize(
    ("canal", "last", "first"),
    [
        ("sur_place", "26", "27"),
        ("distance", "30", "1er décembre"),
        ("hors_etablissement", "30", ""),
    ],
)
def test_the_days_to_withdraw(canal: str, last: str, first: str) -> None:
    """Ten, or fourteen at a distance; no payment before, thirty per cent at most then."""
    bilan = changed(example("2026-019"), acte.CONVENTION, canal_signature=canal)
    text = words(markdown(bilan, "contrat-individuel"))
    assert f"jusqu’au {last} novembre 2026 inclus" in text
    assert f"avant le **{first}" in text
    assert "30 % du prix au plus, soit 360 €" in text
    assert ("L221-18" in text) == (canal != "sur_place")


def test_an_unsigned_contract_states_no_date() -> None:
    """The days run from a signature that the note does not hold: their end is left to write."""
    text = words(
        markdown(changed(example("2026-019"), acte.CONVENTION, signatures={}), "contrat-individuel")
    )
    assert "novembre 2026 inclus" not in text
    assert "jusqu’au ………" in text


def test_a_price_that_the_funders_do_not_make_up_is_refused() -> None:
    """So is one that is not there; tax is computed, and rounded down for the first payment."""
    bilan = example("2026-007")
    assert acte.objections(bilan) == ()
    other = changed(bilan, acte.CONVENTION, prix={"montant_ht": 1500, "taux_tva": 0})
    assert [f.rule for f in acte.objections(other)] == ["N301"]
    without = changed(bilan, acte.CONVENTION, prix={})
    assert {f.path for f in acte.objections(without)} == {
        ("prix", "montant_ht"),
        ("prix", "taux_tva"),
    }
    taxed = changed(bilan, acte.CONVENTION, prix={"montant_ht": 1000.55, "taux_tva": 20})
    assert acte.price(taxed)["ttc"] == 1200.66
    assert acte.terms(taxed)["retractation"]["acompte"] == 360.19


def test_a_quote_has_a_number_and_a_date() -> None:
    """Without them it is no quote."""
    found = acte.quote_objections(changed(example("2026-007"), acte.CONVENTION, devis={}))
    assert {f.path for f in found} == {("devis", "numero"), ("devis", "date")}


def test_what_a_paper_collects_does_not_hold_it_back() -> None:
    """An act is printed to be signed: a missing signature is no reason to refuse it."""
    spec = TRAME.notes[acte.CONVENTION]
    text = (EXAMPLE / "2026-014" / "cadre/convention.yaml").read_text(encoding="utf-8")
    unsigned = text[: text.index("signatures:")]
    found = completeness.check(spec, reading.read(unsigned)).findings
    act = TRAME.documents["convention-tripartite"]
    assert found and not any(act.awaits(each) for each in found)
    undated = text.replace("date_debut:", "# date_debut:")
    found = completeness.check(spec, reading.read(undated)).findings
    assert any(act.awaits(each) for each in found)


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * min(height, 4))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_logo_is_a_sane_picture_inside_the_cabinet(tmp_path: Path) -> None:
    """Told by its bytes; outside, missing, huge or anything else is refused in one sentence."""
    root = tmp_path / "cabinet"
    root.mkdir()
    (root / "logo.png").write_bytes(png(4, 4))
    found = logo.read(root, {"logo": "logo.png", "raison_sociale": "Cap"})
    assert found is not None and (found.kind, found.size, found.alt) == (
        "png",
        (4, 4),
        "Logo de Cap",
    )
    assert logo.read(root, {}) is None
    (root / "vaste.png").write_bytes(png(40_000, 40_000))
    (root / "faux.png").write_bytes(b"<svg onload='x'/>")
    (tmp_path / "dehors.png").write_bytes(png(4, 4))
    for named in ("absent.png", "vaste.png", "faux.png", "../dehors.png", "/etc/passwd"):
        with pytest.raises(DataFault) as caught:
            logo.read(root, {"logo": named})
        assert "logo" in caught.value.message and named not in caught.value.message
