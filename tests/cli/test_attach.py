"""`attach` and `show` on attachments: sealed, cited, brought back byte for byte."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer

from bilantool.cli.opening import dropped

REF = "2026-007"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"


@pytest.fixture
def paper(demo: Any) -> Path:
    """A signed convention, outside the cabinet."""
    path = Path(demo.home) / "Convention_signée.pdf"
    path.write_bytes(PDF)
    return path


def pieces(terminal: Any, reference: str = REF) -> list[dict[str, Any]]:
    shown = terminal("show", reference, "--pieces", "--json")
    assert shown.code == 0, shown.said
    found: list[dict[str, Any]] = json.loads(shown.out)["pieces"]
    return found


def attached(terminal: Any, *argv: str) -> str:
    done = terminal("attach", REF, *argv, "--json")
    assert done.code == 0, done.said
    return str(json.loads(done.out)["piece"])


def test_a_paper_is_sealed_and_cited(demo: Any, paper: Path) -> None:
    """Class of the note, title of the file's name, the given date; the note holds its id."""
    identity = attached(demo, str(paper), "--note", "convention", "--date", "2026-02-24")
    (found,) = pieces(demo)
    assert found == {
        "piece": identity,
        "classe": "comptable",
        "date": "2026-02-24",
        "media": "application/pdf",
        "titre": "Convention signée",
        "octets": len(PDF),
        "citee_par": ["cadre/convention.piece"],
        "detruite": False,
        "erreur": None,
    }
    assert f"piece: {identity}" in demo("show", REF, "convention").out
    sealed = demo.cwd / "dossiers" / REF / "pieces" / f"{identity}.piece"
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert stat.S_IMODE(sealed.parent.stat().st_mode) == 0o700
    assert b"Convention" not in sealed.read_bytes()
    assert paper.exists(), "nobody asked to remove it"


@pytest.mark.parametrize("how", ["id", "beginning", "field", "short field"])
def test_it_comes_back_byte_for_byte(demo: Any, paper: Path, how: str) -> None:
    """By its id, the beginning of it, or the place of the note that cites it."""
    identity = attached(demo, str(paper), "--note", "convention")
    wanted = {
        "id": identity,
        "beginning": identity[:5],
        "field": "convention.piece",
        "short field": "convention",
    }[how]
    out = demo.home / "retour.pdf"
    done = demo("show", REF, wanted, "--output", str(out))
    assert done.code == 0, done.said
    assert out.read_bytes() == PDF
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    again = demo("show", REF, wanted, "--output", str(out))
    assert again.code == 2
    assert "existe déjà" in again.err


def test_one_session_by_its_day(demo: Any, paper: Path) -> None:
    """The item's label is enough, as its id is; what the note says besides does not move."""
    before = demo("show", REF, "seances").out
    attached(demo, str(paper), "--note", "seances.2026-03-09")
    (found,) = pieces(demo)
    assert found["classe"] == "administratif"
    assert found["citee_par"] == ["cadre/seances.seances.s02.piece"]
    after = demo("show", REF, "seances").out
    assert len(after.splitlines()) == len(before.splitlines()) + 1
    assert demo("check", REF).code == 0


def test_a_note_of_another_class_does_not_take_it(demo: Any, paper: Path) -> None:
    """The reason is said, and nothing is written."""
    done = demo("attach", REF, str(paper), "--note", "convention", "--class", "travail")
    assert done.code == 2
    assert "se détruisent ensemble" in done.err
    assert pieces(demo) == []


def test_without_a_note_the_class_is_asked_or_required(demo: Any, paper: Path) -> None:
    """A terminal asks it, by its name or what it means; without one it must be given."""
    refused = demo("attach", REF, str(paper))
    assert refused.code == 2
    assert "--class" in refused.err
    asked = demo("attach", REF, str(paper), answers="documents de trav\nn\n")
    assert asked.code == 0, asked.said
    assert "Documents de travail" in asked.out
    assert [each["classe"] for each in pieces(demo)] == ["travail"]
    assert demo("show", REF, "--pieces").out.count("aucune note") == 1
    assert "dont 1 qu’aucune note ne cite" in demo("status", REF).out


def test_several_places_are_offered_at_the_terminal(demo: Any, paper: Path) -> None:
    """Without one, the shape to write; with somebody there, the list."""
    refused = demo("attach", REF, str(paper), "--note", "seances")
    assert refused.code == 2
    assert "seances.ID" in refused.err
    chosen = demo("attach", REF, str(paper), "--note", "seances", answers="2\nn\n")
    assert chosen.code == 0, chosen.said
    (found,) = pieces(demo)
    assert "s02 (2026-03-09)" in chosen.out
    assert found["citee_par"] == ["cadre/seances.seances.s02.piece"]


def test_a_cited_place_is_not_taken_silently(demo: Any, paper: Path) -> None:
    """`--replace`, or a yes; the former piece stays and is said to be cited by no note."""
    first = attached(demo, str(paper), "--note", "convention")
    paper.write_bytes(PDF + b"% une autre version")
    refused = demo("attach", REF, str(paper), "--note", "convention")
    assert refused.code == 2
    assert "--replace" in refused.err
    assert len(pieces(demo)) == 1, "refused before anything is written"
    second = attached(demo, str(paper), "--note", "convention", "--replace")
    cited = {each["piece"]: each["citee_par"] for each in pieces(demo)}
    assert cited == {first: [], second: ["cadre/convention.piece"]}
    back = demo("attach", REF, "--piece", first[:6], "--note", "convention", "--replace")
    assert back.code == 0, back.said
    assert {each["piece"]: bool(each["citee_par"]) for each in pieces(demo)} == {
        first: True,
        second: False,
    }


def test_the_same_bytes_are_not_attached_twice(demo: Any, paper: Path) -> None:
    """Whatever the file is called: the piece that is there serves, also for another place; in
    another class, and so for another time, it is a piece of its own, and that is said."""
    first = attached(demo, str(paper), "--class", "administratif", "--title", "Feuille de mars")
    copy = paper.with_name("copie.pdf")
    copy.write_bytes(PDF)
    again = demo("attach", REF, str(copy), "--class", "administratif", "--title", "Autre")
    assert again.code == 0
    assert "déjà au dossier" in again.out
    assert "garde le titre" in again.err
    assert copy.exists()
    for place in ("seances.s01", "seances.s02", "seances.s02"):
        assert attached(demo, str(copy), "--note", place) == first
    (found,) = pieces(demo)
    assert found["titre"] == "Feuille de mars"
    assert found["citee_par"] == [
        "cadre/seances.seances.s01.piece",
        "cadre/seances.seances.s02.piece",
    ]
    other = demo("attach", REF, str(copy), "--note", "convention")
    assert other.code == 0
    assert "dans la classe administratif" in other.err
    assert len(pieces(demo)) == 2
    elsewhere = demo("attach", "2026-014", str(copy), "--class", "administratif")
    assert "déjà" not in elsewhere.said, "what another dossier holds is nobody's business here"
    told = json.loads(demo("attach", REF, str(copy), "--class", "comptable", "--json").out)
    assert told["deja_jointe"] is True


def test_a_damaged_piece_does_not_keep_from_attaching(demo: Any, paper: Path) -> None:
    """It is no copy of anything any more."""
    first = attached(demo, str(paper), "--class", "administratif")
    sealed = demo.cwd / "dossiers" / REF / "pieces" / f"{first}.piece"
    sealed.write_bytes(sealed.read_bytes()[:-40] + b"A" * 40)
    assert attached(demo, str(paper), "--class", "administratif") != first


def test_the_original_is_removed_when_asked(demo: Any, paper: Path) -> None:
    """And what that is worth is said; at the terminal it is a question whose default is no."""
    kept = demo("attach", REF, str(paper), "--class", "travail", answers="\n")
    assert kept.code == 0
    assert paper.exists()
    done = demo("attach", REF, str(paper), "--class", "travail", "--delete-original")
    assert done.code == 0
    assert not paper.exists()
    assert "SSD" in done.err


def test_a_synchronised_folder_is_named(demo: Any) -> None:
    """There the copy of the service is what matters."""
    folder = demo.home / "OneDrive"
    folder.mkdir()
    (folder / "cv.txt").write_text("Parcours", encoding="utf-8")
    done = demo("attach", REF, str(folder / "cv.txt"), "--class", "travail", "--delete-original")
    assert "synchronisé" in done.err


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b""), "vide"),
        (lambda path: path.mkdir(), "dossier"),
        (lambda path: path.symlink_to("/etc/hostname"), "lien"),
        (lambda _: None, "introuvable"),
        (lambda path: path.write_bytes(b"%PDF-" + bytes(20 * 1024 * 1024)), "20\u00a0Mio"),
        (lambda path: path.write_bytes(b"MZ" + bytes(200)), "exécutable"),
    ],
)
def test_what_cannot_be_attached(demo: Any, make: Any, said: str) -> None:
    """Refused with what to do; the dossier is as it was."""
    path = demo.home / "papier.pdf"
    make(path)
    done = demo("attach", REF, str(path), "--class", "travail")
    assert done.code == 3, done.said
    assert said in done.err
    assert "→" in done.err
    assert not (demo.cwd / "dossiers" / REF / "pieces").exists()


def test_the_largest_piece(demo: Any) -> None:
    """Twenty mebibytes to the byte go in and come back."""
    data = b"%PDF-" + bytes(20 * 1024 * 1024 - 5)
    path = demo.home / "grand.pdf"
    path.write_bytes(data)
    attached(demo, str(path), "--class", "comptable")
    out = demo.home / "retour.pdf"
    (found,) = pieces(demo)
    assert demo("show", REF, found["piece"], "--output", str(out)).code == 0
    assert out.read_bytes() == data


def test_a_file_that_changes_while_it_is_read(
    demo: Any, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scanner still at work: nothing is sealed."""
    from bilantool.storage import files

    real = files.read_bounded

    def growing(path: Path, limit: int, **options: Any) -> bytes:
        data = real(path, limit, **options)
        if path == paper:
            path.write_bytes(PDF + b"suite")
        return data

    monkeypatch.setattr(files, "read_bounded", growing)
    done = demo("attach", REF, str(paper), "--class", "travail")
    assert done.code == 3
    assert "change pendant" in done.err


def test_an_original_that_changed_is_not_removed(
    demo: Any, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would go is not what was sealed: it stays, and that is said."""
    from bilantool import attaching

    real = attaching.keep

    def slow(*argv: Any, **options: Any) -> str:
        paper.write_bytes(PDF + b"autre version")
        return real(*argv, **options)

    monkeypatch.setattr(attaching, "keep", slow)
    done = demo("attach", REF, str(paper), "--class", "travail", "--delete-original")
    assert done.code == 0
    assert paper.exists()
    assert "n’a pas été supprimé" in done.err


def test_output_keeps_out_of_what_git_follows(demo: Any, paper: Path) -> None:
    """Outside the cabinet or in documents/; into a folder it gets a readable name."""
    identity = attached(demo, str(paper), "--note", "convention", "--date", "2026-02-24")
    for place in (f"dossiers/{REF}/x.pdf", "x.pdf", "registre/x.pdf"):
        refused = demo("show", REF, identity, "--output", place)
        assert refused.code == 2, refused.said
    done = demo("show", REF, identity, "--output", f"documents/{REF}/")
    assert done.code == 0, done.said
    made = demo.cwd / "documents" / REF / "2026-02-24 Convention signée.pdf"
    assert made.read_bytes() == PDF


def test_open_shows_it_and_leaves_nothing(
    demo: Any, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a private folder while it is looked at, under a name that says nothing of it."""
    identity = attached(demo, str(paper), "--note", "convention")
    seen: list[Path] = []

    def launch(name: str) -> int:
        path = Path(name)
        assert path.read_bytes() == PDF
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        seen.append(path)
        return 0

    monkeypatch.setattr(typer, "launch", launch)
    done = demo("show", REF, identity, "--open", answers="\n")
    assert done.code == 0, done.said
    (path,) = seen
    assert not path.parent.exists()
    assert "Convention" not in path.name
    assert path.suffix == ".pdf"
    refused = demo("show", REF, identity, "--open")
    assert refused.code == 2
    assert "--output" in refused.err


def test_open_without_a_program_for_it(
    demo: Any, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other way is named, and nothing stays."""
    identity = attached(demo, str(paper), "--note", "convention")
    monkeypatch.setattr(typer, "launch", lambda _: 1)
    done = demo("show", REF, identity, "--open", answers="\n")
    assert done.code == 5
    assert "--output" in done.err


def test_each_is_committed_under_a_message_that_says_nothing(cabinet: Any) -> None:
    """The reference and the id; and the note's revision, as ever."""
    paper = cabinet.home / "Licenciement de Ana.pdf"
    paper.write_bytes(PDF)
    done = cabinet("attach", "2026-001", str(paper), "--note", "convention", "--json")
    assert done.code == 0, done.said
    identity = json.loads(done.out)["piece"]
    log = subprocess.run(
        ["git", "-C", str(cabinet.cwd), "log", "--format=%s", "-2"],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert sorted(log) == [
        "2026-001 : cadre/convention, révision 2",
        f"2026-001 : pièce {identity}",
    ]
    dirty = subprocess.run(
        ["git", "-C", str(cabinet.cwd), "status", "--porcelain"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert dirty == ""
    quiet = cabinet("attach", "2026-001", str(paper), "--class", "suivi", "--no-commit")
    assert quiet.code == 0
    dirty = subprocess.run(
        ["git", "-C", str(cabinet.cwd), "status", "--porcelain"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert dirty.count(".piece") == 1


def test_a_class_that_was_destroyed_takes_nothing(demo: Any, paper: Path) -> None:
    """The key is gone: said, and no file is left."""
    from datetime import date

    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.vault import Vault
    from bilantool.keys.trousseau import Trousseau

    identity = attached(demo, str(paper), "--class", "travail")
    trousseau = Trousseau(Path(demo.environ["BILANTOOL_TROUSSEAU"]))
    seed = trousseau.open(trousseau.demonstration or "")
    vault = Vault(Cabinet.at(demo.cwd), trousseau, seed)
    opened = vault.open(REF)
    trousseau.save(opened.keys.destroy("travail", date(2026, 11, 23)), seed)
    done = demo("attach", REF, str(paper), "--class", "travail")
    assert done.code == 4
    assert "détruite" in done.err
    listed = demo("show", REF, "--pieces")
    assert listed.code == 0
    assert "détruit" in listed.out
    gone = demo("show", REF, identity, "--output", str(demo.home / "x.pdf"))
    assert gone.code == 4


def test_completion_names_the_places_and_no_id() -> None:
    """What the shell proposes needs no key."""
    from bilantool.cli import completion

    assert "convention.piece" in completion.slot("")
    assert "restitution.synthese.piece" in completion.slot("rest")
    assert completion.classe("t") == ["travail"]


def test_recover_brings_pieces_back(cabinet: Any) -> None:
    """A backup holds them, committed or not, and the words bring them back byte for byte."""
    paper = cabinet.home / "acte.pdf"
    paper.write_bytes(PDF)
    for extra in ((), ("--no-commit",)):
        paper.write_bytes(PDF + str(extra).encode())
        done = cabinet("attach", "2026-001", str(paper), "--class", "comptable", *extra)
        assert done.code == 0, done.said
    target = cabinet.home / "cle-usb"
    made = cabinet("backup", str(target))
    assert made.code == 0, made.said
    (saved,) = target.glob("bilantool-*")
    from bilantool.keys import words
    from bilantool.keys.trousseau import Trousseau

    secret = (cabinet.home / "phrase.txt").read_text(encoding="utf-8").strip()
    seed = Trousseau(cabinet.home / "trousseau").open(secret)
    said = cabinet.home / "mots.txt"
    said.write_text(" ".join(words.to_words(seed.seed)), encoding="utf-8")
    back = cabinet.home / "retrouve"
    found = cabinet(
        "recover", "--from", str(saved), "--to", str(back), "--words-file", str(said),
        BILANTOOL_TROUSSEAU=str(cabinet.home / "autre"),
    )  # fmt: skip
    assert found.code == 0, found.said
    before = sorted((cabinet.cwd / "dossiers" / "2026-001" / "pieces").iterdir())
    after = sorted((back / "dossiers" / "2026-001" / "pieces").iterdir())
    assert len(before) == 2
    assert [each.name for each in before] == [each.name for each in after]
    assert [each.read_bytes() for each in before] == [each.read_bytes() for each in after]
    cabinet.cwd = back
    cabinet.environ["BILANTOOL_TROUSSEAU"] = str(cabinet.home / "autre")
    for each in pieces(cabinet, "2026-001"):
        out = cabinet.home / f"{each['piece']}.pdf"
        assert cabinet("show", "2026-001", each["piece"], "--output", str(out)).code == 0
        assert out.read_bytes().startswith(PDF)


@pytest.mark.skipif(os.sep == "\\", reason="what the terminals of other systems paste")
@pytest.mark.parametrize(
    "pasted",
    [
        r"'/Mes papiers/convention (l'\''été).pdf'",
        r"/Mes\ papiers/convention\ \(l\'été\).pdf ",
        '"/Mes papiers/convention (l\'été).pdf"',
        "/Mes papiers/convention (l'été).pdf",
    ],
)
def test_a_file_dropped_on_the_window_is_found(pasted: str) -> None:
    """However the terminal quotes the spaces and the apostrophe of its path."""
    assert dropped(pasted) == "/Mes papiers/convention (l'été).pdf"
