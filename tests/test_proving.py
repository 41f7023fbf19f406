"""What a proof of destruction finds: everywhere that git keeps things, with real git."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from bilantool.errors import EnvironmentFault
from bilantool.proving import Target, prove, resembles
from bilantool.sealing import envelope, primitives
from bilantool.sealing import pieces as codec
from bilantool.sealing.envelope import NoteHeader, PieceHeader
from bilantool.sealing.pieces import Piece
from bilantool.storage.gitobjects import Store

DOSSIER = str(uuid.UUID(int=7))
NOTE = "preliminaire/demande"
KEY, OTHER = primitives.random_bytes(32), primitives.random_bytes(32)
SHAPES = {NOTE: frozenset({b"situation_actuelle", b"attentes", b"freins"})}
OTHERS = frozenset({"cadre/seances.yaml"})
TARGET = Target(DOSSIER, ("2026-001",), "travail", SHAPES, OTHERS)
PLACE = f"dossiers/2026-001/{NOTE}.yaml"

Git = Callable[..., str]


def sealed(key: bytes = KEY, *, classe: str = "travail", revision: int = 1) -> bytes:
    """A note of the class under a key."""
    return envelope.seal_note(NoteHeader(DOSSIER, NOTE, classe, 1, revision), b"secret", key)


def piece(key: bytes = KEY) -> bytes:
    header = PieceHeader(DOSSIER, str(uuid.UUID(int=9)), "travail", 1, 1)
    return codec.seal(header, Piece("application/pdf", "2026-01-05", "CV", b"%PDF-1.7 secret"), key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cabinet's folder with a repository and one commit."""
    made = tmp_path / "cabinet"
    made.mkdir()
    run = git(made)
    run("init", "-q", "-b", "main")
    write(made, "cabinet.yaml", b"raison_sociale: Exemple\n")
    run("add", "-A")
    run("commit", "-qm", "un")
    return made


def git(folder: Path) -> Git:
    """Real git in this folder, deaf to the machine's settings."""
    env = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@exemple.invalid",
        "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@exemple.invalid",
    }  # fmt: skip

    def run(*argv: str) -> str:
        done = subprocess.run(
            ["git", *argv], cwd=folder, env=env, capture_output=True, check=True, text=True
        )
        return done.stdout.strip()

    return run


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def committed(folder: Path, data: bytes, name: str = PLACE) -> Path:
    path = write(folder, name, data)
    run = git(folder)
    run("add", "-A")
    run("commit", "-qm", "note")
    return path


def amended(folder: Path, data: bytes) -> None:
    """In a commit that another one replaced."""
    committed(folder, data).unlink()
    git(folder)("add", "-A")
    git(folder)("commit", "-q", "--amend", "--allow-empty", "-m", "rien")


def on_a_deleted_branch(folder: Path, data: bytes) -> None:
    run = git(folder)
    run("checkout", "-qb", "autre")
    committed(folder, data)
    run("checkout", "-q", "main")
    run("branch", "-qD", "autre")


def stashed(folder: Path, data: bytes) -> None:
    committed(folder, sealed(OTHER, classe="suivi"))
    write(folder, PLACE, data)
    git(folder)("stash", "-q")


def dropped_stash(folder: Path, data: bytes) -> None:
    stashed(folder, data)
    git(folder)("stash", "drop", "-q")


def packed(folder: Path, data: bytes) -> None:
    committed(folder, data).unlink()
    git(folder)("add", "-A")
    git(folder)("commit", "-qm", "partie")
    git(folder)("gc", "-q")


def forgotten(folder: Path, data: bytes) -> None:
    """In no commit, no reflog: staged once, then out of the index."""
    path = write(folder, PLACE, data)
    git(folder)("add", "-A")
    git(folder)("rm", "-q", "--cached", str(path))
    path.unlink()


def tagged(folder: Path, data: bytes) -> None:
    oid = git(folder)("hash-object", "-w", str(write(folder, "x", data)))
    (folder / "x").unlink()
    git(folder)("tag", "etiquette", oid)


def lent(folder: Path, data: bytes) -> None:
    """In another repository, from which this one borrows."""
    lender = folder.parent / "preteur"
    lender.mkdir()
    git(lender)("init", "-q")
    committed(lender, data)
    alternates = folder / ".git" / "objects" / "info" / "alternates"
    alternates.parent.mkdir(exist_ok=True)
    alternates.write_text(f"{lender / '.git' / 'objects'}\n", encoding="utf-8")


def in_the_folder(folder: Path, data: bytes) -> None:
    """A copy that a synchronising program made, never committed."""
    write(folder, f"dossiers/2026-001/{NOTE} (copie en conflit).yaml", data)


HIDDEN = (
    amended, on_a_deleted_branch, stashed, dropped_stash, packed, forgotten, tagged, lent,
    in_the_folder, committed,
)  # fmt: skip


@pytest.mark.parametrize("hide", HIDDEN)
def test_it_is_found_wherever_git_keeps_it(folder: Path, hide: Callable[..., None]) -> None:
    """With the key left it opens, without it nothing does; both times it was tried."""
    data = sealed()
    hide(folder, data)
    left, gone = prove(TARGET, {OTHER, KEY}, folder), prove(TARGET, {OTHER}, folder)
    assert (left.opened, gone.opened) == (1, 0)
    assert gone.holds and not left.holds
    for proof in (left, gone):
        assert proof.tried == proof.sealed == 1
        assert proof.hashes == (sha256(data).hexdigest(),)
        assert proof.whole and not proof.plaintexts


def test_every_version_and_every_piece_is_tried(folder: Path) -> None:
    """Five revisions and a scan are six sealed texts; what is of another class is not looked at."""
    for revision in range(1, 6):
        committed(folder, sealed(revision=revision))
    committed(folder, piece(), "dossiers/2026-001/pieces/x.piece")
    committed(folder, sealed(classe="suivi"), "dossiers/2026-001/conclusions/synthese.yaml")
    proof = prove(TARGET, {KEY}, folder)
    assert (proof.sealed, proof.tried, proof.opened) == (6, 6, 6)
    assert prove(TARGET, (), folder).opened == 0


def test_a_note_with_other_line_endings_is_tried(folder: Path) -> None:
    """A machine that commits CRLF hides nothing."""
    committed(folder, sealed().replace(b"\n", b"\r\n"))
    assert prove(TARGET, {KEY}, folder).opened == 1


def test_an_altered_note_still_counts_as_opened_by_its_key(folder: Path) -> None:
    """The commitment tells that the key survives, whatever became of the text."""
    data = sealed()
    line = data.rstrip(b"\n").rsplit(b"\n", 1)[1]
    other = b"A" if line[4:5] != b"A" else b"B"
    committed(folder, data.replace(line, line[:4] + other + line[5:]))
    assert prove(TARGET, {KEY}, folder).opened == 1


def test_a_cut_note_is_counted_apart(folder: Path) -> None:
    """No key opens it, and the proof does not say that it tried."""
    committed(folder, sealed()[:-80])
    proof = prove(TARGET, {KEY}, folder)
    assert (proof.sealed, proof.tried, proof.damaged, proof.opened) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("name", "data", "named"),
    [
        (PLACE, b"situation_actuelle: en poste\nfreins: le temps\n", True),
        ("notes.txt", b"situation_actuelle: en poste\nfreins: le temps\n", True),
        ("notes.txt", "\ufeffattentes:\r\n  - x\r\nfreins: y\r\n".encode(), True),
        (f"{PLACE}.bak", b"n'importe quoi", True),
        ("documents/2026-001/synthese.pdf", b"%PDF-1.7", True),
        ("documents/2026-002/synthese.pdf", b"%PDF-1.7", False),
        ("dossiers/2026-001/dossier.yaml", b"uuid: x\n", False),
        ("dossiers/2026-001/cadre/seances.yaml", b"seances: []\n", False),
        ("lisez-moi.txt", b"une phrase\nfreins: y\n", False),
        ("cabinet.yaml", b"raison_sociale: x\nsiret: y\nfreins: z\nattentes: t\nnda: u\n", False),
    ],
)
def test_what_is_readable_is_named(folder: Path, name: str, data: bytes, named: bool) -> None:
    """By its place or by its shape; nothing of it is kept in the proof."""
    committed(folder, data, name).unlink()
    git(folder)("add", "-A")
    git(folder)("commit", "-qm", "partie")
    found = prove(TARGET, (), folder).plaintexts
    assert [each.path for each in found] == [name] * named
    assert all(len(each.oid) == 40 for each in found)


def test_a_document_that_no_commit_names_is_named_by_its_git_name(folder: Path) -> None:
    """A PDF was staged and forgotten: where it lay is not known, that it is there is said."""
    path = write(folder, "synthese.pdf", b"%PDF-1.7 secret")
    git(folder)("add", "-A")
    git(folder)("rm", "-q", "--cached", str(path))
    path.unlink()
    (found,) = prove(TARGET, (), folder).plaintexts
    assert found.path == "" and len(found.oid) == 40


def test_built_documents_of_the_folder_are_no_business_of_the_proof(folder: Path) -> None:
    """They are removed by whoever destroys; here they would be told twice."""
    write(folder, "documents/2026-001/synthese.pdf", b"%PDF-1.7")
    assert prove(TARGET, (), folder).plaintexts == ()


def test_a_shallow_copy_says_that_it_is_one(folder: Path) -> None:
    """What is there is tried; what is elsewhere is told."""
    for revision in (1, 2, 3):
        committed(folder, sealed(revision=revision))
    copy = folder.parent / "copie"
    git(folder.parent)("clone", "-q", "--depth", "1", folder.as_uri(), str(copy))
    proof = prove(TARGET, (), copy)
    assert proof.shallow and not proof.whole and proof.sealed == 1


def test_a_partial_copy_counts_what_it_lacks(folder: Path) -> None:
    """A clone without old contents knows their names; nothing is fetched to look at them."""
    git(folder)("config", "uploadpack.allowFilter", "true")
    for revision in (1, 2, 3):
        committed(folder, sealed(revision=revision))
    copy = folder.parent / "copie"
    git(folder.parent)("clone", "-q", "--filter=blob:none", folder.as_uri(), str(copy))
    proof = prove(TARGET, (), copy)
    assert proof.missing == 2 and proof.sealed == 1 and not proof.whole


def test_a_damaged_object_is_told_and_hides_no_other(folder: Path) -> None:
    """One content of the store is noise: the others are tried all the same."""
    committed(folder, sealed(revision=1))
    oid = git(folder)("rev-parse", f"HEAD:{PLACE}")
    committed(folder, sealed(revision=2))
    loose = folder / ".git" / "objects" / oid[:2] / oid[2:]
    loose.chmod(0o600)
    loose.write_bytes(loose.read_bytes()[:200])
    proof = prove(TARGET, {KEY}, folder)
    assert proof.unreadable == 1 and not proof.whole and proof.opened == 1


def test_without_history_the_folder_alone_is_looked_at(tmp_path: Path) -> None:
    """A cabinet need not be a repository."""
    write(tmp_path, PLACE, sealed())
    proof = prove(TARGET, {KEY}, tmp_path)
    assert (proof.walked, proof.opened) == (1, 1) and proof.whole


def test_a_cabinet_inside_a_larger_repository_is_looked_at_whole(folder: Path) -> None:
    """Its history lies above it, and paths are told from the cabinet."""
    cabinet = folder / "mes cabinets" / "un"
    committed(cabinet.parent.parent, sealed(), f"mes cabinets/un/{PLACE}")
    committed(folder, b"attentes: x\nfreins: y\n", "mes cabinets/un/dossiers/2026-001/perdu.txt")
    (cabinet / "dossiers/2026-001/perdu.txt").unlink()
    proof = prove(TARGET, {KEY}, cabinet)
    assert proof.opened == 1
    assert [each.path for each in proof.plaintexts] == ["dossiers/2026-001/perdu.txt"]


def test_a_history_that_git_will_not_read_is_no_proof(folder: Path) -> None:
    """An error, rather than a proof over nothing."""
    committed(folder, sealed())
    (folder / ".git" / "HEAD").unlink()
    with pytest.raises(EnvironmentFault):
        prove(TARGET, {KEY}, folder)


def test_contents_are_asked_for_in_batches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However they are cut, each content comes once and is the right one."""
    for revision in range(1, 9):
        committed(folder, sealed(revision=revision))
    store = Store(folder)
    expected = {blob.oid: data for blob, data in store.contents(store.blobs)}
    monkeypatch.setattr("bilantool.storage.gitobjects.BATCH", 4000)
    assert {blob.oid: data for blob, data in store.contents(store.blobs)} == expected
    assert len(expected) == 9 and all(expected.values())


def test_a_proof_says_what_it_walked(folder: Path) -> None:
    """Commits, trees and file versions of the repository, and the files of the folder."""
    committed(folder, sealed())
    total = len(git(folder)("rev-list", "--objects", "--all").splitlines())
    proof = prove(TARGET, {KEY, OTHER}, folder)
    assert (proof.walked, proof.keys) == (total + 2, 2)
    assert "secret" not in repr(proof)


def test_a_text_resembles_a_note_by_its_keys() -> None:
    """Two of them, and not lost among others."""
    assert resembles(b"# x\nattentes:\n- y\nfreins: z\n", SHAPES)
    assert not resembles(b"attentes: y\n", SHAPES)
    assert not resembles(b"  attentes: y\n  freins: z\n", SHAPES)
    assert not resembles(bytes(range(256)), SHAPES)
