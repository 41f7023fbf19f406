"""The user's editor, opened so that it keeps no copy of the text anywhere else.

Editors remember: swap files, backups, undo trees, registers, recent histories, assistants that
send text away. For each known editor the arguments turn that off, after its own settings were
read; what it must write goes to the RAM folder beside the text. `known` is false for an editor
whose habits bilantool does not govern: the caller tells the user once.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bilantool import vscode
from bilantool.errors import EnvironmentFault
from bilantool.storage.faults import quoted
from bilantool.storage.files import private_folder, write_atomically
from bilantool.storage.programs import find_program

_DEFAULTS = {"Windows": ("notepad",)}
_USUAL = ("nano", "vim", "vi")

_VIM = "set noundofile nobackup nowritebackup noswapfile nomodeline viminfo="
_EMACS = (
    "(setq make-backup-files nil backup-inhibited t auto-save-default nil create-lockfiles nil"
    " auto-save-list-file-prefix nil inhibit-startup-screen t)"
)
# --noplugin: an assistant's plugin would send the text to its maker.
_VIM_ARGUMENTS = ("-n", "-i", "NONE", "--noplugin", "--cmd", "set nomodeline", "-c", _VIM)
_CODE_ARGUMENTS = ("--wait", "--new-window", "--disable-telemetry")

# By family: the arguments that make it keep nothing and wait. `{private}` is a folder in memory.
_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "vim": _VIM_ARGUMENTS,
    "gvim": ("--nofork", *_VIM_ARGUMENTS),
    # -I: nanorc may ask for backups, a search history, remembered positions.
    "nano": ("-I", "--tabstospaces", "--tabsize=2", "--softwrap", "--linenumbers", "--autoindent"),
    "code": (*_CODE_ARGUMENTS, "--user-data-dir", "{private}"),
    # -Q: without the user's file, no package remembers or sends anything.
    "emacs": ("-nw", "-Q", "--eval", _EMACS),
    "micro": (
        *("-config-dir", "{private}", "-backup", "false", "-permbackup", "false"),
        *("-savecursor", "false", "-savehistory", "false", "-saveundo", "false"),
    ),
    "notepad++": ("-multiInst", "-nosession", "-noPlugin", "-settingsDir={private}"),
    "kate": ("--block", "--new", "--startanon"),
    "gedit": ("--wait", "--standalone"),
    "sublime": ("--wait", "--new-window"),
    "pico": (),
    "other": (),
}
_FAMILIES = {
    **dict.fromkeys(("vim", "nvim", "vimx", "vim.basic", "vim.tiny", "vim.nox"), "vim"),
    **dict.fromkeys(("gvim", "mvim"), "gvim"),
    "nano": "nano",
    **dict.fromkeys(("code", "codium", "vscodium", "code-oss", "code-insiders"), "code"),
    **dict.fromkeys(("emacs", "emacs-nox"), "emacs"),
    **{name: name for name in ("micro", "notepad++", "kate", "gedit", "pico")},
    "subl": "sublime",
}
_GOVERNED = frozenset({"vim", "gvim", "nano", "code", "emacs", "micro", "notepad++", "pico"})
_IN_TERMINAL = frozenset({"vim", "nano", "emacs", "micro", "pico"})
_LINED = {"code": ("--goto", "{file}:{line}"), "kate": ("--line", "{line}", "{file}")}
_PLUS_LINED = frozenset({"vim", "gvim", "nano", "emacs", "micro", "gedit", "pico"})

QUICK = 1.0
"""Seconds under which nobody has edited: the editor handed the file to another window."""


@dataclass(frozen=True, slots=True)
class Editor:
    """A program with the user's own arguments, and the family whose habits are known."""

    program: Path
    arguments: tuple[str, ...]
    family: str

    @property
    def known(self) -> bool:
        """Whether bilantool can keep this editor from leaving copies."""
        return self.family in _GOVERNED

    @property
    def in_terminal(self) -> bool:
        """Whether it is written in with the keys of the terminal, and waits for them."""
        return self.family in _IN_TERMINAL


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an editor ended; `touched` says whether it wrote the file, even unchanged."""

    returncode: int
    seconds: float
    touched: bool

    @property
    def suspicious_quick(self) -> bool:
        """It came back at once without writing: it wants a flag to wait, such as `--wait`."""
        return self.returncode == 0 and self.seconds < QUICK and not self.touched


def find(env: Mapping[str, str], system: str) -> Editor:
    """The editor of `$VISUAL`, else `$EDITOR`, else the usual one of `system` (platform.system()).

    Raises EnvironmentFault when the chosen one is not there, or when there is none at all.
    """
    for variable in ("VISUAL", "EDITOR"):
        wanted = env.get(variable, "").strip()
        if wanted:
            return _chosen(wanted, variable, env, system)
    for name in _DEFAULTS.get(system, _USUAL):
        program = find_program(name, env)
        if program:
            return Editor(program, (), _family(program))
    raise EnvironmentFault(
        "aucun éditeur de texte n’a été trouvé",
        hint="indiquez le vôtre dans la variable EDITOR (par exemple EDITOR=nano), "
        "ou donnez le texte avec --from",
    )


def command(
    editor: Editor,
    path: Path,
    line: int | None = None,
    *,
    extensions: Sequence[str] = ("--disable-extensions",),
) -> list[str]:
    """The whole command that opens `path`, at `line` (from 1) if the editor can.

    `extensions` are the arguments that tell VS Code which to load.
    """
    private = str(path.parent / "editeur")
    ours = [part.replace("{private}", private) for part in _ARGUMENTS[editor.family]]
    if editor.family == "code":
        ours += extensions
    target = [str(path)]
    if line is not None and editor.family in _LINED:
        filled = {"{file}": str(path), "{line}": str(line)}
        target = []
        for part in _LINED[editor.family]:
            for mark, value in filled.items():
                part = part.replace(mark, value)
            target.append(part)
    elif line is not None and editor.family in _PLUS_LINED:
        target.insert(0, f"+{line}")
    return [str(editor.program), *editor.arguments, *ours, *target]


def run(
    editor: Editor, path: Path, line: int | None = None, *, env: Mapping[str, str] | None = None
) -> Outcome:
    """Open `path`, which lies in a RAM folder, and wait until the editor is closed.

    Ctrl-C belongs to the editor meanwhile. When this process is told to end, so is the editor.

    Raises EnvironmentFault when the editor cannot be started, or would load an extension that is
    not to see a note.
    """
    around = os.environ if env is None else env
    extensions: tuple[str, ...] = ()
    private = private_folder(path.parent / "editeur")
    if editor.family == "code":
        extensions = vscode.arguments(around)
        settings = json.dumps({**vscode.SETTINGS, **vscode.YAML}).encode()
        write_atomically(private_folder(private / "User") / "settings.json", settings)
    before, started = _stamp(path), time.monotonic()
    with _interrupt_ignored():
        try:
            child = subprocess.Popen(
                command(editor, path, line, extensions=extensions),
                env=_environment(around, private),
            )
        except OSError:
            raise EnvironmentFault(
                f"l’éditeur {quoted(editor.program)} n’a pas pu être lancé",
                hint="vérifiez la variable EDITOR, ou donnez le texte avec --from",
            ) from None
        try:
            child.wait()
        except BaseException:
            _stop(child)
            raise
    return Outcome(child.returncode, time.monotonic() - started, _stamp(path) != before)


def _chosen(wanted: str, variable: str, env: Mapping[str, str], system: str) -> Editor:
    words = _split(wanted, system)
    program = find_program(str(Path(words[0]).expanduser()), env) if words else None
    if program is None:
        raise EnvironmentFault(
            f"l’éditeur de la variable {variable} est introuvable\u00a0: {quoted(wanted)}",
            hint="corrigez cette variable, ou donnez le texte avec --from",
        )
    return Editor(program, tuple(words[1:]), _family(program))


def _split(wanted: str, system: str) -> list[str]:
    """The words of a command as the system's shell reads them; a path with spaces is one word."""
    if Path(wanted).is_file():
        return [wanted]
    try:
        if system == "Windows":  # where `\` separates folders and quotes nothing
            return [word.strip('"') for word in shlex.split(wanted, posix=False)]
        return shlex.split(wanted)
    except ValueError:  # an open quote
        return []


def _family(program: Path) -> str:
    """By its name; `vi` by what it is a link to, and macOS's `nano`, which is pico, too."""
    real = program.resolve().name.casefold()
    name = program.name.casefold()
    for ending in (".exe", ".cmd", ".bat"):
        name = name.removesuffix(ending)
    if name in ("vi", "nano", "editor", "sensible-editor"):
        return _FAMILIES.get(real, "other")
    return _FAMILIES.get(name, "other")


def _environment(env: Mapping[str, str], private: Path) -> dict[str, str]:
    """The editor's environment: its temporary files and its memory in our folder, no secret."""
    kept = {name: value for name, value in env.items() if not name.startswith("BILANTOOL_")}
    folders = dict.fromkeys(("TMPDIR", "TMP", "TEMP", "XDG_STATE_HOME"), str(private))
    return kept | folders | {"NVIM_LOG_FILE": str(private / "nvim.log")}


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is written or replaced; None when it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Ask the editor to end (nano then saves a copy beside the text), then make it."""
    child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=3)
        return
    child.kill()
    child.wait()


@contextmanager
def _interrupt_ignored() -> Iterator[None]:
    """Ctrl-C reaches the whole terminal; ours is dropped, the editor's is its own.

    A handler that does nothing, not SIG_IGN, which the editor would inherit.
    """
    import signal

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
