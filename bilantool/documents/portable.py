"""A PDF that was made already: its text, and its copy under a password. The home of pypdf.

A given file may be anybody's, so all of it happens in a child process with limits, as for a
changed template: bytes go in and come back through pipes.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bilantool.documents import bounded
from bilantool.errors import DataFault, EnvironmentFault

if TYPE_CHECKING:
    from pypdf import PdfReader

SECONDS = 60.0
MEGABYTES = 1024


@dataclass(frozen=True, slots=True)
class Read:
    """What a PDF says: the lines of each page, the titles of its outline's first level, the name
    of the program that made it, and the moment (in seconds since 1970; 0 where it tells none)."""

    pages: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    maker: str
    made_at: int


def read(data: bytes) -> Read:
    """The text of a PDF.

    Raises DataFault where it is damaged, closed by a password, or takes too long to be read.
    """
    answer = _asked("read_task", {"pdf": _text(data)}, "lu")
    return Read(
        tuple(tuple(page) for page in answer["pages"]),
        tuple(answer["titles"]),
        str(answer["maker"]),
        int(answer["made_at"]),
    )


def stamp(data: bytes) -> tuple[str, int]:
    """The name of the program that made a PDF, and when (as in `Read`); raises as `read`."""
    answer = _asked("stamp_task", {"pdf": _text(data)}, "lu")
    return str(answer["maker"]), int(answer["made_at"])


def locked(data: bytes, password: str) -> bytes:
    """The same pages, in AES-256 (PDF 2.0, revision 6): they open with `password` and not without.

    Everything is under it, the title and the author too. Raises as `read`, and EnvironmentFault
    where the copy does not open again with its password.
    """
    answer = _asked("lock_task", {"pdf": _text(data), "password": password}, "chiffré")
    return base64.b64decode(answer["pdf"])


def read_task(payload: Mapping[str, Any]) -> dict[str, Any]:
    """`read`, as its child process does it."""

    def found(reader: PdfReader) -> dict[str, Any]:
        pages = [page.extract_text().splitlines() for page in reader.pages]
        return {"pages": pages, "titles": _titles(reader), **_stamped(reader)}

    return _with_reader(payload, found)


def stamp_task(payload: Mapping[str, Any]) -> dict[str, Any]:
    """`stamp`, as its child process does it."""
    return _with_reader(payload, _stamped)


def lock_task(payload: Mapping[str, Any]) -> dict[str, Any]:
    """`locked`, as its child process does it."""
    return _with_reader(payload, lambda reader: _locked(reader, payload["password"]))


def _locked(reader: PdfReader, password: str) -> dict[str, Any]:
    from pypdf import PasswordType, PdfWriter
    from pypdf import PdfReader as Reader

    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = "%PDF-2.0"  # the version whose encryption it is
    writer.encrypt(user_password=password, algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    again = Reader(io.BytesIO(made.getvalue()))
    opens = again.decrypt(password) != PasswordType.NOT_DECRYPTED
    if not opens or len(again.pages) != len(reader.pages):
        raise EnvironmentFault(
            "la copie chiffrée ne se rouvre pas avec son mot de passe",
            hint="recommencez ; rien n'a été remis",
        )
    return {"pdf": _text(made.getvalue())}


def _with_reader(
    payload: Mapping[str, Any], work: Callable[[PdfReader], dict[str, Any]]
) -> dict[str, Any]:
    """`work` on the PDF of the payload; what the library stumbles over is a DataFault."""
    import logging

    from pypdf import PdfReader

    logging.disable()  # its warnings quote what it reads
    try:
        reader = PdfReader(io.BytesIO(base64.b64decode(payload["pdf"])))
        closed = reader.is_encrypted
        answer = {} if closed else work(reader)
    except (MemoryError, RecursionError, EnvironmentFault):
        raise
    except Exception:  # noqa: BLE001 (a damaged file makes the library raise anything)
        raise _damaged() from None
    if closed:
        raise DataFault(
            "ce PDF est fermé par un mot de passe",
            hint="donnez celui qui s'ouvre sans : bilantool chiffre lui-même la copie à remettre",
        )
    return answer


def _stamped(reader: PdfReader) -> dict[str, Any]:
    facts = reader.metadata
    try:
        when = facts.creation_date if facts else None
    except ValueError:  # LibreOffice writes « Z' », which is no zone of the norm
        when = None
    maker = str(facts.creator or "") if facts else ""
    return {"maker": maker, "made_at": max(0, int(when.timestamp())) if when else 0}


def _titles(reader: PdfReader) -> list[str]:
    """The outline's first level."""
    return [str(entry.title or "") for entry in reader.outline if not isinstance(entry, list)]


def _asked(task: str, payload: Mapping[str, Any], done: str) -> dict[str, Any]:
    try:
        return bounded.run(f"{__name__}:{task}", payload, seconds=SECONDS, megabytes=MEGABYTES)
    except bounded.Unfinished:
        raise DataFault(
            f"ce PDF n'a pas pu être {done} : il demande trop de temps ou de mémoire",
            hint="produisez-le à nouveau, ou enregistrez-le sous une forme plus simple",
        ) from None


def _damaged() -> DataFault:
    return DataFault(
        "ce PDF est abîmé, ou n'est pas un PDF ordinaire",
        hint="ouvrez-le, enregistrez-le à nouveau, puis recommencez",
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
