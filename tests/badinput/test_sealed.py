"""What was done to the sealed files outside bilantool: refused, named, left as found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

NOTE = "preliminaire/demande"
REF = "2026-001"


def refused_by_every_reader(bench: Any, code: int, *sentences: str) -> None:
    """`show` and `edit` refuse, `check` names the note and goes on, and the file is untouched."""
    path = bench.sealed()
    before = path.read_bytes() if path.is_file() else None
    bench.refuses(bench("show", REF, "demande"), code, *sentences)
    editor = bench.script('printf "freins: x\\n" > "$1"')
    bench.refuses(bench("edit", REF, "demande", EDITOR=editor), code, *sentences)
    checked = bench("check", REF)
    assert checked.code == 3, checked.said
    assert "illisible" in checked.out
    assert "cadre/beneficiaire" in checked.out, "the other notes must still be judged"
    assert bench("status").code == 3
    assert bench("build", REF, "synthese", "--draft").code == 3
    if before is not None:
        assert path.read_bytes() == before


@pytest.mark.parametrize("kept", [0.1, 0.3, 0.5, 0.9, 0.999])
def test_truncated_note(bench: Any, kept: float) -> None:
    """A note whose end is missing is refused wherever it was cut, and not written over."""
    path = bench.sealed()
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    refused_by_every_reader(bench, 3, "demande", "sauvegarde")


def test_empty_sealed_file(bench: Any) -> None:
    """An empty file in place of a note is said to be empty."""
    bench.sealed().write_bytes(b"")
    refused_by_every_reader(bench, 3, "demande", "est vide")


def test_any_flipped_bit_is_refused(bench: Any) -> None:
    """Wherever one bit changes, the note does not open, and no other word comes out."""
    path = bench.sealed()
    data = path.read_bytes()
    for offset in range(0, len(data), max(1, len(data) // 60)):
        flipped = bytearray(data)
        flipped[offset] ^= 1
        path.write_bytes(bytes(flipped))
        shown = bench("show", REF, "demande")
        bench.refuses(shown, shown.code, "demande")
        assert shown.code in (3, 4), f"offset {offset}: {shown.said}"
        assert shown.out == ""


def test_flipped_bit_stops_no_other_note(bench: Any) -> None:
    """A changed header and a changed content are both that note's trouble alone."""
    path = bench.sealed()
    data = path.read_bytes()
    path.write_bytes(data.replace(b"revision: 2", b"revision: 3"))
    refused_by_every_reader(bench, 3, "demande")


def test_forged_under_a_stranger_key(bench: Any) -> None:
    """A note sealed with a key of somebody else's is refused, whoever could push it."""
    from bilantool.sealing import envelope

    path = bench.sealed()
    header = envelope.note_header(path.read_bytes())
    path.write_bytes(envelope.seal_note(header, b"situation_actuelle: faux\n", bytes(32)))
    shown = bench("show", REF, "demande")
    bench.refuses(shown, shown.code, "demande", "clé du dossier")
    checked = bench("check", REF)
    assert checked.code == 3, checked.said
    assert "cadre/beneficiaire" in checked.out
    assert bench("status").code == shown.code


def test_two_notes_exchanged(bench: Any) -> None:
    """Two notes of one dossier in each other's place are both refused."""
    one, other = bench.sealed(), bench.sealed("preliminaire/cadrage")
    data, others = one.read_bytes(), other.read_bytes()
    one.write_bytes(others)
    other.write_bytes(data)
    refused_by_every_reader(bench, 3, "une autre note, preliminaire/cadrage", "remettez-le")
    bench.refuses(bench("show", REF, "cadrage"), 3, "une autre note, preliminaire/demande")


def test_note_of_another_dossier(bench: Any, second: str) -> None:
    """The same note of the neighbouring dossier does not open in this one."""
    shutil.copy(bench.sealed(reference=second), bench.sealed())
    refused_by_every_reader(bench, 3, "d'un autre dossier")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("classe: administratif", "demande"),
        ("classe: inconnue", "demande"),
        ("generation: 2", "demande"),
        ("generation: 0", "demande"),
        ("generation: 999999999", "demande"),
        ("revision: 1", "demande"),
        ("note: preliminaire/cadrage", "une autre note"),
        ("dossier: 00000000-0000-4000-8000-000000000000", "d'un autre dossier"),
    ],
)
def test_a_header_line_that_lies(bench: Any, line: str, said: str) -> None:
    """Class, generation, revision, name and dossier are bound to the content."""
    path = bench.sealed()
    key = line.partition(":")[0]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [f"{line}\n" if each.startswith(f"{key}:") else each for each in lines]
    assert changed != lines
    path.write_text("".join(changed), encoding="utf-8", newline="")
    shown = bench("show", REF, "demande")
    bench.refuses(shown, shown.code, said)
    assert shown.code in (3, 4)
    assert bench("check", REF).code == 3
    assert bench("status").code == shown.code


def test_newer_format(bench: Any) -> None:
    """A note of a later bilantool asks for an update, not for a restoration."""
    path = bench.sealed()
    path.write_bytes(path.read_bytes().replace(b"bilantool-note/1", b"bilantool-note/2"))
    refused_by_every_reader(bench, 3, "version plus récente", "mettez bilantool à jour")


def test_crlf_checkout_works(bench: Any) -> None:
    """Line ends that git turned into CRLF change nothing; the note opens and is saved again."""
    for path in (bench.root / "dossiers").rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    settings = bench.root / "cabinet.yaml"
    settings.write_bytes(settings.read_bytes().replace(b"\n", b"\r\n"))
    assert "en poste" in bench.read()
    bench.write("situation_actuelle: suite\n")
    assert "suite" in bench.read()


def test_mixed_line_ends(bench: Any) -> None:
    """A file whose line ends are mixed was not written by git nor by bilantool."""
    path = bench.sealed()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n", 3))
    refused_by_every_reader(bench, 3, "fins de ligne")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_a_sealed_file_saved_by_a_word_processor(bench: Any, encoding: str) -> None:
    """A sealed file saved in another encoding is refused and stays as it is."""
    path = bench.sealed()
    path.write_bytes(path.read_bytes().decode().encode(encoding))
    refused_by_every_reader(bench, 3, "demande")


def test_sealed_file_of_50_mb(bench: Any) -> None:
    """A huge file is not even parsed."""
    with bench.sealed().open("ab") as opened:
        opened.write(b"  QUJD\n" * (50 * 1024 * 1024 // 7))
    refused_by_every_reader(bench, 3, "demande", "trop volumineux")


def test_a_folder_in_place_of_a_note(bench: Any) -> None:
    """A folder where a note should be is named; nothing is put into it."""
    path = bench.sealed()
    path.unlink()
    path.mkdir()
    refused_by_every_reader(bench, 3, "demande", "un dossier occupe la place")
    assert list(path.iterdir()) == []


def test_a_missing_note(bench: Any) -> None:
    """A deleted note is missing, not empty."""
    bench.sealed().unlink()
    refused_by_every_reader(bench, 3, "demande", "introuvable")


def test_two_folders_exchanged(bench: Any, second: str) -> None:
    """Two exchanged dossiers are refused: what happens to one must never hit the other."""
    folder = bench.root / "dossiers"
    (folder / REF).rename(folder / "x")
    (folder / second).rename(folder / REF)
    (folder / "x").rename(folder / second)
    for reference, real in ((REF, second), (second, REF)):
        sentence = f"le dossier rangé sous {reference} est en réalité {real}"
        bench.refuses(bench("show", reference, "demande"), 3, sentence, "échangés")
        bench.refuses(bench("build", reference, "--draft"), 3, sentence)


@pytest.fixture
def neighbour(bench: Any) -> Path:
    """Another cabinet of the same trousseau, with a dossier of the same reference."""
    root = bench.outside / "voisin"
    made = bench("init", str(root), "--raison-sociale", "Voisin", "--consultant", "A. Essai")
    assert made.code == 0, made.said
    opened = bench("new", REF, "--fiche-rangee", "--cabinet", str(root))
    assert opened.code == 0, opened.said
    return Path(root)


def exchange(one: Path, other: Path) -> None:
    aside = one.with_name("cote")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def test_folders_exchanged_between_two_cabinets(bench: Any, neighbour: Path) -> None:
    """One trousseau opens both cabinets, and takes neither's dossier for the other's."""
    before = bench.read()
    one, other = bench.root / "dossiers" / REF, neighbour / "dossiers" / REF
    exchange(one, other)
    sealed = {path: path.read_bytes() for path in (bench.sealed(), other / f"{NOTE}.yaml")}
    source = bench.home / "source.yaml"
    source.write_text("freins: aucun\n", encoding="utf-8")
    for cabinet in (bench.root, neighbour):
        for argv in (
            ("show", REF, "demande"),
            ("check", REF),
            ("build", REF, "--draft"),
            ("edit", REF, "demande", "--from", str(source)),
        ):
            done = bench(*argv, "--cabinet", str(cabinet))
            bench.refuses(done, 3, f"le dossier rangé sous {REF} appartient à un autre cabinet")
    assert {path: path.read_bytes() for path in sealed} == sealed
    exchange(one, other)
    assert bench.read() == before


def test_a_cabinet_that_claims_to_be_another(bench: Any, neighbour: Path) -> None:
    """Settings are in clear: with another's uuid and dossiers, a known folder is not believed."""
    before = bench.read()
    mine, theirs = bench.root / "cabinet.yaml", neighbour / "cabinet.yaml"
    own = mine.read_bytes()
    exchange(bench.root / "dossiers" / REF, neighbour / "dossiers" / REF)
    mine.write_bytes(theirs.read_bytes())
    for argv in (("show", REF, "demande"), ("status",), ("new", "--fiche-rangee")):
        bench.refuses(bench(*argv), 3, "l'uuid de cabinet.yaml a changé")
    mine.write_bytes(own)
    exchange(bench.root / "dossiers" / REF, neighbour / "dossiers" / REF)
    assert bench.read() == before


def test_another_cabinet_keeps_no_reference(bench: Any, neighbour: Path) -> None:
    """A number serves once in its cabinet; what others gave is nothing to it."""
    for cabinet in (neighbour, bench.root):
        done = bench("new", "--fiche-rangee", "--cabinet", str(cabinet))
        assert done.code == 0 and "2026-002" in done.out, done.said


def test_two_dossier_files_exchanged(bench: Any, second: str) -> None:
    """Exchanging only the `dossier.yaml` is no way around the pins."""
    one, other = (bench.root / "dossiers" / ref / "dossier.yaml" for ref in (REF, second))
    data, others = one.read_bytes(), other.read_bytes()
    one.write_bytes(others)
    other.write_bytes(data)
    bench.refuses(bench("show", REF, "demande"), 3, "est en réalité")


def test_the_folder_goes_back_in_time(bench: Any) -> None:
    """An older sealed version opens, with a warning that it was seen newer here."""
    path = bench.sealed()
    old = path.read_bytes()
    bench.write("situation_actuelle: plus tard\n")
    path.write_bytes(old)
    shown = bench("show", REF, "demande")
    assert shown.code == 0
    assert "plus ancienne" in shown.err


BROKEN_DOSSIERS: dict[str, bytes] = {
    "empty": b"",
    "not yaml": b"uuid: [\n",
    "list": b"- a\n",
    "binary": bytes(range(256)),
    "uuid is a path": b"uuid: ../../../etc\ntrame: standard\nversion: 1\ncree_le: 2026-11-23\n",
    "uuid is missing": b"trame: standard\nversion: 1\ncree_le: 2026-11-23\n",
    "bad date": b"uuid: %s\ntrame: standard\nversion: 1\ncree_le: 2026-02-31\n",
    "bad version": b"uuid: %s\ntrame: standard\nversion: oui\ncree_le: 2026-11-23\n",
    "anchors": b"uuid: &a %s\ntrame: *a\nversion: 1\ncree_le: 2026-11-23\n",
    "nested": b"[" * 60_000,
}


@pytest.mark.parametrize("kind", BROKEN_DOSSIERS)
def test_broken_dossier_file(bench: Any, second: str, kind: str) -> None:
    """A broken `dossier.yaml` is named, and hides no other dossier."""
    path = bench.root / "dossiers" / REF / "dossier.yaml"
    uuid = path.read_text(encoding="utf-8").partition("uuid: ")[2][:36].encode()
    path.write_bytes(BROKEN_DOSSIERS[kind].replace(b"%s", uuid))
    bench.refuses(bench("show", REF), 3, "dossier.yaml")
    bench.refuses(bench("status", REF), 3, "dossier.yaml")
    whole = bench("status")
    assert whole.code == 3, whole.said
    assert f"dossier {REF}" in whole.err
    assert second in whole.out, "one bad dossier must not hide the others"
    checked = bench("check")
    assert checked.code == 3, checked.said
    assert second in checked.out


def test_a_dossier_without_keys_hides_no_other(bench: Any, second: str) -> None:
    """Where a colleague's dossier has no key here, the other dossiers are still shown."""
    uuid = bench.root / "dossiers" / REF / "dossier.yaml"
    name = uuid.read_text(encoding="utf-8").partition("uuid: ")[2][:36]
    (bench.home / "trousseau" / "cles" / name).unlink()
    bench.refuses(bench("show", REF), 4, "pas de clé")
    whole = bench("status")
    assert whole.code == 4, whole.said
    assert second in whole.out
    listed = json.loads(bench("status", "--json").out)
    assert listed["ok"] is False
    assert [each["reference"] for each in listed["dossiers"]] == [second]
    assert [each["reference"] for each in listed["illisibles"]] == [REF]


def test_dossier_file_is_a_link(bench: Any, tmp_path: Path) -> None:
    """A `dossier.yaml` that points out of the cabinet is not followed."""
    path = bench.root / "dossiers" / REF / "dossier.yaml"
    target = tmp_path / "ailleurs.yaml"
    shutil.move(path, target)
    path.symlink_to(target)
    bench.refuses(bench("show", REF), 3, "lien")


def test_an_unreadable_note_of_a_later_phase_is_told(bench: Any) -> None:
    """A forgery is no less one where the dossier has not been yet."""
    bench.sealed("conclusions/synthese").write_bytes(bench.sealed().read_bytes())
    checked = bench("check", REF)
    assert checked.code == 3
    assert "conclusions/synthese" in checked.out
    assert "illisible" in bench("status").out
    assert bench("check", REF, "--phase", "preliminaire").code == 1
