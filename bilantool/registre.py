"""A certificate of destruction: a text that anybody can read, signed by who destroyed.

    registre/<dossier uuid>-<classe>.yaml       bilantool-registre/1 (docs/format.md)

Pure: bytes in, values out. Like everything sealed, a certificate can be written in one way only:
a reader writes again what it understood and requires the same bytes. It names no person, nor the
cabinet's own reference.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bilantool import numbered
from bilantool.errors import DataFault
from bilantool.keys import identity as identities
from bilantool.keys.identity import FINGERPRINT, Identity
from bilantool.sealing import lines
from bilantool.sealing.canonical import CLASSE, UUID
from bilantool.sealing.lines import Lines
from bilantool.sealing.primitives import Rejected

KIND = "registre"
FORMAT = numbered.name(KIND)
LIMIT = 8 << 20
"""Bytes above which nothing is parsed: a hundred thousand sealed texts."""

STATEMENT = (
    "Le signataire déclare avoir retiré de son trousseau toutes les clés de cette classe de "
    "documents de ce dossier. Ce qu’elles chiffraient reste illisible partout où il s’en trouve "
    "une copie.",
    "Le texte chiffré lui-même n’est pas effacé : il demeure dans l’historique du cabinet et dans "
    "ses copies, et ne s’ouvre plus.",
    "La preuve porte sur cet exemplaire du cabinet et sur les clés de ce trousseau. Ce qui était "
    "hors de portée est dit plus haut ; une copie des clés faite avant ce jour et gardée ailleurs "
    "ouvrirait encore ces documents.",
    "Cette déclaration est celle du signataire et la date celle de son ordinateur : la signature "
    "montre qui déclare, et que rien n’a été changé depuis.",
)
"""What a certificate of this version says of its own worth."""

_COMMENT = "# Certificat de destruction : « bilantool verify » dit s'il est intact, et de qui."
_COUNT = re.compile(r"0|[1-9][0-9]{0,8}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = b"signature: "
_UNKNOWN = "inconnue"


@dataclass(frozen=True, slots=True)
class Counts:
    """What the proof looked at: see `proving.Proof`, whose names these are; nothing opened."""

    walked: int
    sealed: int
    tried: int
    keys: int
    damaged: int
    unreadable: int
    missing: int
    plaintexts: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was destroyed, on which ground, and how that was proven.

    `end` is the day on which the bilan ended and `due` the one from which the class was to be
    destroyed (None: not known); `despite` the reason given where the law still ordered keeping,
    `ground` the text that orders destruction ("" where none does yet). `keys` is how many
    generations of the class's key were removed. `objects` are the SHA-256 of the sealed texts of
    the class, sorted.
    """

    dossier: str
    classe: str
    destroyed_on: date
    end: date | None
    due: date | None
    ground: str
    despite: str
    keys: int
    notes: int
    pieces: int
    proof: Counts
    out_of_reach: tuple[str, ...]
    objects: tuple[str, ...]
    statement: tuple[str, ...] = STATEMENT


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate whose signature holds, and whose it is."""

    certificate: Certificate
    signer: str


def file_name(dossier: str, classe: str) -> str:
    """Under which name the certificate lies in the registre."""
    return f"{dossier}-{classe}.yaml"


def sign(certificate: Certificate, identity: Identity) -> bytes:
    """The text of the certificate; raises ValueError on a value that the format cannot say."""
    head = _head(certificate, identity.public)
    text = _whole(head, identity.sign(FORMAT, head))
    if read(text) != Signed(certificate, identity.fingerprint):
        raise ValueError("not a certificate")
    return text


def read(data: bytes) -> Signed:
    """The certificate, once its form and its signature hold.

    Raises DataFault: no certificate, of a newer version, or changed since it was signed.
    """
    data = _with_plain_endings(data)
    _recognise(data)
    try:
        given = Lines(data.decode())
        certificate, public, signature = _parsed(given)
        head = _head(certificate, public)
        if _whole(head, signature) != data:
            raise ValueError("not canonical")
        identities.check_signature(public, FORMAT, head, signature)
    except (ValueError, Rejected):
        raise _altered() from None
    return Signed(certificate, identities.fingerprint(public))


def _head(certificate: Certificate, public: bytes) -> bytes:
    """Every line that is signed."""
    return "".join(f"{line}\n" for line in _written(certificate, public)).encode()


def _whole(head: bytes, signature: bytes) -> bytes:
    return head + _SIGNATURE + base64.b64encode(signature) + b"\n"


def _written(each: Certificate, public: bytes) -> Iterator[str]:
    yield _COMMENT
    yield f"format: {FORMAT}"
    yield f"dossier: {each.dossier}"
    yield f"classe: {each.classe}"
    yield f"detruit_le: {each.destroyed_on.isoformat()}"
    yield f"fin_du_bilan: {_day(each.end)}"
    yield f"exigible_le: {_day(each.due)}"
    yield f"fondement: {lines.quoted(each.ground)}"
    yield f"malgre: {lines.quoted(each.despite)}"
    yield f"cles_detruites: {each.keys}"
    yield f"notes: {each.notes}"
    yield f"pieces: {each.pieces}"
    yield "preuve:"
    for name, number in _counts(each.proof):
        yield f"  {name}: {number}"
    yield f"  historique_complet: {'oui' if each.proof.whole else 'non'}"
    yield from lines.listed("hors_de_portee", [lines.quoted(text) for text in each.out_of_reach])
    yield from lines.listed("contenus_detruits", each.objects)
    yield from lines.listed("declaration", [lines.quoted(text) for text in each.statement])
    yield f"signataire: {identities.fingerprint(public)}"
    yield f"cle_publique: {base64.b64encode(public).decode()}"


def _counts(proof: Counts) -> Iterator[tuple[str, int]]:
    yield "objets_parcourus", proof.walked
    yield "contenus_chiffres", proof.sealed
    yield "essayes", proof.tried
    yield "cles_essayees", proof.keys
    yield "ouverts", 0
    yield "abimes", proof.damaged
    yield "illisibles", proof.unreadable
    yield "absents", proof.missing
    yield "textes_en_clair", proof.plaintexts


def _day(day: date | None) -> str:
    return day.isoformat() if day else _UNKNOWN


def _parsed(given: Lines) -> tuple[Certificate, bytes, bytes]:
    given.line(_COMMENT)
    given.line(f"format: {FORMAT}")
    certificate = Certificate(
        dossier=given.value("dossier", UUID),
        classe=given.value("classe", CLASSE),
        destroyed_on=date.fromisoformat(given.value("detruit_le", _DAY)),
        end=_read_day(given.value("fin_du_bilan")),
        due=_read_day(given.value("exigible_le")),
        ground=lines.text(given.value("fondement")),
        despite=lines.text(given.value("malgre")),
        keys=int(given.value("cles_detruites", _COUNT)),
        notes=int(given.value("notes", _COUNT)),
        pieces=int(given.value("pieces", _COUNT)),
        proof=_read_counts(given),
        out_of_reach=tuple(lines.text(item) for item in given.items("hors_de_portee")),
        objects=_digests(given.items("contenus_detruits")),
        statement=tuple(lines.text(item) for item in given.items("declaration")),
    )
    given.value("signataire", FINGERPRINT)
    return (
        certificate,
        lines.octets(given.value("cle_publique"), 64),
        lines.octets(given.value("signature"), 64),
    )


def _read_counts(given: Lines) -> Counts:
    given.line("preuve:")
    found = {name: int(given.value(f"  {name}", _COUNT)) for name, _ in _counts(_NOTHING)}
    whole = given.value("  historique_complet", re.compile("oui|non")) == "oui"
    return Counts(
        walked=found["objets_parcourus"],
        sealed=found["contenus_chiffres"],
        tried=found["essayes"],
        keys=found["cles_essayees"],
        damaged=found["abimes"],
        unreadable=found["illisibles"],
        missing=found["absents"],
        plaintexts=found["textes_en_clair"],
        whole=whole,
    )


_NOTHING = Counts(0, 0, 0, 0, 0, 0, 0, 0, whole=True)


def _read_day(text: str) -> date | None:
    return None if text == _UNKNOWN else date.fromisoformat(text)


def _digests(items: tuple[str, ...]) -> tuple[str, ...]:
    if not all(_DIGEST.fullmatch(item) for item in items) or list(items) != sorted(set(items)):
        raise ValueError("not digests")
    return items


def _with_plain_endings(data: bytes) -> bytes:
    """A checkout that turned every line ending into CRLF is undone; a mixture is none."""
    if b"\r" in data and data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
        return data.replace(b"\r\n", b"\n")
    return data


def _recognise(data: bytes) -> None:
    found = re.search(rb"^format: (.*)$", data[:1000], re.MULTILINE)
    stated = found[1].decode("ascii", "replace") if found else ""
    if len(data) > LIMIT or not numbered.known(stated, KIND, "ce certificat"):
        raise DataFault(
            "ce fichier n'est pas un certificat de destruction de bilantool",
            hint="les certificats sont dans le dossier « registre » du cabinet",
        )


def _altered() -> DataFault:
    return DataFault(
        "ce certificat a été modifié depuis qu'il a été signé : il ne prouve rien",
        hint="demandez le fichier d'origine à qui l'a signé, ou reprenez-le de l'historique git",
    )
