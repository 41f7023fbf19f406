"""The trousseau's folder: what it keeps, and what it refuses."""

import stat
import sys
from datetime import date
from pathlib import Path

import pytest

from bilantool.errors import DataFault, KeyFault
from bilantool.keys import ring_file
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.ring import DossierKeys
from bilantool.keys.trousseau import Trousseau

CHEAP = KdfCost(8, 1, 1)
ME = Identity(bytes(range(32)))
STRANGER = Identity(bytes(32))
UUID = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
OTHER = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
PHRASE = "six mots tirés au sort ici"
CABINET = "11111111-2222-4333-8444-555555555555"
KEYS = DossierKeys.create(UUID, CABINET, "2026-014", {"preliminaire/demande": "travail"})


@pytest.fixture
def trousseau(tmp_path: Path) -> Trousseau:
    made = Trousseau(tmp_path / "trousseau")
    made.create(ME, PHRASE, CHEAP)
    return made


def test_create_and_open(trousseau: Trousseau) -> None:
    """The passphrase opens what was created; whose it is shows without it."""
    assert trousseau.exists()
    assert trousseau.open(PHRASE) == ME
    assert trousseau.fingerprint() == ME.fingerprint
    assert trousseau.demonstration is None
    with pytest.raises(KeyFault, match="phrase de passe"):
        trousseau.open("une autre")


def test_create_never_replaces(trousseau: Trousseau) -> None:
    """An identity that is there is never written over."""
    with pytest.raises(KeyFault, match="il y a déjà un trousseau"):
        trousseau.create(STRANGER, PHRASE, CHEAP)
    assert trousseau.open(PHRASE) == ME


def test_missing_trousseau_names_the_ways(tmp_path: Path) -> None:
    """Without a trousseau, the fault says how to point to one, make one, or recover one."""
    missing = Trousseau(tmp_path / "absent")
    assert not missing.exists()
    for ask in (missing.require, missing.fingerprint, lambda: missing.open(PHRASE)):
        with pytest.raises(KeyFault, match="il n’y a pas de trousseau") as caught:
            ask()
        for way in ("--trousseau", "BILANTOOL_TROUSSEAU", "bilantool init", "bilantool recover"):
            assert way in caught.value.hint
    assert not missing.folder.exists()


def test_demonstration(tmp_path: Path) -> None:
    """A trousseau of demonstration publishes its passphrase, which opens it."""
    demo = Trousseau(tmp_path)
    demo.create(ME, PHRASE, CHEAP, demonstration=True)
    assert demo.demonstration == PHRASE
    assert demo.open(PHRASE) == ME


def test_save_and_load(trousseau: Trousseau) -> None:
    """A dossier's keys come back, and are listed."""
    assert trousseau.dossier_ids() == ()
    assert trousseau.save(KEYS, ME) == KEYS
    assert trousseau.load(UUID, ME) == KEYS
    assert trousseau.dossier_ids() == (UUID,)


def test_saving_again_writes_nothing(trousseau: Trousseau) -> None:
    """Keys that bring nothing new leave the file as it is, so backups stay up to date."""
    trousseau.save(KEYS, ME)
    before = (trousseau.folder / "cles" / UUID).read_bytes()
    trousseau.save(KEYS, ME)
    assert (trousseau.folder / "cles" / UUID).read_bytes() == before


def test_destroyed_keys_stay_in_no_leftover(trousseau: Trousseau) -> None:
    """A command killed while it saved left a whole copy of the keys: it goes with the class."""
    trousseau.save(KEYS, ME)
    kept = trousseau.folder / "cles"
    (kept / ".bilantool-0123456789abcdef.tmp").write_bytes((kept / UUID).read_bytes())
    trousseau.save(KEYS.destroy("travail", date(2026, 6, 30)), ME)
    assert [path.name for path in kept.iterdir()] == [UUID]


def test_a_tombstone_on_disk_wins(trousseau: Trousseau) -> None:
    """Saving an older copy after a destruction does not bring the class back."""
    destroyed = trousseau.save(KEYS.destroy("travail", date(2026, 6, 30)), ME)
    assert trousseau.save(KEYS, ME) == destroyed
    assert trousseau.load(UUID, ME) == destroyed


def test_no_key_of_this_dossier(trousseau: Trousseau) -> None:
    """A dossier that this trousseau does not know is a fault of key."""
    with pytest.raises(KeyFault, match="ce dossier n’a pas de clé dans ce trousseau"):
        trousseau.load(UUID, ME)


def test_exchanged_key_files(trousseau: Trousseau) -> None:
    """The keys of one dossier under another's name are refused."""
    trousseau.save(KEYS, ME)
    (trousseau.folder / "cles" / OTHER).write_bytes((trousseau.folder / "cles" / UUID).read_bytes())
    with pytest.raises(DataFault, match="celui d’un autre dossier"):
        trousseau.load(OTHER, ME)


def test_another_identity_neither_reads_nor_replaces(trousseau: Trousseau) -> None:
    """Keys of another identity are not overwritten by a save."""
    trousseau.save(KEYS, ME)
    with pytest.raises(KeyFault, match="une autre identité"):
        trousseau.save(KEYS, STRANGER)
    assert trousseau.load(UUID, ME) == KEYS


@pytest.mark.parametrize("name", ["../identite", "", ".", "a/b", "C:x", "é"])
def test_hostile_identifiers(trousseau: Trousseau, name: str) -> None:
    """What a hostile dossier.yaml or cabinet.yaml gives as identifier never leaves the folder."""
    with pytest.raises(DataFault, match="identifiant"):
        trousseau.load(name, ME)
    with pytest.raises(DataFault, match="identifiant"):
        trousseau.accepted(name)


def test_revisions_only_rise(trousseau: Trousseau) -> None:
    """The highest revision seen of each note is remembered, and never lowered."""
    assert trousseau.revisions(UUID) == {}
    trousseau.remember(UUID, "cadre/seances", 3)
    trousseau.remember(UUID, "cadre/seances", 2)
    trousseau.remember_all(UUID, {"cadre/seances": 1, "cadre/convention": 5})
    assert trousseau.revisions(UUID) == {"cadre/seances": 3, "cadre/convention": 5}
    assert trousseau.revisions(OTHER) == {}


def test_remembering_where_nothing_can_be_written(trousseau: Trousseau) -> None:
    """A reading command goes on when the memory of revisions cannot be written."""
    (trousseau.folder / "revisions").write_text("in the way")
    trousseau.remember(UUID, "cadre/seances", 3)
    assert trousseau.revisions(UUID) == {}


def test_accepted_overrides(trousseau: Trousseau) -> None:
    """Accepted digests are kept per cabinet, and replaced as a whole."""
    trousseau.accept(OTHER, {"trame.yaml": "aa"})
    trousseau.accept(OTHER, {"documents/synthese.md.j2": "bb"})
    assert trousseau.accepted(OTHER) == {"documents/synthese.md.j2": "bb"}
    assert trousseau.accepted(UUID) == {}


def test_state(trousseau: Trousseau) -> None:
    """Small records come back by name, and are absent before."""
    assert trousseau.state("fiche") == {}
    trousseau.set_state("fiche", {"rangee_le": "2026-03-01", "n": 2})
    assert trousseau.state("fiche") == {"rangee_le": "2026-03-01", "n": 2}


@pytest.mark.parametrize("text", ["{", "[]", '{"a": "b"}', "[" * 100_000, '{"a": 1}\xff'])
def test_damaged_records(trousseau: Trousseau, text: str) -> None:
    """A damaged record is named, with what to do; it holds no key."""
    (trousseau.folder / "revisions").mkdir()
    (trousseau.folder / "revisions" / UUID).write_bytes(text.encode("latin-1"))
    with pytest.raises(DataFault, match="est abîmé") as caught:
        trousseau.revisions(UUID)
    assert "supprimez-le" in caught.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX; Windows has access lists")
def test_everything_is_private(trousseau: Trousseau) -> None:
    """Every file is 0600 and every folder 0700."""
    trousseau.save(KEYS, ME)
    trousseau.remember(UUID, "cadre/seances", 3)
    trousseau.accept(OTHER, {})
    trousseau.set_state("fiche", {})
    found = [trousseau.folder, *trousseau.folder.rglob("*")]
    assert len(found) > 8
    for path in found:
        expected = 0o700 if path.is_dir() else 0o600
        if path.name != ".verrou":  # empty, made by the lock
            assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_the_files_are_sealed(trousseau: Trousseau) -> None:
    """The key file on disk is the sealed form, and nothing else holds a key."""
    trousseau.save(KEYS, ME)
    held = b"".join(path.read_bytes() for path in trousseau.folder.rglob("*") if path.is_file())
    assert KEYS.key("travail", 1) not in held and ME.seed not in held
    sealed = (trousseau.folder / "cles" / UUID).read_bytes()
    assert ring_file.unseal(sealed, ME) == KEYS
