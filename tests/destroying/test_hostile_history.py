"""A destruction in a repository to which anybody pushes, on a disk that lacks something."""

from __future__ import annotations

import hashlib
import os
import shutil
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bilantool import proving, registre
from bilantool.cabinet import resuming
from bilantool.destroying import carrying, certifying, readiness
from bilantool.sealing import envelope
from bilantool.storage import files, git

REF = "2026-001"
LARGE = 200 << 20

pytestmark = pytest.mark.skipif(not git.installed(), reason="git is not installed")


def pushed(root: Path, size: int) -> str:
    """A blob of zeros of this size: hardly anything on the disk, all of it in a memory."""
    digest, packer, chunk = hashlib.sha1(), zlib.compressobj(1), bytes(1 << 20)
    head = f"blob {size}\0".encode()
    digest.update(head)
    data = [packer.compress(head)]
    for _ in range(size >> 20):
        digest.update(chunk)
        data.append(packer.compress(chunk))
    data.append(packer.flush())
    oid = digest.hexdigest()
    path = root / ".git" / "objects" / oid[:2] / oid[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"".join(data))
    return oid


def test_a_blob_larger_than_any_note_is_counted_and_not_read(desk: Any) -> None:
    """The destruction ends, within bounds of memory, and the certificate says what was not read."""
    oid = pushed(desk.root, LARGE)
    desk.git("update-index", "--add", "--cacheinfo", f"100644,{oid},registre/gros")
    desk.git("commit", "-qm", "pushed")
    tracemalloc.start()
    done = desk.destroy()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < envelope.PIECE_LIMIT * 4 < LARGE
    assert "trop volumineux" in done.out
    signed = registre.read(desk.certificate().read_bytes())
    assert any("trop volumineux" in each for each in signed.certificate.out_of_reach)
    desk("verify", str(desk.certificate()))


def test_a_large_blob_among_the_dossier_s_files_is_told_as_readable(desk: Any) -> None:
    """It is larger than anything sealed, and stands where only sealed files do."""
    oid = pushed(desk.root, 64 << 20)
    desk.git("update-index", "--add", "--cacheinfo", f"100644,{oid},dossiers/{REF}/gros")
    desk.git("commit", "-qm", "pushed")
    assert "un texte lisible est dans l’historique" in desk.destroy(code=1).err


def test_more_texts_than_a_certificate_holds(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What anybody pushes never makes the certificate unwritable."""
    monkeypatch.setattr(certifying, "LISTED", 1)
    desk.destroy()
    certificate = registre.read(desk.certificate().read_bytes()).certificate
    assert len(certificate.objects) == 1
    assert any("n'énumère pas" in each for each in certificate.out_of_reach)


def test_the_longest_certificate_can_be_read_again() -> None:
    """As many digests as are ever listed stay below the size above which nothing is read."""
    longest = 120 + certifying.LISTED * len(f"  - {'0' * 64}\n")
    assert longest < registre.LIMIT / 2


def _locked(desk: Any) -> None:
    (desk.root / ".git" / "index.lock").touch()


def _headless(desk: Any) -> None:
    (desk.root / ".git" / "refs" / "heads" / "main").write_bytes(b"")


def _merging(desk: Any) -> None:
    (desk.root / ".git" / "MERGE_HEAD").write_text(desk.git("rev-parse", "HEAD"), encoding="ascii")


def _in_the_way(desk: Any) -> None:
    (desk.root / "registre").write_bytes(b"")


def _elsewhere(desk: Any) -> None:
    (desk.root / "registre").symlink_to(desk.root.parent)


LACKING: dict[str, tuple[Callable[[Any], None], str]] = {
    "a lock": (_locked, "verrou"),
    "a head": (_headless, "abîmé"),
    "a merge": (_merging, "fusion"),
    "a file for a folder": (_in_the_way, "registre"),
    "a link for a folder": (_elsewhere, "lien"),
}


def _alive(desk: Any) -> bool:
    return bool(desk("show", REF, "demande", code=None).code == 0)


@pytest.mark.parametrize("kind", LACKING)
def test_no_key_goes_where_the_end_cannot_be_reached(desk: Any, kind: str) -> None:
    """What is lacking is told, nothing is begun, and every other command works."""
    spoil, said = LACKING[kind]
    spoil(desk)
    done = desk.destroy(code=None)
    assert done.code in (3, 5), done.said
    assert said in done.err
    assert "→" in done.err
    assert _alive(desk)
    assert carrying.unfinished(desk.vault(), failed=False) == ()
    assert not desk.trousseau.load(desk.uuid, desk.vault().identity).tombstones


def test_no_key_goes_without_room(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is noticed before, not after."""
    full = shutil.disk_usage(desk.root)._replace(free=readiness.ROOM - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: full)
    assert "trop peu de place" in desk.destroy(code=5).err
    assert _alive(desk)


def test_no_key_goes_without_rights(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder from which nothing can be removed is noticed before."""
    closed = desk.root / "dossiers" / REF / "preliminaire"
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode, **more: path != closed and real(path, mode, **more)
    )
    assert "preliminaire" in desk.destroy(code=5).err
    assert _alive(desk)


def test_no_key_goes_where_a_file_cannot_be_read(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof reads every file: one that it could not read is noticed before."""
    hidden = desk.root / "cabinet.yaml"
    real = files.regular

    def refusing(path: Path) -> Any:
        if path == hidden:
            raise PermissionError(13, "no")
        return real(path)

    monkeypatch.setattr(files, "regular", refusing)
    assert "cabinet.yaml" in desk.destroy(code=5).err
    monkeypatch.undo()
    assert _alive(desk)


def test_no_key_goes_without_git(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that no program can look through."""
    monkeypatch.setenv("PATH", "")
    assert "git n’est pas installé" in desk.destroy(code=5).err
    monkeypatch.undo()
    assert _alive(desk)


@pytest.mark.parametrize("bug", [MemoryError, ValueError, RecursionError])
def test_a_destruction_that_breaks_off_blocks_no_other_command(
    desk: Any, monkeypatch: pytest.MonkeyPatch, bug: type[Exception]
) -> None:
    """It is told once with the command that takes it up again, and that command ends it."""
    monkeypatch.setattr(proving, "prove", lambda *_: (_ for _ in ()).throw(bug))
    assert desk.destroy(code=None).code == 70
    desk.write("cadre/beneficiaire", "nom: Modèle\n")
    told = desk("new", "--fiche-rangee")
    assert "destruction attend" not in told.err, "it was told by the command before"
    monkeypatch.undo()
    desk.destroy()
    assert desk.certificate().exists()


def test_an_unfinished_task_that_breaks_off_keeps_from_no_other(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note is saved, and its own commit made, whatever another task does."""
    real = resuming._work

    def breaking(vault: Any, trame: Any, task: Any) -> Any:
        if task.note == "cadre/beneficiaire":
            raise ValueError
        return real(vault, trame, task)

    monkeypatch.setattr(resuming, "_work", breaking)
    desk.write("cadre/beneficiaire", "nom: Modèle\n")
    before = desk.git("rev-parse", "HEAD")
    desk.write("preliminaire/cadrage", "modalites: à distance\n")
    assert desk.git("rev-parse", "HEAD") != before
