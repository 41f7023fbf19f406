"""Which file is handed over, and where it departs from what the notes say now."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from bilantool import assembly, attaching, media
from bilantool.assembly import Workshop
from bilantool.bilan import word_of
from bilantool.documents import delivery, pandoc, portable, wording
from bilantool.documents.wording import Comparison, Part
from bilantool.errors import Refusal, UsageFault
from bilantool.french import folded, listing
from bilantool.handover import conditions
from bilantool.inspection import Inspection
from bilantool.media import Media
from bilantool.storage import files

BUILT, CHANGED, GIVEN, MADE = "produit", "modifie", "donne", "compose"
"""How the file came: built here and unchanged, changed since, given by its path, just made."""

FORMATS = {media.PDF: "pdf", media.DOCX: "docx", media.ODT: "odt"}
MEDIA = {suffix: kind for kind, suffix in FORMATS.items()}

_STANDING = re.compile(r"synthese(?: \(\d+\))?\.(pdf|docx|odt)")
_FEW = 50
"""Words below which a file says too little to be told apart: a scan without its text."""

_LEAST_SHARED = 0.5
_DRAFT = re.compile(r"\bBROUILLON\b")


@dataclass(frozen=True, slots=True)
class Subject:
    """The exact bytes to hand over.

    `path` is where they were read, None for `MADE`. `comparison` with the notes is None where
    the file has no text to compare; `rough` where another program than ours laid it out, whose
    order of words may differ without a word having changed. `cautions` are sentences.
    """

    data: bytes
    format: str
    origin: str
    path: Path | None
    comparison: Comparison | None
    rough: bool = False
    cautions: tuple[str, ...] = ()

    @property
    def kind(self) -> Media:
        return MEDIA[self.format]


def subject(
    seen: Inspection,
    shop: Workshop,
    given: Path | None,
    others: Collection[str],
    before: str = "",
) -> Subject:
    """The file given, else the one built in `documents`, else one made now from the notes.

    `others` are the references of the cabinet's other dossiers, `before` the digest of what was
    handed over already: that very file, given back by `build`, is not the one meant. Raises
    Refusal where the notes are not ready for a synthèse, or the file is a draft or another
    person's; UsageFault where it is not clear which file is meant; DataFault where it cannot be
    read.
    """
    document = conditions.document(shop.trame)
    path, origin = (given, GIVEN) if given else _standing(seen.reference, shop, before)
    if path is None:
        return Subject(_compose(seen, shop, "pdf"), "pdf", MADE, None, Comparison((), 1.0))
    original = attaching.read(path)
    kind = FORMATS.get(original.media)
    if kind is None:
        raise UsageFault(
            f"« {document.title} » se remet en {listing(list(MEDIA), 'ou')}",
            hint="enregistrez-le en PDF, puis donnez ce fichier avec --file",
        )
    found = Subject(original.data, kind, origin, path, None)
    if kind == "pdf":
        return _compared_pdf(found, seen, shop, others)
    return _compared_office(found, seen, shop, others)


def _standing(reference: str, shop: Workshop, before: str) -> tuple[Path | None, str]:
    """The synthèse that lies in the dossier's documents, where it is clear which one is meant."""
    folder = shop.cabinet.documents(reference)
    lying = {
        path: ours
        for path, ours in delivery.built(folder).items()
        if _STANDING.fullmatch(path.name)
        and not (before and sha256(attaching.read(path).data).hexdigest() == before)
    }
    pdfs = [path for path in lying if path.suffix == ".pdf"]
    reworked = [path for path, ours in lying.items() if not ours and path.suffix != ".pdf"]
    if len(pdfs) > 1 or (reworked and all(lying[path] for path in pdfs)):
        names = [files.quoted(path.name) for path in (*pdfs, *reworked)]
        raise UsageFault(
            f"plusieurs versions de la synthèse sont dans documents/{reference} : {listing(names)}",
            hint="dites laquelle est remise, avec --file ; un docx ou un odt modifié se remet "
            "lui-même, ou le PDF que vous en tirez",
        )
    if not pdfs:
        return None, MADE
    return pdfs[0], BUILT if lying[pdfs[0]] else CHANGED


def _compose(seen: Inspection, shop: Workshop, kind: str) -> bytes:
    document = conditions.document(shop.trame)
    ((_, made),) = assembly.compose(seen, shop, document, (kind,), draft=False)
    return made[kind][0]


def _compared_pdf(
    found: Subject, seen: Inspection, shop: Workshop, others: Collection[str]
) -> Subject:
    maker, when = portable.stamp(found.data)
    ours = maker.startswith("Typst")
    made = _compose(seen, replace(shop, epoch=when) if ours else shop, "pdf")
    if made == found.data:  # same notes, same date, same bytes: there is nothing to read
        return replace(found, comparison=Comparison((), 1.0))
    expected, actual = portable.read(made), portable.read(found.data)
    reference = wording.of_pages(expected.pages, expected.titles)
    everything = "\n".join(line for page in actual.pages for line in page)
    return compared(
        replace(found, rough=not ours),
        reference,
        wording.plain(actual.pages),
        everything,
        seen,
        others,
    )


def _compared_office(
    found: Subject, seen: Inspection, shop: Workshop, others: Collection[str]
) -> Subject:
    made = _compose(seen, shop, found.format)
    reference = wording.of_tree(pandoc.reread(made, found.format))
    actual = wording.whole(wording.of_tree(pandoc.reread(found.data, found.format)))
    cautions = found.cautions
    if media.under_review(found.data):
        cautions += (
            "ce fichier porte des commentaires ou des modifications suivies : la personne les "
            "lirait ; acceptez-les et ôtez-les d'abord",
        )
    return compared(replace(found, cautions=cautions), reference, actual, actual, seen, others)


def compared(
    found: Subject,
    reference: Sequence[Part],
    actual: str,
    everything: str,
    seen: Inspection,
    others: Collection[str],
) -> Subject:
    """The subject with its comparison; Refusal for a draft or what is somebody else's."""
    if len(wording.words(actual)) < _FEW:
        caution = "ce fichier n'a pas de texte à comparer (une image ?) : relisez-le vous-même"
        return replace(found, cautions=(*found.cautions, caution))
    expected = wording.whole(reference)
    _require_final(found, everything, expected)
    _require_own(seen, actual, expected, others)
    comparison = wording.compare(reference, actual)
    cautions = found.cautions
    if comparison.shared < _LEAST_SHARED:
        cautions += (
            "moins de la moitié des mots que les notes donnent à la synthèse s'y retrouvent : "
            "vérifiez que c'est le bon fichier",
        )
    return replace(found, comparison=comparison, cautions=cautions)


def _require_final(found: Subject, everything: str, expected: str) -> None:
    named = found.path is not None and found.path.stem.endswith(assembly.DRAFT)
    if named or len(_DRAFT.findall(everything)) > len(_DRAFT.findall(expected)):
        raise Refusal(
            "ce fichier est un brouillon : il n'est pas remis",
            hint="produisez la synthèse sans --draft, ou donnez le fichier définitif",
        )


def _require_own(seen: Inspection, actual: str, expected: str, others: Collection[str]) -> None:
    """Refusal where the file bears another dossier's reference, or not the person's name."""
    for reference in others:
        bears = re.compile(rf"(?<![\w-]){re.escape(reference)}(?![\w-])")
        told = re.compile(rf"référence\s*:?\s*{re.escape(reference)}(?![\w-])", re.IGNORECASE)
        distinct = len(reference) >= 6 and bears.search(actual) and not bears.search(expected)
        if told.search(actual) or distinct:
            raise Refusal(
                f"ce fichier porte la référence d'un autre dossier, {reference}",
                hint="vérifiez le fichier donné : il serait remis à une autre personne",
            )
    person = seen.bilan.note("cadre/beneficiaire")
    name = word_of(person.get("nom_usage")) or word_of(person.get("nom"))
    if _plain(name) not in _plain(actual):
        raise Refusal(
            "ce fichier ne nomme nulle part la personne de ce dossier",
            hint="vérifiez que c'est bien sa synthèse",
        )


def _plain(text: str) -> str:
    """Words without accents, as a cover may print a name."""
    return folded(" ".join(wording.words(text)))
