"""After a destruction every copy, wherever it lies, opens nothing of the class and all the rest."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from bilantool import registre
from bilantool.cabinet.vault import Vault
from bilantool.destroying import carrying, preparing
from bilantool.destroying.choice import choose
from bilantool.destroying.survey import survey
from bilantool.errors import KeyFault
from bilantool.keys import words
from bilantool.storage import git

REF, SECRET = "2026-001", "Zibeline"
TODAY = __import__("datetime").date(2026, 11, 23)

pytestmark = pytest.mark.skipif(not git.installed(), reason="git is not installed")


def destroy(desk: Any, classe: str = "travail") -> carrying.Done:
    """The class, destroyed by the package itself."""
    vault, trame = desk.vault(), desk.trame
    choice = choose(survey(vault, vault.open(REF), trame, TODAY), trame, classe=classe)
    (done,) = carrying.destroy(vault, trame, preparing.orders(choice, (), history=True))
    return done


def opens(vault: Vault) -> set[str]:
    """The classes of which every note that lies there opens; KeyFault is what the others raise."""
    opened = vault.open(REF)
    found: dict[str, bool] = {}
    for note, classe in opened.keys.notes.items():
        try:
            opened.read(note)
        except KeyFault:
            assert not found.get(classe)
            found[classe] = False
        else:
            assert found.get(classe, True)
            found[classe] = True
    return {classe for classe, whole in found.items() if whole}


def test_clones_made_before(desk: Any, tmp_path: Path) -> None:
    """A clone, a packed one, a shallow one and a bare remote's, with today's trousseau."""
    whole, shallow, bare, again = (tmp_path / name for name in ("un", "deux", "nu", "trois"))
    desk.git("clone", "-q", str(desk.root), str(whole))
    desk.git("clone", "-q", "--depth", "1", f"file://{desk.root}", str(shallow))
    desk.git("clone", "-q", "--bare", str(desk.root), str(bare))
    desk.git("gc", "-q", at=whole)
    desk.git("remote", "add", "origine", f"https://moi:secret@hote.exemple/{bare}")
    assert opens(desk.vault(whole)) == {"travail", "suivi", "administratif", "comptable"}
    destroy(desk)
    desk.git("clone", "-q", str(bare), str(again))
    for place in (desk.root, whole, shallow, again):
        assert opens(desk.vault(place)) == {"suivi", "administratif", "comptable"}
        assert not place.joinpath("registre").exists() or place == desk.root
    assert SECRET in desk.vault(whole).open(REF).read("conclusions/synthese").text


def test_everything_that_git_keeps_is_tried(desk: Any) -> None:
    """A stash, a deleted branch, an amended commit, a pack, what no branch holds any more."""
    for number, how in enumerate(("stash", "branch", "amend", "pack"), 1):
        desk.write("demande", f"situation_actuelle: {SECRET} {number}\n")
        if how == "stash":
            desk.git("reset", "-q", "--soft", "HEAD~1")
            desk.git("stash", "-q")
        elif how == "branch":
            desk.git("branch", "essai")
            desk.git("reset", "-q", "--hard", "HEAD~1")
            desk.git("branch", "-q", "-D", "essai")
        elif how == "amend":
            desk.git("commit", "-q", "--amend", "-m", "repris")
        else:
            desk.git("gc", "-q")
    done = destroy(desk)
    assert done.proof is not None
    # eight notes, one with a second version, a piece, and the four versions of above
    assert done.proof.tried == 14
    assert done.proof.opened == 0
    assert done.proof.whole
    assert len(done.certificate.objects) == 14


def test_a_shallow_copy_is_said_to_be_one(desk: Any, tmp_path: Path) -> None:
    """What its history lacks is not proven, and the certificate says so."""
    place = tmp_path / "court"
    desk.git("clone", "-q", "--depth", "1", f"file://{desk.root}", str(place))
    shutil.rmtree(desk.root)
    place.rename(desk.root)
    done = destroy(desk)
    assert not done.certificate.proof.whole
    assert "historique_complet: non" in done.path.read_text(encoding="utf-8")


class TestTombs:
    def test_an_old_copy_of_the_keys(self, desk: Any) -> None:
        """Put back by hand beside the certificate: dropped again, for good, and said."""
        keys = desk.trousseau.folder / "cles" / desk.uuid
        old = keys.read_bytes()
        destroy(desk)
        keys.write_bytes(old)
        shown = desk("show", REF, "demande", code=4)
        assert "le registre dit les documents « travail » détruits" in (
            shown.err.replace("\u00a0", " ").replace("’", "'")
        )
        assert "travail" not in desk.trousseau.load(desk.uuid, desk.vault().identity).keys
        assert "registre dit" not in desk("show", REF, "demande", code=4).err

    def test_an_old_copy_in_a_trousseau_that_cannot_be_written(
        self, desk: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It opens nothing all the same."""
        from bilantool.errors import EnvironmentFault
        from bilantool.keys.trousseau import Trousseau

        keys = desk.trousseau.folder / "cles" / desk.uuid
        old = keys.read_bytes()
        destroy(desk)
        keys.write_bytes(old)

        def refused(*_: Any) -> None:
            raise EnvironmentFault("lecture seule")

        monkeypatch.setattr(Trousseau, "save", refused)
        assert opens(desk.vault()) == {"suivi", "administratif", "comptable"}

    def test_a_certificate_of_somebody_else_is_no_tombstone(self, desk: Any) -> None:
        """Whoever can push could write one."""
        from bilantool.keys.identity import Identity

        keys = desk.trousseau.folder / "cles" / desk.uuid
        old = keys.read_bytes()
        done = destroy(desk)
        keys.write_bytes(old)
        done.path.write_bytes(registre.sign(done.certificate, Identity(bytes(32))))
        desk.git("checkout", "-q", "HEAD~1", "--", "dossiers")
        assert SECRET in desk("show", REF, "demande").out

    def test_an_old_backup(self, desk: Any, tmp_path: Path) -> None:
        """Recovered over the trousseau the tombstone wins; on a new machine the certificate does,
        as soon as the cabinet is up to date."""
        desk("backup", str(tmp_path / "sauvegarde"))
        destroy(desk)
        sheet = tmp_path / "mots.txt"
        sheet.write_text(" ".join(words.to_words(desk.vault().identity.seed)), encoding="utf-8")
        recover = ("recover", "--from", str(tmp_path / "sauvegarde"), "--words-file", str(sheet))
        desk(*recover)
        assert opens(desk.vault()) == {"suivi", "administratif", "comptable"}
        machine = {"BILANTOOL_TROUSSEAU": str(tmp_path / "neuf")}
        desk(*recover, "--to", str(tmp_path / "retour"), **machine)
        shown = desk("show", REF, "demande", code=4, **machine)
        assert "le registre dit" in shown.err

    def test_a_second_machine(self, desk: Any, tmp_path: Path) -> None:
        """Its trousseau, merged, brings nothing back."""
        from bilantool.keys.trousseau import Trousseau

        other = Trousseau(tmp_path / "autre")
        shutil.copytree(desk.trousseau.folder, other.folder)
        destroy(desk)
        identity = desk.vault().identity
        merged = desk.trousseau.save(other.load(desk.uuid, identity), identity)
        assert "travail" not in merged.keys
        assert opens(desk.vault()) == {"suivi", "administratif", "comptable"}

    def test_a_backup_never_takes_the_key_back(self, desk: Any, tmp_path: Path) -> None:
        """Made first thing after an old file of keys was put back."""
        keys = desk.trousseau.folder / "cles" / desk.uuid
        old = keys.read_bytes()
        destroy(desk)
        keys.write_bytes(old)
        desk("backup", str(tmp_path / "sauvegarde"))
        (saved,) = (tmp_path / "sauvegarde").glob(f"*/cles/{desk.uuid}")
        from bilantool.keys import ring_file

        assert "travail" not in ring_file.unseal(saved.read_bytes(), desk.vault().identity).keys
