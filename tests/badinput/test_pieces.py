"""Attachments that were changed, exchanged or cut outside bilantool, and commands cut short."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from bilantool.cabinet.cabinet import Cabinet
from bilantool.keys.trousseau import Trousseau
from bilantool.storage import ramfolder
from tests.badinput.test_disk import fill, small
from tests.badinput.test_kills import killed, listed, uncommitted

__all__ = ["small"]

REF = "2026-001"
DATA = b"%PDF-1.7\nOcarina\n" + bytes(range(256)) * 8
OTHER = b"%PDF-1.7\nautre\n"


def paper(bench: Any, data: bytes = DATA, name: str = "acte.pdf") -> str:
    path = bench.outside / name
    path.write_bytes(data)
    return str(path)


def attach(bench: Any, *argv: str, reference: str = REF, data: bytes = DATA) -> str:
    done = bench("attach", reference, paper(bench, data), *argv, "--json")
    assert done.code == 0, done.said
    return str(json.loads(done.out)["piece"])


def sealed(bench: Any, identity: str, reference: str = REF) -> Path:
    return Path(bench.root / "dossiers" / reference / "pieces" / f"{identity}.piece")


def brought_back(bench: Any, identity: str) -> Any:
    out = bench.outside / "retour.pdf"
    out.unlink(missing_ok=True)
    done = bench("show", REF, identity, "--output", str(out))
    assert out.exists() == (done.code == 0), "nothing is written of what is refused"
    return done


def refused_everywhere(bench: Any, identity: str, codes: tuple[int, ...], said: str) -> None:
    """`show`, the list and `export` refuse it; the rest of the dossier is there."""
    done = brought_back(bench, identity)
    bench.refuses(done, done.code, said)
    assert done.code in codes, done.said
    every = bench("show", REF, "--pieces")
    assert every.code in codes, every.said
    assert "illisible" in every.out
    target = bench.outside / f"remise-{time.monotonic_ns()}"
    left = bench("export", REF, "--to", str(target))
    assert left.code == 3, left.said
    assert identity[:8] in left.err
    assert "Ocarina" in (target / "notes" / "preliminaire" / "demande.yaml").read_text("utf-8")
    assert "lecture impossible" in (target / "LISEZMOI.txt").read_text("utf-8")


def test_two_pieces_exchanged(bench: Any) -> None:
    """Each says that another one is in its place, `check` at the note that cites it."""
    first = attach(bench, "--note", "convention")
    second = attach(bench, "--class", "comptable", data=OTHER)
    one, two = sealed(bench, first), sealed(bench, second)
    data = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(data)
    refused_everywhere(bench, first, (3,), "à cette place se trouve une autre pièce")
    checked = bench("check", REF, "--json")
    assert checked.code == 1
    (each,) = json.loads(checked.out)["dossiers"]
    found = [one for one in each["constats"] if one["regle"] == "N208"]
    assert [(one["note"], one["chemin"]) for one in found] == [("cadre/convention", ["piece"])]
    assert found[0]["ligne"] > 0


def test_a_piece_of_another_dossier(bench: Any) -> None:
    """Its own file, under its own name, in the wrong folder."""
    assert bench("new", "2026-002", "--fiche-rangee").code == 0
    stranger = attach(bench, "--class", "comptable", reference="2026-002")
    mine = attach(bench, "--note", "convention")
    shutil.copy(sealed(bench, stranger, "2026-002"), sealed(bench, mine))
    refused_everywhere(bench, mine, (3,), "celle d'un autre dossier")
    assert "N208" in bench("check", REF).out


def test_a_piece_of_another_class_under_the_cited_id(bench: Any) -> None:
    """Sealed by the same hand under a class that dies earlier: not what the note proves."""
    identity = attach(bench, "--note", "convention")
    path = sealed(bench, identity)
    text = path.read_text("utf-8").replace("classe: comptable", "classe: travail")
    path.write_text(text, "utf-8")
    refused_everywhere(bench, identity, (3,), "de la classe travail")
    assert "N208" in bench("check", REF).out


@pytest.mark.parametrize("kept", [0.0, 0.05, 0.5, 0.999])
def test_truncated(bench: Any, kept: float) -> None:
    """Wherever it was cut."""
    identity = attach(bench, "--note", "convention")
    path = sealed(bench, identity)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    done = brought_back(bench, identity)
    bench.refuses(done, 3, "sauvegarde")


def test_any_flipped_bit(bench: Any) -> None:
    """No byte of another content ever comes out."""
    identity = attach(bench, "--class", "suivi")
    path = sealed(bench, identity)
    data = path.read_bytes()
    for offset in range(0, len(data), max(1, len(data) // 40)):
        changed = bytearray(data)
        changed[offset] ^= 1
        path.write_bytes(bytes(changed))
        done = brought_back(bench, identity)
        assert done.code in (3, 4), f"offset {offset}: {done.said}"
    path.write_bytes(data)
    assert brought_back(bench, identity).code == 0


def test_forged_with_another_key(bench: Any) -> None:
    """Whoever can push seals a piece of his own for this dossier: its key does not open it."""
    from bilantool.sealing import pieces
    from bilantool.sealing.envelope import PieceHeader, piece_header
    from bilantool.sealing.pieces import Piece

    identity = attach(bench, "--note", "convention")
    header = piece_header(sealed(bench, identity).read_bytes())
    forged = PieceHeader(header.dossier, identity, header.classe, 1, 1)
    piece = Piece("application/pdf", "2026-01-01", "Acte", OTHER)
    sealed(bench, identity).write_bytes(pieces.seal(forged, piece, bytes(32)))
    refused_everywhere(bench, identity, (4,), "n'ouvre pas cette pièce")


@pytest.mark.parametrize("kind", ["link", "folder", "gone"])
def test_something_else_in_its_place(bench: Any, kind: str) -> None:
    """A link is not followed, a folder is no file, what is gone is told by the note."""
    identity = attach(bench, "--note", "convention")
    path = sealed(bench, identity)
    outside = bench.outside / "ailleurs.piece"
    outside.write_bytes(path.read_bytes())
    path.unlink()
    if kind == "link":
        path.symlink_to(outside)
    if kind == "folder":
        path.mkdir()
    done = bench("show", REF, "convention.piece", "--output", str(bench.outside / "r.pdf"))
    bench.refuses(done, 3, "pièce")
    checked = bench("check", REF)
    assert checked.code == 1
    assert "N205" in checked.out or "N208" in checked.out


def test_names_that_are_no_id(bench: Any) -> None:
    """Files that were put there by hand are no attachments, and no command trips over them."""
    identity = attach(bench, "--class", "suivi")
    folder = sealed(bench, identity).parent
    for name in ("bonjour.piece", f"{identity}.piece.bak", "\x1b[31m.piece", identity):
        (folder / name).write_text("x", "utf-8")
    every = json.loads(bench("show", REF, "--pieces", "--json").out)
    assert [each["piece"] for each in every["pieces"]] == [identity]
    assert bench("status", REF).code == 0


def test_killed_at_each_step_of_attach(bench: Any) -> None:
    """A piece that no note cites, or all of it; the next command commits what was sealed."""
    argv = ("attach", REF, paper(bench), "--note", "convention", "--replace")
    steps = killed(bench.terminal, 0, *argv)
    assert len(steps) > 12, "the command was not watched"
    outcomes = set()
    for moment in range(1, len(steps) + 1):
        before = set(bench.root.rglob("*.piece"))
        scan = Path(argv[2])
        scan.write_bytes(scan.read_bytes() + b"%")  # what is there already is not attached again
        killed(bench.terminal, moment, *argv)
        new = {path.stem for path in set(bench.root.rglob("*.piece")) - before}
        assert len(new) <= 1
        cited = bench.read("cadre/convention")
        linked = any(identity in cited for identity in new)
        outcomes.add((bool(new), linked))
        for identity in new:
            assert brought_back(bench, identity).code == 0, f"step {moment}"
            if not linked:
                assert identity[:8] in bench("show", REF, "--pieces").out
                assert "qu’aucune note ne cite" in bench("status", REF).out
        other = bench.outside / "autre.yaml"
        other.write_text(f"modalites: {{rythme: essai {moment}}}\n", encoding="utf-8")
        assert bench("edit", REF, "cadrage", "--from", str(other)).code == 0
        assert uncommitted(bench.root) == "", f"step {moment}"
        assert listed(bench) == []
        assert bench("check", REF).code == 1
    assert outcomes == {(False, False), (True, False), (True, True)}


def test_what_a_kill_left_is_cited_afterwards(bench: Any) -> None:
    """The note is open elsewhere: the piece is kept, and the way to cite it is said, and works."""
    from bilantool import editing
    from bilantool.cabinet.vault import Vault
    from bilantool.storage import files

    trousseau = Trousseau(bench.home / "trousseau")
    secret = (bench.home / "phrase.txt").read_text(encoding="utf-8").strip()
    vault = Vault(Cabinet.at(bench.root), trousseau, trousseau.open(secret))
    held = editing.note_lock(vault.cabinet, vault.open(REF), "cadre/convention")
    with files.lock(held):
        done = bench("attach", REF, paper(bench), "--note", "convention")
        bench.refuses(done, 5, "déjà ouverte", "--piece")
    (path,) = bench.root.rglob("*.piece")
    assert uncommitted(bench.root) == ""
    words = done.err.replace("\u00a0", " ").rpartition("bilantool ")[2].split()
    assert bench(*words).code == 0
    assert path.stem in bench.read("cadre/convention")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_killed_while_a_piece_is_looked_at(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left in the private folder goes with the next command, and becomes no draft."""
    import typer

    identity = attach(bench, "--class", "suivi")
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(typer, "launch", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        bench("show", REF, identity, "--open", answers="\n")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    shared = ramfolder.shelter(bench.terminal.environ).root
    name = f"bilantool-edition-*/piece-{identity[:8]}.pdf"
    assert list(shared.glob(name))
    done = bench("status", REF)
    assert done.code == 0
    assert not list(shared.glob(name))
    assert "brouillon" not in done.said


def test_disk_full(small: Any) -> None:
    """Nothing half-written; the original is where it was, asked to go or not."""
    source = small.home / "acte.pdf"
    source.write_bytes(DATA * 100)
    ballast = fill(small.root.parent)
    saving = ("attach", REF, str(source), "--note", "convention", "--delete-original")
    small.refuses(small(*saving), 5, "le disque est plein")
    assert source.exists()
    assert not list(small.root.rglob("*.piece"))
    ballast.unlink()
    assert not list(small.root.rglob(".bilantool-*.tmp"))
    assert small(*saving).code == 0
    assert not source.exists()


def test_disk_full_during_an_export(small: Any) -> None:
    """Half of what is held would pass for all of it: nothing stays."""
    place = small.root.parent
    done = small("attach", REF, paper(small, DATA + os.urandom(1_000_000)), "--class", "suivi")
    assert done.code == 0, done.said
    ballast = place / "remplissage"
    free = shutil.disk_usage(place).free
    ballast.write_bytes(bytes(free - 600_000))
    left = small("export", REF, "--to", str(place / "remise"))
    small.refuses(left, 5, "le disque est plein")
    assert not (place / "remise").exists()
    ballast.unlink()
    assert small("export", REF, "--to", str(place / "remise")).code == 0
