"""The yearly figures are the same before and after a destruction, and tell no dossier."""

from __future__ import annotations

import base64
import itertools
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from bilantool import figures
from bilantool.bilan import Bilan
from bilantool.errors import DataFault, KeyFault
from bilantool.figures import MEASURES
from bilantool.keys import sums, sums_file
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.ring import CLASSES, DossierKeys
from bilantool.keys.sums_file import Sum, Sums
from bilantool.keys.trousseau import Trousseau

ME, STRANGER = Identity(bytes(range(32))), Identity(bytes(32))
CABINET = "11111111-2222-4333-8444-555555555555"
TODAY = date(2026, 11, 23)
PINS = {
    "cadre/seances": "administratif",
    "cadre/beneficiaire": "administratif",
    "cadre/satisfaction": "administratif",
    "suivi/suivi": "administratif",
    "cadre/convention": "comptable",
    "investigation/pistes": "travail",
    "conclusions/synthese": "suivi",
}


def notes(end: str = "2026-03-30", **closure: str) -> dict[str, dict[str, Any]]:
    """The notes of a bilan that adds something to every measure."""
    held = {"debut": "09:00", "fin": "11:00", "nature": "entretien", "mode": "presentiel"}
    held |= {"etat": "tenue", "preuve": "emargement", "phase": "investigation"}
    survey = {"envoye_le": "2026-04-01", "recu_le": "2026-04-09", "notes": {"ecoute": 5}}
    return {
        "cadre/beneficiaire": {"statut": "salarie", "nom": "Zibeline"},
        "cadre/seances": {
            "seances": [{"date": "2025-12-01", **held}, {"date": "2026-01-12", **held}],
            "cloture": {"etat": "acheve", "le": end, **closure},
        },
        "cadre/convention": {
            "sous_traitance": {"organisme": "Atelier Zibeline"},
            "financements": [
                {"type": "opco", "financeur": "OPCO Exemple", "montant": 1200},
                {"type": "personnel", "financeur": "La personne", "montant": 300.5},
            ],
            "factures": [
                {"numero": "F1", "date": "2026-04-02", "destinataire": "opco exemple",
                 "montant": 1200.1},
                {"numero": "F2", "date": "2026-04-02", "destinataire": "Zibeline", "montant": 300},
            ],
        },
        "cadre/satisfaction": {
            "a_chaud": survey,
            "reclamations": [{"recue_le": "2026-02-01", "objet": "Zibeline"}],
        },
        "suivi/suivi": {"issue": "tenu", "situation": "en_cours", "tenu_le": "2026-10-01"},
        "investigation/pistes": {
            "pistes": [{"statut": "retenue", "enquetes": [{"le": "2026-02-01"}]}]
        },
    }  # fmt: skip


class Office:
    """A trousseau and some dossiers, of which classes are destroyed."""

    def __init__(self, folder: Path, *dossiers: dict[str, dict[str, Any]]) -> None:
        self.trousseau = Trousseau(folder)
        self.trousseau.create(ME, "six mots tirés au sort ici", KdfCost(8, 1, 1))
        self.notes = list(dossiers)
        self.keys = [
            DossierKeys.create(f"3f1a2b4c-5d6e-4f70-8a9b-{n:012d}", CABINET, f"2026-{n:03d}", PINS)
            for n, _ in enumerate(dossiers)
        ]

    def bilan(self, number: int) -> Bilan:
        """The bilan as it can still be read."""
        live = self.keys[number].keys
        return Bilan(
            {name: values for name, values in self.notes[number].items() if PINS[name] in live},
            {},
            TODAY,
        )

    def record(self, number: int, classe: str) -> None:
        keys, bilan = self.keys[number], self.bilan(number)
        figures.record(self.trousseau, ME, bilan, keys, classe)

    def destroy(self, number: int, classe: str) -> None:
        self.record(number, classe)
        self.keys[number] = self.keys[number].destroy(classe, TODAY)

    @property
    def kept(self) -> Sums:
        return sums.read(self.trousseau, ME, CABINET)

    def totals(self) -> figures.Totals:
        seen = [(self.bilan(number), keys) for number, keys in enumerate(self.keys)]
        return figures.totals(self.kept, seen)


@pytest.mark.parametrize("order", [*itertools.permutations(CLASSES)])
def test_totals_stay_equal_whatever_is_destroyed_first(tmp_path: Path, order: Any) -> None:
    """Class after class of two dossiers goes, in any order, and no figure moves."""
    interrupted = notes(etat="interrompu", motif="abandon")
    office = Office(tmp_path / "t", notes(), interrupted)
    before = office.totals()
    for classe in order:
        for number in (1, 0):
            office.destroy(number, classe)
            assert office.totals() == before
    assert office.totals()[(2026, "interrompus", "abandon")] == 1


def test_every_measure_has_something_to_count() -> None:
    """The bilan of these tests adds to each measure: a property that holds of nothing is none."""
    every = [notes(), notes(etat="interrompu", motif="abandon")]
    del every[0]["cadre/convention"]["factures"]
    found = {s.measure for n in every for m in MEASURES for s in m.of(Bilan(n, {}, TODAY))}
    assert found == {measure.name for measure in MEASURES}


def test_recorded_twice_is_counted_once(tmp_path: Path) -> None:
    """A command killed before it destroys the key leaves the figures as they were, and so does
    the one that begins again, after the notes were changed in between."""
    office = Office(tmp_path / "t", notes())
    before = office.totals()
    office.record(0, "administratif")
    assert office.totals() == before
    office.notes[0]["cadre/seances"]["cloture"] |= {"etat": "interrompu", "motif": "abandon"}
    changed = office.totals()
    assert changed != before
    office.destroy(0, "administratif")
    assert office.totals() == changed
    office.record(0, "administratif")
    assert office.totals() == changed


def test_two_machines_that_destroy_the_same_count_it_once(tmp_path: Path) -> None:
    """Each has recorded the class; together they hold it once, and only once."""
    here, there = Office(tmp_path / "a", notes()), Office(tmp_path / "b", notes())
    there.keys = list(here.keys)
    before = here.totals()
    for office in (here, there):
        office.destroy(0, "travail")
        office.destroy(0, "administratif")
    sums.join(here.trousseau, ME, there.kept)
    sums.join(there.trousseau, ME, here.kept)
    assert here.totals() == there.totals() == before
    assert here.kept.held == there.kept.held


def test_what_is_kept_tells_no_dossier(tmp_path: Path) -> None:
    """Neither a reference, a uuid, a day nor a word that somebody wrote; and ids of two
    classes of one dossier have nothing in common."""
    office = Office(tmp_path / "t", notes())
    for classe in CLASSES:
        office.destroy(0, classe)
    told = repr(office.kept)
    for secret in ("2026-000", office.keys[0].uuid, "Zibeline", "2026-03", "OPCO", "01-12"):
        assert secret not in told
    assert {each.label for each in office.kept.held.values()} >= {"opco", "non_ventile", "salarie"}
    path = office.trousseau.folder / "chiffres" / CABINET
    size = path.stat().st_size
    sums.change(office.trousseau, ME, CABINET, lambda s: Sums(s.cabinet, s.key, {}))
    assert path.stat().st_size == size, "its length does not tell how much is in it"


def test_a_label_is_never_a_text() -> None:
    """What a cabinet's own schema might let in as a label is not taken over."""
    odd = notes()
    odd["cadre/beneficiaire"]["statut"] = "chez Zibeline"
    (measure,) = [m for m in MEASURES if m.name == "personnes"]
    assert {s.label for s in measure.of(Bilan(odd, {}, TODAY))} == {"autre"}


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.binary(min_size=12, max_size=12).map(bytes.hex),
        st.builds(
            Sum,
            st.integers(1900, 2100),
            st.sampled_from([m.name for m in MEASURES]),
            st.from_regex(sums_file.LABEL, fullmatch=True),
            st.integers(-(10**18), 10**18),
        ),
        max_size=30,
    )
)
def test_sums_come_back_as_they_were(held: dict[str, Sum]) -> None:
    """Sealed and opened, the sums are the same, under the same key."""
    made = Sums(CABINET, bytes(32), held)
    assert sums_file.unseal(sums_file.seal(made, ME), ME, CABINET) == made


def test_a_stranger_opens_it_by_the_format(tmp_path: Path) -> None:
    """With the seed and docs/format.md alone, sharing no code with the package."""
    office = Office(tmp_path / "t", notes())
    office.destroy(0, "travail")
    data = (office.trousseau.folder / "chiffres" / CABINET).read_bytes()
    head, content = data.split(b"contenu: |\n")
    salt = base64.b64decode(re.findall(rb"^sel: (.*)$", head, re.MULTILINE)[0])
    body = base64.b64decode(content)
    secret = HKDF(SHA256(), 32, None, b"bilantool-identite/1 x25519").derive(ME.seed)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    info = f"bilantool-chiffres/1\n{CABINET}".encode()
    key = suite.decrypt(body[64:144], X25519PrivateKey.from_private_bytes(secret), info)
    derived = HKDF(SHA256(), 64, salt, b"bilantool-chiffres/1").derive(key)
    assert body[144:176] == derived[32:]
    text = AESGCM(derived[:32]).decrypt(bytes(12), body[176:], head)
    found = json.loads(text.rstrip(b"\x00")[:-1])
    assert {*found["2026"]["terrain"]} == {
        "bilans",
        "enquetes",
        "enquetes_des_retenues",
        "pistes_retenues",
        "pistes_retenues_enquetees",
    }


def test_a_planted_or_altered_file_is_refused() -> None:
    """Another identity's, another cabinet's, a changed byte or a shortened file: none is read."""
    data = sums_file.seal(Sums.create(CABINET), ME)
    with pytest.raises(KeyFault, match="une autre identité"):
        sums_file.unseal(data, STRANGER, CABINET)
    with pytest.raises(DataFault, match="modifié hors de bilantool"):
        sums_file.unseal(data, ME, CABINET.replace("1", "2"))
    planted = sums_file.seal(Sums.create(CABINET), STRANGER)
    planted = planted.replace(STRANGER.fingerprint.encode(), ME.fingerprint.encode())
    with pytest.raises(DataFault, match="modifié hors de bilantool"):
        sums_file.unseal(planted, ME, CABINET)
    lines = data.splitlines(keepends=True)
    for damaged in (b"".join(lines[:40]), data.replace(b"sel: ", b"sel:  ")):
        with pytest.raises(DataFault):
            sums_file.unseal(damaged, ME, CABINET)
