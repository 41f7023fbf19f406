"""`verify`, anywhere and without a passphrase: valid, altered, or an unknown signer."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bilantool import registre
from bilantool.keys.identity import Identity
from bilantool.registre import Certificate, Counts

OTHER = Identity(bytes(32))


def certificate() -> Certificate:
    return Certificate(
        dossier="3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b",
        classe="travail",
        destroyed_on=date(2026, 11, 23),
        end=None,
        due=None,
        ground="R6313-7",
        despite="",
        keys=1,
        notes=8,
        pieces=0,
        proof=Counts(10, 2, 2, 3, 0, 0, 0, 0, whole=True),
        out_of_reach=(),
        objects=("0" * 64, "f" * 64),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A certificate signed by somebody, in a folder that is no cabinet."""
    path = tmp_path / "certificat.yaml"
    path.write_bytes(registre.sign(certificate(), OTHER))
    return path


def test_an_unknown_signer_and_a_known_one(terminal: Any, file: Path) -> None:
    """Whole in both cases; the fingerprint may be typed in any grouping."""
    unknown = terminal("verify", str(file))
    assert (unknown.code, "Signataire inconnu" in unknown.out) == (1, True)
    assert OTHER.fingerprint in unknown.out
    for typed in (OTHER.fingerprint, OTHER.fingerprint.replace("-", " ").upper()):
        known = terminal("authentifier", str(file), "--key", typed)
        assert known.code == 0, known.said
        assert "Certificat valide" in known.out
    wrong = Identity(bytes(range(32))).fingerprint
    assert terminal("verify", str(file), "--key", wrong).code == 1
    assert terminal("verify", str(file), "--key", "abc").code == 2


def test_altered(terminal: Any, file: Path) -> None:
    """One figure changed: it proves nothing, whoever is expected."""
    file.write_bytes(file.read_bytes().replace(b"notes: 8", b"notes: 9"))
    for more in ((), ("--key", OTHER.fingerprint)):
        done = terminal("verify", str(file), *more)
        assert done.code == 3
        assert "modifié" in done.err


def test_what_is_not_there_or_no_certificate(terminal: Any, tmp_path: Path) -> None:
    assert terminal("verify", str(tmp_path / "rien")).code == 3
    other = tmp_path / "autre.yaml"
    other.write_text("raison_sociale: Exemple\n", encoding="utf-8")
    assert "n’est pas un certificat" in terminal("verify", str(other)).err


def test_without_a_file_it_is_those_of_the_cabinet(cabinet: Any) -> None:
    """Each of them; none at all is said, and one that was changed proves nothing."""
    assert "aucun certificat" in cabinet("verify").err
    for rank in (1, 2):
        path = cabinet.cwd / "registre" / f"{rank}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(registre.sign(certificate(), OTHER))
    assert cabinet("verify", "--key", OTHER.fingerprint).out.count("Certificat valide") == 2
    assert len(json.loads(cabinet("verify", "--json").out)["certificats"]) == 2
    path.write_bytes(path.read_bytes().replace(b"notes: 8", b"notes: 9"))
    assert cabinet("verify").code == 3


def test_for_a_program(terminal: Any, file: Path) -> None:
    found = json.loads(terminal("verify", str(file), "--json").out)
    assert found["intact"]
    assert not found["connu"]
    assert found["signataire"] == OTHER.fingerprint


def test_one_s_own(cabinet: Any, tmp_path: Path) -> None:
    """Without `--key`, the fingerprint of one's trousseau; no passphrase is asked for."""
    from bilantool.keys.trousseau import Trousseau

    secret = Path(cabinet.environ.pop("BILANTOOL_PASSPHRASE_FILE")).read_text(encoding="utf-8")
    mine = Trousseau(cabinet.home / "trousseau").open(secret.strip())
    path = tmp_path / "mien.yaml"
    path.write_bytes(registre.sign(certificate(), mine))
    done = cabinet("verify", str(path))
    assert (done.code, "votre signature" in done.out) == (0, True)


def test_a_trousseau_that_cannot_be_read(terminal: Any, file: Path) -> None:
    """It is told, and the certificate is judged all the same."""
    identity = Path(terminal.environ["BILANTOOL_TROUSSEAU"]) / "identite"
    identity.parent.mkdir()
    identity.write_bytes(b"\xff")
    told = terminal("verify", str(file))
    assert (told.code, "Signataire inconnu" in told.out) == (1, True)
    assert "votre trousseau ne se lit pas" in told.err
