"""What Windows and macOS do otherwise, told by what is passed in: they need not be at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bilantool.console import typeset
from bilantool.documents import delivery
from bilantool.storage import files, places, programs, shell
from bilantool.storage.faults import in_use
from bilantool.storage.places import System

WINDOWS = System("win32", r"C:\Users\anne\AppData\Local\Programs\Python\Python311")
STORE = System(
    "win32", r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.11_3.11.9_x64__qbz5"
)


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home folder."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


class TestStorePython:
    def test_keys_stay_out_of_a_package(self, profile: Path) -> None:
        """Below AppData, they would go with the package: they lie in the profile itself."""
        assert places.trousseau({}, STORE) == profile / ".bilantool" / "trousseau"
        assert places.vscode({}, STORE) == profile / ".bilantool" / "vscode"
        assert places.cache({}, STORE).is_relative_to(profile / ".bilantool")

    def test_another_python_finds_them_again(self, profile: Path) -> None:
        """Once there, they are found there by whichever Python comes next."""
        assert places.trousseau({}, WINDOWS).parts[-3:] != (".bilantool", "trousseau")
        (profile / ".bilantool" / "trousseau").mkdir(parents=True)
        assert places.trousseau({}, WINDOWS) == profile / ".bilantool" / "trousseau"

    def test_a_chosen_place_is_taken(self, profile: Path) -> None:
        """`BILANTOOL_TROUSSEAU` decides on every system."""
        assert places.trousseau({"BILANTOOL_TROUSSEAU": str(profile)}, STORE) == profile


class TestPrograms:
    def test_endings_are_tried_in_a_folder_of_path(self, tmp_path: Path) -> None:
        """`git` is `git.exe` or `git.cmd` there, in the order of PATHEXT; an ending is kept."""
        for name in ("git.cmd", "git.exe"):
            (tmp_path / name).touch(0o755)
        env = {"PATH": str(tmp_path), "PATHEXT": ".com;.exe;.cmd"}
        for asked, found in (("git", "git.exe"), ("git.cmd", "git.cmd")):
            assert programs.find_program(asked, env, "win32") == tmp_path / found
            assert programs.find_program(str(tmp_path / asked), env, "win32") == tmp_path / found
        assert programs.find_program("git", env, "linux") is None

    def test_the_current_folder_proposes_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A cabinet may hold a git.exe that somebody pushed."""
        (tmp_path / "git.exe").touch(0o755)
        monkeypatch.chdir(tmp_path)
        for path in (".", "", os.pathsep):
            env = {"PATH": path, "PATHEXT": ".exe"}
            assert programs.find_program("git", env, "win32") is None

    def test_a_program_of_windows_is_windows_own(self, tmp_path: Path) -> None:
        """It is taken from System32, whatever PATH puts before it."""
        (tmp_path / "System32").mkdir()
        (tmp_path / "System32" / "taskkill.exe").touch(0o755)
        (tmp_path / "taskkill.exe").touch(0o755)
        env = {"SYSTEMROOT": str(tmp_path), "PATH": str(tmp_path), "PATHEXT": ".exe"}
        found = programs.system_program("taskkill", env, "win32")
        assert found == tmp_path / "System32" / "taskkill.exe"
        assert programs.system_program("taskkill", env, "linux") is None


class TestFolders:
    def test_a_stick_can_be_read_by_the_next_computer(self, tmp_path: Path) -> None:
        """On Windows, 0700 names this machine's user: only what lies in the profile is made so."""
        home = tmp_path / "Users" / "anne"
        (home / "Documents").mkdir(parents=True)
        mode = files._private_mode
        assert mode(home / "Documents" / "neuf", "nt", lambda: home) == 0o700
        assert mode(tmp_path / "cle-usb" / "sauvegarde", "nt", lambda: home) == 0o777
        assert mode(tmp_path / "cle-usb" / "sauvegarde", "posix", lambda: home) == 0o700

    def test_inside_is_told_by_the_folders_not_by_their_names(self, tmp_path: Path) -> None:
        """Another spelling of the same folder is the same folder, above what is not there yet."""
        (tmp_path / "Mes Bilans" / "sous").mkdir(parents=True)

        def folded(one: Path, other: Path) -> bool:
            if not Path(str(one).replace("mes bilans", "Mes Bilans")).exists():
                raise FileNotFoundError
            return str(one).casefold() == str(other).casefold()

        cabinet = tmp_path / "Mes Bilans"
        assert files.lies_in(tmp_path / "mes bilans" / "neuf" / "plus bas", cabinet, folded)
        assert not files.lies_in(tmp_path / "mes bilans (2)" / "neuf", cabinet, folded)
        assert files.lies_in(cabinet / "sous", cabinet)
        assert not files.lies_in(tmp_path, cabinet)

    @pytest.mark.skipif(os.name != "posix", reason="links need a right on Windows")
    def test_inside_through_a_link(self, tmp_path: Path) -> None:
        """A link into the folder leads into it."""
        (tmp_path / "cabinet").mkdir()
        (tmp_path / "lien").symlink_to(tmp_path / "cabinet")
        assert files.lies_in(tmp_path / "lien" / "neuf", tmp_path / "cabinet")


class TestPastedCommands:
    @pytest.mark.parametrize(
        ("text", "here", "there"),
        [
            ("mon-cabinet", "mon-cabinet", "mon-cabinet"),
            ("Mes bilans", '"Mes bilans"', '"Mes bilans"'),
            ("l'été d'Anne", "\"l'été d'Anne\"", "\"l'été d'Anne\""),
            ("a$b", "'a$b'", "'a$b'"),
            ("l'an $2", "'l'\"'\"'an $2'", "'l''an $2'"),
            (r"C:\Users\anne", r"'C:\Users\anne'", r"C:\Users\anne"),
            ("", '""', '""'),
        ],
    )
    def test_a_word_is_quoted_for_the_shell_at_hand(self, text: str, here: str, there: str) -> None:
        assert shell.word(text, "linux") == here
        assert shell.word(text, "win32") == there

    def test_paths_and_quoted_words_keep_their_apostrophes(self) -> None:
        """What is to be pasted is not set: a path with a curled apostrophe leads nowhere."""
        path = "/home/anne/Dossier d'Anne : 1"
        assert path in typeset(f"Cabinet créé dans {files.quoted(path)} : c'est fait")
        assert 'cd "Dossier d\'Anne"' in typeset("Ensuite : cd \"Dossier d'Anne\", l'autre")
        assert typeset("l'accord : « d'abord »") == "l’accord\xa0: «\xa0d’abord\xa0»"


class TestOpenDocument:
    def test_what_word_holds_open_is_not_replaced(self, tmp_path: Path) -> None:
        """The new one goes beside it, is known as ours, and it is said what to close."""
        first = delivery.deliver(tmp_path, "synthese", "docx", b"un")

        def held(path: Path, data: bytes) -> None:
            if path == first.path:
                raise in_use(path)
            files.write_atomically(path, data)

        for data in (b"deux", b"trois"):
            made = delivery.deliver(tmp_path, "synthese", "docx", data, held)
            assert made.path.name == "synthese (2).docx"
            assert made.path.read_bytes() == data
            assert "fermez l'ancien" in made.beside
            assert "modifié" not in made.beside
        assert first.path.read_bytes() == b"un"
        assert not delivery.deliver(tmp_path, "synthese", "docx", b"quatre").beside

    def test_what_was_changed_by_hand_is_said_so(self, tmp_path: Path) -> None:
        """A changed document stays, and the sentence names both."""
        first = delivery.deliver(tmp_path, "synthese", "docx", b"un")
        first.path.write_bytes(b"de sa main")
        made = delivery.deliver(tmp_path, "synthese", "docx", b"deux")
        assert made.beside.startswith("synthese.docx a été modifié")
        assert "synthese (2).docx" in made.beside
