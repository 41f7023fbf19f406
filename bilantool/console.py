"""The only printer: sentences, findings, tables, bars, progress, questions.

What people read goes through `typeset`, so that every message has the same apostrophes
and no-break spaces. `--json` prints one object on stdout and nothing else there.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO, TypeVar

import typer

from bilantool.errors import BilantoolError, KeyFault, UsageFault
from bilantool.french import NBSP, THIN
from bilantool.keyboard import Keyboard

_VERBATIM = re.compile(r'"[^"\n]*"|«[ \u00a0][^»\n]*[/\\][^»\n]*[ \u00a0]»')
"""A word of a command in its quotes; a path as `files.quoted` gives it."""
_APOSTROPHE = re.compile(r"(?<=[^\W\d])'(?=\w)")
_BEFORE = re.compile(r"(?<=\S) (?=[:»](?:\s|$|[,.)]))")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_COMMAND = re.compile(
    r"bilantool [a-z]+(?: [A-Z0-9][\w-]*(?: [a-z][\w./-]*)?)?(?: --[a-z-]+(?: \w[\w./-]*)?)*"
)
"""A command told in a sentence: `bilantool fill 2026-014 demande`, with its options."""
_CUT = 4095 if sys.platform == "linux" else 1023
"""Bytes of a line after which a terminal drops what comes, where it corrects lines itself."""

_YES_NO = {"o": True, "oui": True, "y": True, "yes": True, "n": False, "non": False, "no": False}
_GLUE = "\ue000"
_WORDS = re.compile(r"\w+")
T = TypeVar("T")
_THIN = re.compile(r"(?<=[\w»)]) (?=[;!?](?:\s|$))")


def typeset(text: str) -> str:
    """French spaces and apostrophes, for text that was typed with the keyboard's.

    Paths between « » and words between straight quotes are to be pasted: they stay as they are.
    """
    parts, start = [], 0
    for exact in _VERBATIM.finditer(text):
        parts += [_typeset(text[start : exact.start()]), exact[0].replace("« ", f"«{NBSP}")]
        start = exact.end()
    return "".join(parts) + _typeset(text[start:])


def _typeset(text: str) -> str:
    text = _APOSTROPHE.sub("’", text)
    text = _THIN.sub(THIN, _BEFORE.sub(NBSP, text))
    return text.replace("« ", f"«{NBSP}")


@dataclass(frozen=True)
class Console:
    """Where output goes and whether somebody is there to read and answer it.

    `interactive`: a person at a terminal; without it nothing is ever asked. `still`: a terminal,
    or a screen reader, on which nothing can move. `personal`: all that is said stays on a
    terminal, where names of people may be shown.
    """

    out: TextIO
    err: TextIO
    source: TextIO
    interactive: bool
    colour: bool
    width: int = 100
    still: bool = False
    personal: bool = False
    keyboard: Keyboard = field(default_factory=Keyboard)

    @classmethod
    def standard(cls, environ: Mapping[str, str]) -> Console:
        """The process's own streams; UTF-8 whatever the system's habits."""
        # A stream that the caller closed is None: what goes there goes nowhere.
        out, err, source = (
            stream or io.StringIO() for stream in (sys.stdout, sys.stderr, sys.stdin)
        )
        for stream in (out, err):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure:
                reconfigure(encoding="utf-8", errors="replace")
        if not source.isatty() and hasattr(source, "reconfigure"):
            source.reconfigure(encoding="utf-8-sig")
        import shutil

        still = environ.get("TERM") == "dumb"
        colour = out.isatty() and not environ.get("NO_COLOR") and not still and _obeys(out)
        interactive = source.isatty() and err.isatty()
        width = min(shutil.get_terminal_size((100, 24)).columns, 110)
        keyboard = Keyboard.standard(source)
        personal = out.isatty() and err.isatty()
        return cls(out, err, source, interactive, colour, width, still, personal, keyboard)

    def style(self, text: str, **how: Any) -> str:
        """`text` in bold or in colour, where colour is wanted."""
        return typer.style(text, **how) if self.colour else text

    def say(self, text: str = "", *, hang: int | None = None) -> None:
        """One line (or more) of the answer, on stdout; on a terminal, too long ones are broken.

        `hang`: the column where what is broken goes on, for want of the line's own indent.
        """
        self._write(self.out, self._broken(self.out, typeset(text), hang))

    def raw(self, text: str) -> None:
        """Somebody else's text, as it is, on stdout."""
        self.out.write(text if text.endswith("\n") else text + "\n")
        self.out.flush()

    def note(self, text: str) -> None:
        """A remark beside the answer, on stderr."""
        self._write(self.err, self._broken(self.err, typeset(text)))

    def warn(self, text: str, hint: str = "") -> None:
        """What is not as it should be, with what to do about it, on stderr."""
        head = self.style("attention", fg="yellow", bold=True)
        self._write(self.err, self._broken(self.err, head + typeset(f" : {text}"), 2))
        if hint:
            self.note(f"  → {hint}")

    def fault(self, error: BilantoolError) -> None:
        """A fault's two sentences, on stderr."""
        head = self.style("erreur", fg="red", bold=True)
        self._write(self.err, self._broken(self.err, head + _harmless(f" : {error.message}"), 2))
        if error.hint:
            self._write(self.err, self._broken(self.err, _harmless(f"  → {error.hint}"), 4))

    def object(self, value: Mapping[str, Any]) -> None:
        """The one object of `--json`."""
        self._write(self.out, json.dumps(value, ensure_ascii=False, indent=2))

    def table(self, rows: Sequence[Sequence[str]], *, indent: int = 0) -> None:
        """Aligned columns; the first row is the heading."""
        rows = [[typeset(cell) for cell in row] for row in rows]
        widths = [max(_shown(cell) for cell in column) for column in zip(*rows, strict=True)]
        for number, row in enumerate(rows):
            cells = [
                cell + " " * (width - _shown(cell)) for cell, width in zip(row, widths, strict=True)
            ]
            line = (" " * indent + "  ".join(cells)).rstrip()
            self._write(self.out, self.style(line, dim=True) if number == 0 else line)

    def bar(self, ratio: float, width: int = 10) -> str:
        """`██████░░░░`, full only when everything is there."""
        full = width if ratio >= 1 else min(int(ratio * width), width - 1)
        return "█" * full + "░" * (width - full)

    @contextmanager
    def progress(self, text: str) -> Iterator[None]:
        """A line that moves, or stays where nothing can, while long work goes on.

        Nothing where nobody watches.
        """
        if not (self.interactive and self.err.isatty()):
            yield
            return
        if self.still:
            self.note(f"{text}…")
            yield
            return
        done = threading.Event()

        def turn() -> None:
            frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
            step = 0
            while not done.wait(0.1):
                self.err.write(f"\r{frames[step % len(frames)]} {typeset(text)}")
                self.err.flush()
                step += 1
            self.err.write("\r" + " " * (len(text) + 4) + "\r")
            self.err.flush()

        thread = threading.Thread(target=turn, daemon=True)
        hidden = self.keyboard.hide()  # what is typed ahead would stand in the line that moves
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            if hidden:
                self.keyboard.ready()

    def ask(self, question: str, *, default: str = "", option: str, text: str = "") -> str:
        """A line typed by the person; without a terminal, UsageFault naming `option`.

        `text` stands in the line at first, where lines can be corrected. Raises KeyboardInterrupt
        where the answers end: whoever closes the window agrees to nothing.
        """
        if not self.interactive:
            raise UsageFault(
                f"il manque une réponse à « {question} » et personne n'est au terminal",
                hint=f"donnez-la avec {option}",
            )
        suffix = f" [{default}]" if default else ""
        line = self.line(typeset(f"{question}{suffix} : "), self.err, text=text)
        if line is None:
            raise KeyboardInterrupt
        return line.strip() or default

    def understood(
        self,
        question: str,
        read: Callable[[str], T],
        *,
        default: str = "",
        option: str,
        afresh: bool = False,
    ) -> T:
        """What `read` makes of a line, as `ask`; one that it refuses, by a BilantoolError, stays in
        its field, under the reason; `afresh`, it does not: files are dropped on a field whole."""
        text = ""
        while True:
            text = self.ask(question, default=default, option=option, text="" if afresh else text)
            try:
                return read(text)
            except BilantoolError as fault:
                self.fault(fault)

    def numbered(self, question: str, most: int, *, option: str) -> int:
        """A number from 1 to `most`, as `understood`."""

        def read(text: str) -> int:
            if text.isdecimal() and 1 <= int(text) <= most:
                return int(text)
            raise UsageFault("ce numéro n'est pas dans la liste", hint=f"de 1 à {most}")

        return self.understood(question, read, option=option)

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Yes or no; without a terminal, the default.

        The end of what is typed is never a yes: it is no, or KeyboardInterrupt where the default
        would be yes.
        """
        if not self.interactive:
            return default
        prompt = typeset(f"{question} [{'O/n' if default else 'o/N'}] ")
        while True:
            line = self.line(prompt, self.err)
            if line is None and default:
                raise KeyboardInterrupt
            answer = (line or "").strip().lower()
            if not answer:
                return default
            first, *more = _WORDS.findall(answer) or [""]
            # « non merci » is a no; « O'Brien est d'accord » is no yes.
            if first in _YES_NO and (first == "non" or not more):
                return _YES_NO[first]
            self.note("répondez par oui ou par non")

    @property
    def corrects(self) -> bool:
        """Whether a line can be corrected where it is typed, and not only from its end."""
        return self.source.isatty() and self.err.isatty() and not self.still

    def line(
        self,
        prompt: str,
        out: TextIO,
        *,
        text: str = "",
        keep: Callable[[str], str] | None = None,
        several: bool = False,
    ) -> str | None:
        """A line typed behind `prompt`, without its end; None after the last one.

        `text`, `keep` and `several` as in `prompting.line`, where lines can be corrected.
        """
        self.keyboard.ready()
        if self.corrects:
            from bilantool import prompting

            try:
                return prompting.line(
                    self.source, out, prompt, text=text, keep=keep, several=several
                )
            except EOFError:
                return None
        if self.interactive:
            out.write(prompt)
            out.flush()
        line = self.source.readline()
        if self.source.isatty() and len(line.encode()) >= _CUT:
            raise UsageFault(
                "cette ligne est trop longue pour ce terminal, qui l'a coupée",
                hint="coupez-la en plusieurs, ou donnez-la dans un fichier",
            )
        return line.rstrip("\r\n") if line else None

    def secret(self, question: str) -> str:
        """A passphrase, typed unseen, as is what is typed until the next question; KeyFault without
        a terminal."""
        if not self.interactive:
            raise KeyFault(
                "il faut la phrase de passe et personne n'est au terminal pour la donner",
                hint="indiquez --passphrase-file ou BILANTOOL_PASSPHRASE_FILE, "
                "ou déverrouillez d'abord : bilantool unlock",
            )
        return self.keyboard.secret(typeset(f"{question} : "), self.err)

    def _broken(self, stream: TextIO, text: str, hang: int | None = None) -> str:
        """`text` between words where a terminal would cut it anywhere; as it is in a pipe.

        A command stays on one line where it fits, to be selected and pasted whole.
        """
        if not stream.isatty() or max(map(_shown, text.split("\n"))) <= self.width:
            return text
        lines: list[str] = []
        for line in text.split("\n"):
            indent = len(line) - len(line.lstrip()) if hang is None else hang
            room = self.width - indent
            lines += textwrap.wrap(
                _COMMAND.sub(lambda found: _whole(found[0], room), line),  # noqa: B023 (used at once)
                self.width + len(line) - _shown(line),
                subsequent_indent=" " * indent,
                break_long_words=False,
                break_on_hyphens=False,
            ) or [""]
        return "\n".join(lines).replace(_GLUE, " ")

    def _write(self, stream: TextIO, text: str) -> None:
        stream.write(text + "\n")
        stream.flush()


def _obeys(stream: TextIO) -> bool:
    """Whether the terminal takes colours for what they are; an old console of Windows prints them
    as signs between the words, and a newer one obeys once it is asked to."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    kernel, mode = ctypes.windll.kernel32, ctypes.c_ulong()
    handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return True  # a terminal that is no console: it came with colours
    return bool(kernel.SetConsoleMode(handle, mode.value | 4))


def launched(path: Path) -> bool:
    """Whether the system's own program took the file."""
    if sys.platform == "win32":  # « start » is no program there, and reads & and ^ in a name
        try:
            os.startfile(path)
        except OSError:
            return False
        return True
    return typer.launch(str(path)) == 0


def _harmless(text: str) -> str:
    """Set, and without control characters: a fault may repeat what was typed."""
    return _CONTROL.sub("\ufffd", typeset(text))


def _whole(command: str, room: int) -> str:
    """A command that no line break cuts, unless it is longer than a line."""
    return command.replace(" ", _GLUE) if len(command) <= room else command


def _shown(cell: str) -> int:
    """Columns that a cell takes on screen: colours take none."""
    return len(re.sub(r"\x1b\[[0-9;]*m", "", cell))
