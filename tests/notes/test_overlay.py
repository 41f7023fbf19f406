"""The overlay: an own file replaces a standard one only once accepted, and only from its folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bilantool.errors import BilantoolError, DataFault, UsageFault
from bilantool.notes.overlay import MAX_FILE_BYTES, Overlay

DEMANDE = "notes/preliminaire/demande.yaml"


def write(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    standard, own = tmp_path / "standard", tmp_path / "own"
    write(standard, DEMANDE, b"standard")
    write(standard, "trame.yaml", b"trame")
    own.mkdir()
    return standard, own


def test_standard_files_are_read_without_an_own_folder(folders: tuple[Path, Path]) -> None:
    """Without overrides, or without their folder, the shipped file is in force."""
    for own in (None, folders[1], folders[1] / "absent"):
        source = Overlay(folders[0], own).read(DEMANDE)
        assert (source.data, source.overridden) == (b"standard", False)


def test_an_accepted_override_is_in_force(folders: tuple[Path, Path]) -> None:
    """With its digest accepted, the own file is read; a new document may be added."""
    digest = write(folders[1], DEMANDE, b"own")
    added = write(folders[1], "documents/lettre.md.j2", b"texte")
    accepted = {DEMANDE: digest, "documents/lettre.md.j2": added}
    overlay = Overlay(*folders, accepted)
    assert overlay.read(DEMANDE).data == b"own"
    assert overlay.read(DEMANDE).overridden
    assert overlay.names() == ("documents/lettre.md.j2", DEMANDE, "trame.yaml")
    assert overlay.unaccepted() == ()


@pytest.mark.parametrize("accepted", [{}, {DEMANDE: "0" * 64}], ids=["new", "changed"])
def test_an_override_not_accepted_is_refused(
    folders: tuple[Path, Path], accepted: dict[str, str]
) -> None:
    """It is neither used nor silently skipped: the hint names the command."""
    write(folders[1], DEMANDE, b"own")
    overlay = Overlay(*folders, accepted)
    with pytest.raises(DataFault) as caught:
        overlay.read(DEMANDE)
    assert "bilantool templates accept" in caught.value.hint
    assert overlay.unaccepted() == (DEMANDE,)
    assert overlay.read_standard(DEMANDE).data == b"standard"


def test_files_without_a_place_are_strangers(folders: tuple[Path, Path]) -> None:
    """Filters run as code and other names mean nothing: they are listed, never read."""
    for name in ("filters/tout.lua", "notes/demande.yaml", "documents/x.py", "styles/A.css"):
        write(folders[1], name, b"x")
    overlay = Overlay(*folders)
    assert overlay.strangers() == (
        "documents/x.py", "filters/tout.lua", "notes/demande.yaml", "styles/A.css",
    )  # fmt: skip
    assert overlay.overrides() == {}
    with pytest.raises(UsageFault):
        overlay.read("filters/tout.lua")


@pytest.mark.parametrize(
    "name",
    ["../own/secret", "notes/../../own/secret", "/etc/hostname", "C:\\x", "notes\\x", "", "notes"],
)
def test_names_never_leave_the_folder(folders: tuple[Path, Path], name: str) -> None:
    """No name climbs out, nor is absolute, nor a folder."""
    write(folders[1], "secret", b"x")
    with pytest.raises(BilantoolError):
        Overlay(*folders).read(name)


def test_a_link_out_of_the_folder_is_refused(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """An own file that is a link elsewhere is refused, accepted or not."""
    digest = write(tmp_path, "dehors", b"dehors")
    link = folders[1] / DEMANDE
    link.parent.mkdir(parents=True)
    try:
        link.symlink_to(tmp_path / "dehors")
    except OSError:
        pytest.skip("this system does not let us make links")
    overlay = Overlay(*folders, {DEMANDE: digest})
    for act in (lambda: overlay.read(DEMANDE), overlay.overrides):
        with pytest.raises(DataFault) as caught:
            act()
        assert "lien" in caught.value.message


def test_a_huge_file_is_refused(folders: tuple[Path, Path]) -> None:
    """No more than the bound is ever held in memory."""
    digest = write(folders[1], DEMANDE, b"x" * (MAX_FILE_BYTES + 1))
    with pytest.raises(DataFault):
        Overlay(*folders, {DEMANDE: digest}).read(DEMANDE)
