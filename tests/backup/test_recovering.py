"""The words and a backup bring everything back; neither alone does, and nothing forged enters."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bilantool import backup
from bilantool.cabinet.cabinet import Cabinet
from bilantool.errors import BilantoolError, DataFault, KeyFault, UsageFault
from bilantool.keys import sums, words
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.sums_file import Sum, Sums
from bilantool.keys.trousseau import Trousseau
from bilantool.sealing import envelope
from bilantool.storage import git

UUID = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
STRANGER = Identity(bytes(32))
CHEAP = KdfCost(8, 1, 1)
NEW = "une autre phrase"


def test_new_machine(desk: Any, tmp_path: Path) -> None:
    """Identity under a new passphrase, every key, the cabinet with its history, and no reminder."""
    desk.trousseau.accept(_uuid(desk.root), {"documents/synthese.md.j2": "abc"})
    desk.trousseau.remember(UUID, "preliminaire/demande", 12)
    report = desk.save()
    new, back = tmp_path / "nouveau" / "trousseau", tmp_path / "nouveau" / "cabinet"
    found = desk.recover(report.folder, new, back)
    assert (found.dossiers, found.made, found.cabinet) == (1, date(2026, 11, 23), back)
    trousseau = Trousseau(new)
    assert trousseau.open(NEW) == desk.identity
    before = desk.trousseau.load(UUID, desk.identity)
    assert trousseau.load(UUID, desk.identity) == before
    assert trousseau.accepted(_uuid(back)) == {"documents/synthese.md.j2": "abc"}
    assert trousseau.revisions(UUID) == {"preliminaire/demande": 12}
    assert _files(back) == _files(desk.root)
    if (desk.root / ".git").exists():
        old, made = git.Repository.at(desk.root), git.Repository.at(back)
        assert old is not None
        assert made is not None
        assert made.head() == old.head()
        assert not made.changed()
    assert backup.pending(back, trousseau) == backup.Pending(0, 0)


def test_uncommitted_files_come_back(git_desk: Any, tmp_path: Path) -> None:
    """What was never committed is in the backup too."""
    git_desk.write("dossiers/2026-014/suivi/suivi.yaml")
    report = git_desk.save()
    git_desk.recover(report.folder, tmp_path / "t", tmp_path / "back")
    assert _files(tmp_path / "back") == _files(git_desk.root)


def test_newest_of_a_disk(plain_desk: Any, tmp_path: Path) -> None:
    """The folder that holds backups may be given: the newest serves."""
    plain_desk.save()
    newest = plain_desk.save(datetime(2026, 12, 1, tzinfo=UTC))
    assert plain_desk.recover(plain_desk.disk, tmp_path / "t").folder == newest.folder
    with pytest.raises(DataFault, match="pas de sauvegarde"):
        plain_desk.recover(tmp_path, tmp_path / "t2")


def test_words_alone(plain_desk: Any, tmp_path: Path) -> None:
    """The words alone are recognised, and the sentence says what is missing and where it may be."""
    with pytest.raises(KeyFault, match="il manque les clés") as caught:
        plain_desk.recover(None, tmp_path / "new")
    assert "bilantool-AAAA-MM-JJ" in caught.value.hint
    assert not (tmp_path / "new").exists()


def test_forgotten_passphrase(plain_desk: Any) -> None:
    """With the trousseau still there, the words give it a new passphrase."""
    plain_desk.recover(None, plain_desk.trousseau.folder)
    assert plain_desk.trousseau.open(NEW) == plain_desk.identity
    assert plain_desk.trousseau.load(UUID, plain_desk.identity).uuid == UUID


def test_copy_of_a_trousseau(plain_desk: Any, tmp_path: Path) -> None:
    """Words plus a copy of the keys are enough for the keys."""
    copy = tmp_path / "copie"
    shutil.copytree(plain_desk.trousseau.folder, copy)
    with pytest.raises(UsageFault, match="pas le cabinet"):
        plain_desk.recover(copy, tmp_path / "t", tmp_path / "back")
    assert plain_desk.recover(copy, tmp_path / "t").dossiers == 1
    assert Trousseau(tmp_path / "t").load(UUID, plain_desk.identity).uuid == UUID


def test_tombstones_win(plain_desk: Any) -> None:
    """An old backup does not bring a destroyed class back, and that stays to be saved."""
    report = plain_desk.save()
    keys = plain_desk.trousseau.load(UUID, plain_desk.identity)
    plain_desk.trousseau.save(keys.destroy("travail", date(2026, 12, 1)), plain_desk.identity)
    plain_desk.recover(report.folder, plain_desk.trousseau.folder)
    after = plain_desk.trousseau.load(UUID, plain_desk.identity)
    assert after.tombstones == {"travail": date(2026, 12, 1)}
    assert "travail" not in after.keys
    assert backup.pending(plain_desk.root, plain_desk.trousseau).keys == 1


def test_figures_of_destroyed_dossiers(plain_desk: Any, tmp_path: Path) -> None:
    """They travel in the backup and come back, and are not counted twice where they already lie."""
    cabinet = _uuid(plain_desk.root)

    def add(trousseau: Trousseau, identity: str) -> None:
        one = {identity: Sum(2026, "acheves", "", 1)}
        changed = lambda here: Sums(here.cabinet, here.key, {**here.held, **one})  # noqa: E731
        sums.change(trousseau, plain_desk.identity, cabinet, changed)

    add(plain_desk.trousseau, "0" * 24)
    report = plain_desk.save()
    assert (report.folder / "chiffres" / cabinet).is_file()
    new = Trousseau(tmp_path / "neuf")
    plain_desk.recover(report.folder, new.folder)
    add(new, "1" * 24)
    plain_desk.recover(report.folder, new.folder)
    plain_desk.recover(plain_desk.trousseau.folder, new.folder)
    assert sums.read(new, plain_desk.identity, cabinet).held.keys() == {"0" * 24, "1" * 24}


def test_other_identities(plain_desk: Any, tmp_path: Path) -> None:
    """Another's trousseau is not touched, and another's backup does not open."""
    report = plain_desk.save()
    taken = Trousseau(tmp_path / "taken")
    taken.create(STRANGER, "six mots", CHEAP)
    with pytest.raises(KeyFault, match="celui d’une autre identité"):
        plain_desk.recover(report.folder, taken.folder)
    assert taken.open("six mots") == STRANGER
    plain_desk.words = " ".join(words.to_words(STRANGER.seed))
    with pytest.raises(KeyFault, match="celle d’une autre identité"):
        plain_desk.recover(report.folder, tmp_path / "t")
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize(
    "name",
    [
        *("cabinet.zip", "cabinet.bundle", f"cles/{UUID}", "acceptes.json"),
        *("MANIFESTE.json", "MANIFESTE.signature"),
    ],
)
@pytest.mark.parametrize("harm", ["truncate", "flip", "remove", "folder"])
def test_damage(git_desk: Any, tmp_path: Path, name: str, harm: str) -> None:
    """A damaged backup is refused before anything is written."""
    path = git_desk.save().folder / name
    data = path.read_bytes()
    path.unlink()
    if harm == "truncate":
        path.write_bytes(data[: len(data) // 2])
    elif harm == "flip":
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    elif harm == "folder":
        path.mkdir()
    with pytest.raises(DataFault):
        git_desk.recover(path.parent if "/" not in name else path.parent.parent, tmp_path / "t")
    assert not (tmp_path / "t").exists()


def test_forged(plain_desk: Any, tmp_path: Path) -> None:
    """A stranger who knows the fingerprint cannot list his own files."""
    folder = plain_desk.save().folder
    with zipfile.ZipFile(folder / "cabinet.zip", "a") as opened:
        opened.writestr("../evil", b"x")
    manifest = json.loads((folder / "MANIFESTE.json").read_bytes())
    manifest["fichiers"] = {}
    text = json.dumps(manifest).encode()
    (folder / "MANIFESTE.json").write_bytes(text)
    signature = STRANGER.sign("bilantool-sauvegarde/1", text).hex()
    (folder / "MANIFESTE.signature").write_text(signature)
    with pytest.raises(DataFault, match="a été modifiée"):
        plain_desk.recover(folder, tmp_path / "t", tmp_path / "back")
    assert list(tmp_path.rglob("evil")) == []


def test_newer_version(plain_desk: Any, tmp_path: Path) -> None:
    """A backup of a later version says to update."""
    folder = plain_desk.save().folder
    path = folder / "MANIFESTE.json"
    path.write_text(path.read_text().replace("sauvegarde/1", "sauvegarde/2"))
    with pytest.raises(DataFault, match="plus récente"):
        plain_desk.recover(folder, tmp_path / "t")


def test_taken_folder(plain_desk: Any, tmp_path: Path) -> None:
    """A folder that holds anything else is refused at once; an empty one serves."""
    folder = plain_desk.save().folder
    back = tmp_path / "back"
    back.mkdir()
    (back / "x").write_bytes(b"kept")
    with pytest.raises(UsageFault, match="déjà autre chose"):
        plain_desk.recover(folder, tmp_path / "t", back)
    assert not (tmp_path / "t").exists()
    (back / "x").unlink()
    plain_desk.recover(folder, tmp_path / "t", back)
    assert (back / "cabinet.yaml").is_file()


def test_killed_anywhere(desk: Any, tmp_path: Path) -> None:
    """Killed before any of its renames, the same command run again finishes."""
    report = desk.save()
    script = textwrap.dedent(
        """
        import os, sys; from pathlib import Path
        from bilantool import backup
        from bilantool.keys.identity import KdfCost
        from bilantool.keys.trousseau import Trousseau
        words, source, trousseau, back, allowed = sys.argv[1:]
        left, real = [int(allowed)], Path.replace
        def replace(path, target):
            if left[0] == 0:
                os._exit(9)
            left[0] -= 1
            return real(path, target)
        Path.replace = replace
        backup.recover(
            words, Path(source), Trousseau(Path(trousseau)),
            passphrase="une autre phrase", cost=KdfCost(8, 1, 1), cabinet_to=Path(back),
        )
        """
    )
    killed = 0
    for allowed in range(40):
        place = tmp_path / f"essai-{allowed}"
        arguments = [desk.words, report.folder, place / "t", place / "back", str(allowed)]
        done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True)
        if done.returncode == 0:
            break
        assert done.returncode == 9, done.stderr
        killed += 1
        desk.recover(report.folder, place / "t", place / "back")
        assert _files(place / "back") == _files(desk.root)
        assert Trousseau(place / "t").load(UUID, desk.identity).uuid == UUID
        assert Trousseau(place / "t").open(NEW) == desk.identity
    assert killed >= 5


def test_wrong_words(plain_desk: Any, tmp_path: Path) -> None:
    """Wrong words are told as such, and write nothing."""
    report = plain_desk.save()
    plain_desk.words = " ".join(plain_desk.words.split()[:23])
    with pytest.raises(BilantoolError, match="24"):
        plain_desk.recover(report.folder, tmp_path / "t")
    assert not (tmp_path / "t").exists()


def _uuid(root: Path) -> str:
    from bilantool.cabinet.cabinet import Cabinet

    return Cabinet.at(root).uuid


def _files(root: Path) -> dict[str, bytes]:
    """The cabinet's files, git's and the machine's own aside."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in (".git", ".bilantool")
    }


class TestADamagedHistory:
    """A power cut took the history, not the notes."""

    @pytest.fixture
    def cut(self, git_desk: Any) -> Any:
        """A desk with a backup, work that came after it, a class destroyed since, and no branch."""
        git_desk.write("dossiers/2026-014/suivi/suivi.yaml", _sealed("suivi"))
        git_desk.write("dossiers/2026-014/preliminaire/demande.yaml", _sealed("travail"))
        git_desk.commit()
        subprocess.run(
            ["git", "remote", "add", "hote", "https://hote.exemple/c.git"],
            cwd=git_desk.root, check=True,
        )  # fmt: skip
        git_desk.save()
        keys = git_desk.trousseau.load(UUID, git_desk.identity)
        gone = keys.destroy("travail", date(2026, 11, 24))
        git_desk.trousseau.save(gone, git_desk.identity)
        (git_desk.root / "dossiers/2026-014/preliminaire/demande.yaml").unlink()
        git_desk.write("dossiers/2026-014/cadre/seances.yaml", SEALED_LATER)
        git_desk.write("dossiers/2026-014/suivi/suivi.yaml", SEALED_LATER)
        git_desk.commit()
        (git_desk.root / ".git" / "refs" / "heads" / "main").write_bytes(b"")
        return git_desk

    def test_comes_back_without_touching_a_note(self, cut: Any) -> None:
        """The notes are those of the folder, the newer ones committed; what was destroyed stays
        away; the remotes are kept, and what was damaged lies aside."""
        before = _files(cut.root)
        report = backup.mend(cut.disk, cut.trousseau, cut.identity, cut.root)
        assert _files(cut.root) == before
        repository = git.Repository.at(cut.root)
        assert repository is not None
        assert repository.changed() == ()
        assert repository.commits_since(None) == 3
        assert repository.remotes() == (("hote", "hote.exemple"),)
        assert report.put_aside is not None
        assert (report.put_aside / "refs" / "heads" / "main").read_bytes() == b""
        assert backup.lost(Cabinet.at(cut.root), cut.trousseau) is None
        assert cut.save().archive == "avec son historique"

    def test_is_not_backed_up_as_no_history(self, cut: Any) -> None:
        """A backup fails, and leaves nothing on the disk that would pass for one."""
        before = sorted(cut.disk.iterdir())
        with pytest.raises(git.UnreadableHistory):
            cut.save(datetime(2026, 12, 1, tzinfo=UTC))
        assert sorted(cut.disk.iterdir()) == before

    def test_a_note_that_went_too_comes_back(self, cut: Any) -> None:
        """What the folder has lost is taken from the backup."""
        (cut.root / "dossiers" / "2026-014" / "dossier.yaml").unlink()
        backup.mend(cut.disk, cut.trousseau, cut.identity, cut.root)
        assert (cut.root / "dossiers" / "2026-014" / "dossier.yaml").exists()
        assert not (cut.root / "dossiers/2026-014/preliminaire/demande.yaml").exists()

    def test_begun_again_where_it_was_killed(self, cut: Any) -> None:
        """Between the two renames there is no history: it is known to have been."""
        (cut.root / ".bilantool").mkdir(exist_ok=True)
        (cut.root / ".git").rename(cut.root / ".bilantool" / "historique-abime-1")
        told = backup.lost(Cabinet.at(cut.root), cut.trousseau)
        assert told is not None
        assert "n’est plus là" in told.message
        backup.mend(cut.disk, cut.trousseau, cut.identity, cut.root)
        assert backup.lost(Cabinet.at(cut.root), cut.trousseau) is None

    def test_the_words_do_it_too(self, cut: Any) -> None:
        """Whoever recovers from the words into the damaged cabinet has its history back."""
        found = cut.recover(cut.disk, cut.trousseau.folder, cut.root)
        assert found.put_aside is not None
        repository = git.Repository.at(cut.root)
        assert repository is not None
        assert repository.head() is not None

    def test_of_another_cabinet(self, cut: Any) -> None:
        """A backup of other work changes nothing."""
        text = (cut.root / "cabinet.yaml").read_text(encoding="utf-8")
        (cut.root / "cabinet.yaml").write_text(
            text.replace(_uuid(cut.root), "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"), encoding="utf-8"
        )
        with pytest.raises(UsageFault, match="autre cabinet"):
            backup.mend(cut.disk, cut.trousseau, cut.identity, cut.root)


SEALED_LATER = b"# une note\nformat: bilantool-note/1\nplus tard: oui\n"


def _sealed(classe: str) -> bytes:
    """A sealed note of that class."""
    header = envelope.NoteHeader(UUID, "preliminaire/demande", classe, 1, 1)
    return envelope.seal_note(header, b"texte", bytes(32))
