"""Two versions of a note where one is shown: copies of a synchronising disk, half a merge."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bilantool.disorder import names
from bilantool.storage import git
from tests.saying import plain

REF, NOTE = "2026-001", "preliminaire/demande"
MINE, THEIRS = "freins: le mien\n", "freins: le leur\n"

COPIES = (
    "demande-PC-ANNE.yaml",
    "demande-PC-ANNE-2.yaml",
    "demande (copie en conflit de PC-ANNE 2026-11-20).yaml",
    "demande (Copie conflictuelle de Anne 2026-11-20).yaml",
    "demande (PC-ANNE's conflicted copy 2026-11-20).yaml",
    "demande (conflicted copy 2026-11-20 101010).yaml",
    "demande.sync-conflict-20261120-101010-ABCDEFG.yaml",
    "demande - Copie.yaml",
    "demande - Copie (2).yaml",
    "demande - Copy.yaml",
    "Copie de demande.yaml",
    "demande copie.yaml",
    "demande 2.yaml",
    "demande (1).yaml",
    "demande.yaml.orig",
    "demande.yaml~",
    "demande_BACKUP_1234.yaml",
    "~syncthing~demande.yaml.tmp",
)


class TestNames:
    @pytest.mark.parametrize("name", COPIES)
    def test_a_copy_is_known_by_its_name(self, name: str) -> None:
        known = ("demande.yaml", "cadrage.yaml")
        assert names.original(name, known) == "demande.yaml"

    @pytest.mark.parametrize("name", ["demande.yaml", "demandeur.yaml", "notes.docx", "x.yaml"])
    def test_another_file_is_none(self, name: str) -> None:
        assert names.original(name, ("demande.yaml",)) == ""

    def test_the_longest_name_counts(self) -> None:
        """A note whose name begins like another one's keeps its own copies."""
        known = ("plan.yaml", "plan-action.yaml")
        assert names.original("plan-action-PC.yaml", known) == "plan-action.yaml"


@pytest.fixture
def older(bench: Any) -> Any:
    """A bench whose note was saved again; `first` are the bytes of the version before."""
    bench.write(THEIRS)
    bench.first = bench.sealed().read_bytes()
    bench.write(MINE)
    return bench


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_of_a_note_is_told_everywhere(older: Any, name: str) -> None:
    """The morning, `status` and `check` say so, with a code; `show`, `edit`, `fill` and `build`
    that the note they take has another version."""
    (older.sealed().parent / name).write_bytes(older.first)
    every: tuple[tuple[str, ...], ...] = ((), ("status",), ("status", REF), ("check",))
    for argv in (*every, ("check", REF)):
        done = older(*argv)
        assert done.code == 1, done.said
        assert "une copie est à côté de la note (révision 3" in plain(done.err)
    assert '"desordres"' in older("status", "--json").out
    for argv in (("show", REF, "demande"), ("show", REF), ("fill", REF, "demande", "--plain")):
        assert "que faire : bilantool status 2026-001" in plain(older(*argv).err)


def test_what_is_printed_shows_and_keeps_the_other_version(older: Any, second: str) -> None:
    """Each printed command, typed as it is, from the cabinet or from elsewhere."""
    name = "demande (copie en conflit de PC-ANNE 2026-11-20).yaml"
    copy = older.sealed().parent / name
    copy.write_bytes(older.first)
    told = plain(older("status").err)
    show, edit = (
        re.search(rf'bilantool ({verb} 2026-001 demande --from) "([^"]+)"', told)
        for verb in ("show", "edit")
    )
    assert show is not None
    assert edit is not None
    assert older(*show[1].split(), show[2]).out == THEIRS
    here, older.terminal.cwd = older.root, older.root / "dossiers"
    assert older(*show[1].split(), show[2]).out == THEIRS
    older.terminal.cwd = here
    assert older.read() == MINE, "looking changes nothing"
    assert older(*edit[1].split(), edit[2]).code == 0
    assert older.read() == THEIRS
    copy.unlink()
    assert older("status").code == 0
    other = older.sealed(reference=second)
    older.refuses(older("show", REF, "demande", "--from", str(other)), 3, "autre dossier")


def test_an_identical_copy_is_said_to_be_so(bench: Any) -> None:
    """Nothing is to be read twice."""
    shutil.copy(bench.sealed(), bench.sealed().with_name("demande-PC.yaml"))
    assert "identique" in bench("status").err


@pytest.mark.parametrize("name", ["2026-001 - Copie", "2026-001 2", "2026-001-PC-ANNE"])
def test_a_copy_of_a_dossier(bench: Any, name: str) -> None:
    """By what differs in it; it is never taken for a dossier of its own, nor for the one."""
    folder = bench.root / "dossiers"
    shutil.copytree(folder / REF, folder / name)
    done = bench("status")
    assert done.code in (1, 3)
    assert f"dossiers/{name} » est une copie du dossier 2026-001, identique" in plain(done.err)
    bench.write(MINE)
    said = plain(bench("status").err)
    assert "y diffèrent : demande" in said
    option = str(folder / name / f"{NOTE}.yaml")
    assert "Ocarina" in bench("show", REF, "demande", "--from", option).out
    assert bench.read() == MINE
    assert len(re.findall("est une copie du dossier", said)) <= 2


def test_a_copy_of_a_paper(bench: Any) -> None:
    paper = bench.outside / "cv.txt"
    paper.write_text("un papier\n", encoding="utf-8")
    assert bench("attach", REF, str(paper), "--class", "travail").code == 0
    (piece,) = (bench.root / "dossiers" / REF / "pieces").iterdir()
    shutil.copy(piece, piece.with_name(f"{piece.stem} (1).piece"))
    assert "copie d’une pièce jointe" in bench("status").err


@pytest.mark.parametrize(
    "name",
    ["cabinet-PC-ANNE.yaml", "dossiers (copie en conflit)", "dossiers/2026-001/dossier 2.yaml"],
)
def test_a_copy_of_what_a_cabinet_has_once(bench: Any, name: str) -> None:
    path = bench.root / name
    if path.suffix:
        path.write_bytes(b"autre: oui\n")
    else:
        path.mkdir()
    assert bench("status").code == 1
    assert "copie d" in bench().err


@pytest.mark.parametrize("name", ["identite-PC-ANNE", "cles"])
def test_a_copy_of_keys(bench: Any, name: str) -> None:
    """It holds keys, and says that somebody's disk has them."""
    folder = bench.home / "trousseau"
    if name == "cles":
        (own, *_) = sorted((folder / "cles").iterdir())
        shutil.copy(own, own.with_name(f"{own.name} (copie en conflit)"))
    else:
        shutil.copy(folder / "identite", folder / name)
    done = bench("status")
    assert done.code == 1
    assert "recopier vos clés" in done.err


@pytest.mark.parametrize("mark", [".demande.yaml.icloud", "demande.yaml.nextcloud"])
def test_a_note_that_a_service_took_away(bench: Any, mark: str) -> None:
    """Its mark is no foreign file, to be put elsewhere."""
    bench.sealed().rename(bench.sealed().with_name(mark))
    done = bench("status")
    assert done.code == 3
    assert "rangez-le ailleurs" not in done.err
    assert "Télécharger maintenant" in done.err


def test_a_foreign_file_is_told_once(bench: Any) -> None:
    """In one sentence, whatever their number; what systems leave is nobody's business."""
    folder = bench.root / "dossiers"
    for name in ("a.txt", f"{REF}/b.docx", f"{REF}/cadre/c.pdf", f"{REF}/cadre/d.yaml"):
        (folder / name).write_bytes(b"x")
    for name in (".DS_Store", "Thumbs.db", f"{REF}/desktop.ini"):
        (folder / name).write_bytes(b"x")
    done = bench("status")
    assert done.code == 0
    assert "4 fichiers ne sont pas à bilantool" in plain(done.err)
    assert done.err.count("ne sont pas à bilantool") == 1


def test_a_deleted_note_and_one_that_went_back(bench: Any) -> None:
    """A note that is not there any more, one older than what was seen: with a code of their own."""
    first = bench.sealed().read_bytes()
    bench.write(MINE)
    bench.sealed().write_bytes(first)
    for argv in ((), ("status",), ("check", REF)):
        done = bench(*argv)
        assert done.code == 3, done.said
        assert "demande : la note est plus ancienne" in plain(done.err)
    told = re.search("si c'est bien cette version : bilantool (.*)", plain(bench("status").err))
    assert told is not None
    assert bench(*told[1].split()).code == 0
    assert bench("status").code == 0, "it was chosen"
    bench.sealed().unlink()
    for argv in (("status",), ("check", REF)):
        done = bench(*argv)
        assert done.code == 3, done.said
    assert "demande" in bench().out


@pytest.mark.skipif(not git.installed(), reason="git is not installed")
class TestMerge:
    """git holds two versions and shows one."""

    def git(self, bench: Any, *argv: str, check: bool = True) -> None:
        called = ["git", "-c", "user.name=u", "-c", "user.email=u@u", "-C", str(bench.root), *argv]
        done = subprocess.run(called, capture_output=True, check=False)
        assert not check or done.returncode == 0, done.stderr

    @pytest.fixture(params=["merge", "rebase", "cherry-pick", "stash"])
    def halfway(self, bench: Any, request: pytest.FixtureRequest) -> Any:
        """A bench in the middle of what stopped at a note that both sides changed."""
        self.git(bench, "checkout", "-q", "-b", "autre")
        bench.write(THEIRS)
        if request.param == "stash":
            self.git(bench, "reset", "-q", "--soft", "HEAD~1")
            self.git(bench, "stash")
        self.git(bench, "checkout", "-q", "main")
        bench.write(MINE)
        asked = {
            "merge": ("merge", "autre"),
            "rebase": ("rebase", "autre"),
            "cherry-pick": ("cherry-pick", "autre"),
            "stash": ("stash", "pop"),
        }
        self.git(bench, *asked[request.param], check=False)
        bench.kind = request.param
        return bench

    def test_is_told_everywhere(self, halfway: Any) -> None:
        """With a code, and nothing is silently « mine »."""
        for argv in ((), ("status",), ("status", REF), ("check", REF)):
            done = halfway(*argv)
            assert done.code == (3 if halfway.kind == "rebase" else 1), done.said
            assert "est en cours dans git" in done.err
            assert "demande : la note a une autre version dans git" in plain(done.err)
        assert "autre version dans git" in halfway("show", REF, "demande").err

    def test_the_other_version_is_shown_and_kept(self, halfway: Any) -> None:
        """Both can be read in clear; the commands that are printed keep the one that is wanted."""
        versions = {halfway.read(), halfway("show", REF, "demande", "--other").out}
        assert versions == {MINE, THEIRS}
        other = halfway("show", REF, "demande", "--other").out
        told = plain(halfway("status").err)
        line = re.search("pour garder l'autre : bilantool (.*), puis git (.*)", told)
        assert line is not None
        assert halfway(*line[1].split()).code == 0
        self.git(halfway, *line[2].split())
        end = re.search("terminez-la : git (.*)", told)
        if end:
            self.git(halfway, *end[1].split())
        assert halfway.read() == other
        assert halfway("status").code == 0

    def test_it_ends_past_what_was_saved_meanwhile(self, halfway: Any) -> None:
        """A note written in the middle of it waits for its end, and does not keep it from ending:
        what is printed is typed, and nobody is led into git's editor."""
        halfway.write("modalites: {rythme: essai}\n", "preliminaire/cadrage")
        keep = re.search("pour garder celle du dossier : git (.*)", plain(halfway("status").err))
        assert keep is not None
        self.git(halfway, *keep[1].split())
        steps = re.findall(r"(?:depuis|terminez-la) : git (.*)", plain(halfway("status").err))
        for step in steps:
            self.git(halfway, "-c", "core.editor=false", *step.split())
        assert "en cours" not in halfway("status").err
        assert "rythme" in halfway.read("preliminaire/cadrage")

    def test_there_is_no_other_version(self, bench: Any) -> None:
        bench.refuses(bench("show", REF, "demande", "--other"), 2, "pas d'autre version")
        bench.refuses(bench("show", REF, "--other"), 2, "d'une seule note")


SAID = {"head": "abîmé", "lock": "verrou", "gone": "n'est plus là", "copy": "parmi les branches"}


@pytest.mark.skipif(not git.installed(), reason="git is not installed")
@pytest.mark.parametrize("what", SAID)
def test_a_history_that_is_out_of_order(bench: Any, what: str) -> None:
    """Notes are read as ever; the morning, `status` and `check` say what to do, with a code."""
    assert bench("backup", str(bench.outside / "cle")).code == 0
    folder = bench.root / ".git"
    if what == "copy":
        shutil.copy(folder / "refs" / "heads" / "main", folder / "refs" / "heads" / "main 2")
    elif what == "head":
        (folder / "refs" / "heads" / "main").write_bytes(b"")
    elif what == "lock":
        (folder / "HEAD.lock").touch()
    else:
        shutil.rmtree(folder)
    for argv in ((), ("status",), ("check", REF)):
        done = bench(*argv)
        assert done.code == 5, done.said
        assert SAID[what] in plain(done.err)
    assert bench("show", REF, "demande").code == 0


@pytest.mark.skipif(not git.installed(), reason="git is not installed")
def test_an_old_commit_that_is_shown_is_told(bench: Any) -> None:
    """What is written there would be left behind: said, with the way back as it is typed."""
    called = ["git", "-C", str(bench.root)]
    subprocess.run([*called, "checkout", "-q", "--detach"], check=True)
    told = bench("status")
    assert told.code == 1
    back = re.search("revenez : git (.*)", plain(told.err))
    assert back is not None
    subprocess.run([*called, *back[1].split()], check=True, capture_output=True)
    assert bench("status").code == 0


@pytest.mark.skipif(not git.installed(), reason="git is not installed")
@pytest.mark.parametrize("saved", [True, False])
def test_a_lost_history_is_mended_by_the_command_that_is_printed(bench: Any, saved: bool) -> None:
    """As it stands, without the words of the rescue sheet: from the backup that is named, or anew
    where there is none. No note is touched, and a backup can be made again."""
    if saved:
        assert bench("backup", str(bench.outside / "cle")).code == 0
    bench.write(MINE)
    (bench.root / ".git" / "refs" / "heads" / "main").write_bytes(b"")
    bench.refuses(bench("backup", str(bench.outside / "autre")), 5, "abîmé")
    told = re.search("dans le cabinet : bilantool (.*)", plain(bench("status").err))
    assert told is not None
    done = bench(*told[1].split(), answers=f"{bench.outside / 'cle' if saved else ''}\n")
    assert done.code == 0, done.said
    assert bench.read() == MINE
    assert bench("status").code == 0
    assert "avec son historique" in bench("backup", str(bench.outside / "autre")).out


def test_a_dossier_being_made_has_not_vanished(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another command opens a dossier between the list and the keys: it is not said to be gone."""
    from bilantool.cabinet.vault import Vault

    real = Vault._known

    def meanwhile(vault: Any, but: Any = ()) -> Any:
        if not (bench.root / "dossiers" / "2026-002").exists():
            monkeypatch.setattr(Vault, "_known", real)
            assert bench("new", "2026-002", "--fiche-rangee").code == 0
        return real(vault, but)

    monkeypatch.setattr(Vault, "_known", meanwhile)
    done = bench("status")
    assert done.code == 0, done.said
    assert (bench.root / "dossiers" / "2026-002").is_dir()


def test_a_dossier_renamed_meanwhile_has_not_vanished(
    bench: Any, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is listed and gone a moment later, its keys knowing the new name."""
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.vault import Vault

    vanished: list[Path] = []
    real = Vault.open

    def renaming(vault: Any, reference: str) -> Any:
        if reference == second and not vanished:
            keys = vault.keys(vault.cabinet.dossier(second).uuid)
            vanished.append(bench.root / "dossiers" / second)
            shutil.move(vanished[0], bench.root / "dossiers" / "2026-077")
            path = vault.trousseau.folder / "cles" / keys.uuid
            path.unlink()
            from dataclasses import replace

            vault.trousseau.save(replace(keys, reference="2026-077"), vault.identity)
        return real(vault, reference)

    monkeypatch.setattr(Vault, "open", renaming)
    done = bench("status")
    assert done.code == 0, done.said
    assert "2026-077" in Cabinet.at(bench.root).references
