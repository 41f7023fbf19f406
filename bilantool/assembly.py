"""From a dossier to its documents: the line that docs/architecture.md draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from bilantool import calling, frozen, inspection
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.settings import SETTINGS, WORD, cure
from bilantool.cabinet.vault import OpenDossier
from bilantool.documents import (
    charts,
    context,
    delivery,
    logo,
    markup,
    pandoc,
    particulars,
    rendering,
    screening,
    typesetting,
)
from bilantool.documents.delivery import Delivered
from bilantool.documents.provider import Provider
from bilantool.documents.styles import FILES, Styles
from bilantool.errors import DataFault, Refusal, UsageFault
from bilantool.findings import Finding, placed
from bilantool.french import counted, listing
from bilantool.inspection import Examined, Inspection
from bilantool.notes.overlay import Overlay
from bilantool.notes.papers import DocumentSpec
from bilantool.notes.trame import Trame

DRAFT = "-BROUILLON"


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that its notes do not allow yet, and why."""

    document: DocumentSpec
    reason: Refusal


@dataclass(frozen=True, slots=True)
class Workshop:
    """What building needs beside the dossier; `epoch` is the date that files bear, in seconds."""

    trame: Trame
    cabinet: Cabinet
    overlay: Overlay
    today: date
    epoch: int


def build(
    opened: OpenDossier,
    shop: Workshop,
    documents: Sequence[DocumentSpec],
    folder: Path,
    *,
    formats: Sequence[str] = (),
    draft: bool = False,
    seen: Inspection | None = None,
    pending: bool = False,
) -> Iterator[Delivered | Refused]:
    """Build `documents` into `folder`, one after another, each in its formats (or in `formats`).

    One that was handed over and frozen is given back byte for byte, in the format that it has.

    A document that is not ready is `Refused` and does not stop the others. With `draft` it is
    built all the same, BROUILLON on every page and in its name. `seen`: an inspection of the
    dossier, if one was just made; `pending`: leave the copies that were handed over. Raises
    DataFault for a note that cannot be read or a broken template, EnvironmentFault when pandoc
    or typst fails.
    """
    for document in documents:
        _check_formats(document, formats)
    if seen is None:
        seen = inspection.inspect(opened, shop.trame, shop.cabinet, shop.today)
    place = delivery.folder_for(shop.cabinet.root, folder)
    for document in documents:
        wanted = formats or document.formats
        kept = () if draft else frozen.of(_holding(seen).judged.values, document)
        if kept:
            for back in frozen.given_back(opened, document, kept, place, formats):
                yield Refused(document, back) if isinstance(back, Refusal) else back
            continue
        try:
            for stem, made in compose(seen, shop, document, wanted, draft=draft, pending=pending):
                remarks = outdated(seen, document) + frozen.superseded(seen.bilan, document)
                for suffix, (data, own) in made.items():
                    done = delivery.deliver(place, stem, suffix, data)
                    yield replace(done, remarks=remarks + own)
                    remarks = ()  # said once
        except Refusal as reason:
            yield Refused(document, reason)


def _holding(seen: Inspection) -> Examined:
    """The note that cites what was frozen."""
    return seen.notes[frozen.NOTE]


def compose(
    seen: Inspection,
    shop: Workshop,
    document: DocumentSpec,
    formats: Sequence[str],
    *,
    draft: bool,
    pending: bool = False,
) -> Iterator[tuple[str, Mapping[str, tuple[bytes, tuple[str, ...]]]]]:
    """The copies of a document, in memory: the name of each, then its bytes and remarks by format.

    With `pending`, not those that are already handed over.

    Raises Refusal when the notes do not allow it, UsageFault for a format that it does not
    have, and as `build` does.
    """
    _check_formats(document, formats)
    reason = _objection(seen.within(document), document, draft)
    if reason is not None:
        raise reason
    for item in calling.items(seen, document, pending=pending):
        stem = document.name if item is None else f"{document.name}-{item}"
        values = context.context(
            seen.bilan,
            shop.trame,
            document,
            today=shop.today,
            item=item,
            reference=seen.reference,
            draft=draft,
        )
        yield stem + (DRAFT if draft else ""), produce(values, shop, document, formats)


def produce(
    values: Mapping[str, Any], shop: Workshop, document: DocumentSpec, formats: Sequence[str]
) -> Mapping[str, tuple[bytes, tuple[str, ...]]]:
    """One document in several formats: values → Markdown → tree → bytes.

    With each, the remarks that it calls for. `values` are what the template receives, with the
    metadata of the document under `document` (see `documents.context`). Raises Refusal when it
    prints a field of cabinet.yaml that is to be mended, unless it is a draft.
    """
    sources, trusted = rendering.templates(shop.overlay, document.template)
    markdown = rendering.render(document.template, sources, values, trusted=trusted)
    provider = values["cabinet"]
    if isinstance(provider, Provider) and not values["document"]["draft"]:
        _require_whole(document, provider.awaited(shop.cabinet.gaps))
    tree = pandoc.parse(markdown)
    pictures = charts.pictures(charts.draw(values))
    styles = _styles(shop.overlay)
    mark = None
    if not values["document"].get("sans_logo"):
        mark = _mark(shop.cabinet)

    def written(kind: str) -> bytes:
        return pandoc.write(
            tree,
            kind,
            meta=values["document"],
            charts=pictures,
            styles=styles,
            epoch=shop.epoch,
            logo=mark,
        )

    lost = _lost(document, markdown)

    def made(kind: str) -> tuple[bytes, tuple[str, ...]]:
        if kind != "pdf":
            return written(kind), lost
        source = written("typst").decode("utf-8")
        parts = pandoc.companions(pictures, styles, mark)
        shipped = "typst" not in styles.own
        data = typesetting.pdf(source, parts, epoch=shop.epoch, trusted=shipped)
        if document.pages and typesetting.pages(data) > document.pages:
            # Smaller type, where that is enough, is better than a page too many.
            data = typesetting.pdf(source, parts, epoch=shop.epoch, tight=True, trusted=shipped)
        shown = "".join([source, *(picture.decode("utf-8") for picture in pictures.values())])
        return data, lost + _remarks(document, data, shown)

    with ThreadPoolExecutor(max_workers=4) as pool:  # each waits for a process of its own
        return dict(zip(formats, pool.map(made, formats), strict=True))


def _mark(cabinet: Cabinet) -> logo.Logo | None:
    try:
        return logo.read(cabinet.root, cabinet.settings)
    except DataFault as fault:  # documents without a logo do not wait for it
        raise Refusal(fault.message, hint=fault.hint) from None


def _require_whole(document: DocumentSpec, gaps: Sequence[Finding]) -> None:
    if gaps:
        raise _not_ready(document, gaps)


def outdated(seen: Inspection, document: DocumentSpec) -> tuple[str, ...]:
    """What to say of the notes of the document that went back in time."""
    names = [name for name in document.notes if seen.notes[name].older]
    return tuple(
        f"« {document.title} » reprend la note {name}, plus ancienne que celle déjà vue ici"
        for name in names
    )


def _remarks(document: DocumentSpec, data: bytes, text: str) -> tuple[str, ...]:
    """What the reader of a PDF will see: too many pages, signs of `text` that it cannot show."""
    remarks = []
    pages = typesetting.pages(data)
    if document.pages and pages > document.pages:
        remarks.append(
            f"« {document.title} » fait {counted(pages, 'page')}, et devrait en faire "
            f"{document.pages} au plus : raccourcissez les textes qu'il reprend"
        )
    unprinted = len(typesetting.unprinted(text))
    if unprinted:
        remarks.append(
            f"le PDF de « {document.title} » montre ☐ à la place de {counted(unprinted, 'signe')} "
            "que ses polices n'ont pas (émoji, autre écriture) : cherchez ☐ dans le PDF, et "
            "écrivez un mot à la place du signe dans la note"
        )
    return tuple(remarks)


def _lost(document: DocumentSpec, markdown: str) -> tuple[str, ...]:
    """What to say of signs that no text holds: Word draws them with a font of symbols."""
    count = markdown.count(markup.UNKNOWN)
    if not count:
        return ()
    return (
        f"« {document.title} » montre {markup.UNKNOWN} à la place de {counted(count, 'signe')} "
        f"d'une police de symboles de Word : cherchez {markup.UNKNOWN} dans le document, et "
        "écrivez un mot à la place du signe dans la note",
    )


def _styles(overlay: Overlay) -> Styles:
    sources = {name: overlay.read(path) for name, path in FILES.items()}
    own = frozenset(name for name, source in sources.items() if source.overridden)
    for name in own:
        screening.screen(sources[name].name, sources[name].data)
    held = {path: sources[name].data for name, path in FILES.items()}
    return Styles.read(lambda path: held[path], own)


def _objection(seen: Inspection, document: DocumentSpec, draft: bool) -> Refusal | None:
    """Why the document cannot be built; None when it can."""
    if document.command:
        return Refusal(
            f"« {document.title} » ne se produit pas par build",
            hint=f"la commande qui le fait : bilantool {document.command} {seen.reference}",
        )
    if seen.faults:
        raise seen.faults[0][1]
    foreign = calling.foreign(seen, document)
    if foreign:
        return Refusal(
            f"« {document.title} » est sans objet : {foreign}",
            hint="l'acte se choisit dans la note cadre/convention, selon qui paie",
        )
    if seen.destroyed:
        return Refusal(
            f"« {document.title} » ne peut plus être produit : les clés de "
            f"{listing(seen.destroyed)} sont détruites",
            hint="seul le document remis fait foi désormais",
        )
    if seen.bilan.interrupted and not draft and _concludes(seen, document):
        return Refusal(
            f"« {document.title} » est sans objet : le bilan est interrompu, et n'appelle aucune "
            "conclusion",
            hint="ce qui était commencé se produit en brouillon, avec --draft",
        )
    needless = particulars.needless(seen.bilan, document)
    if needless:
        hint = placed(needless[1], seen.reference)
        return Refusal(f"« {document.title} » est sans objet : {needless[0]}", hint=hint)
    blocking = [finding for finding in seen.findings if document.awaits(finding)]
    said = {(finding.note, finding.path) for finding in blocking}
    objections = particulars.objections(seen.bilan, document)
    blocking += [
        inspection.locate(each, seen.notes[each.note].reading) if each.note in seen.notes else each
        for each in (objection.of(seen.reference) for objection in objections)
        if (each.note, each.path) not in said
    ]
    if blocking and not draft:
        return _not_ready(document, blocking)
    if document.for_each and not calling.items(seen, document):
        note = _listing(seen, document)
        return Refusal(
            f"« {document.title} » est sans objet : la note n'en appelle aucun",
            hint=f"il y en a un par élément de « {document.for_each} » de la note {note}",
        )
    return None


def _not_ready(document: DocumentSpec, blocking: Sequence[Finding]) -> Refusal:
    places = {finding.note for finding in blocking}
    named = {cure(each.path) for each in blocking if each.note == SETTINGS and each.path}
    command = named.pop() if len(named) == 1 else f"bilantool fill {WORD}"
    where = "les notes indiquées" if places - {SETTINGS} else ""
    settings = f"ce qui est dit du cabinet ({command})" if SETTINGS in places else ""
    where = " et ".join(part for part in (where, settings) if part)
    return Refusal(
        f"« {document.title} » n'est pas prêt : {len(blocking)} "
        f"{'point bloque' if len(blocking) == 1 else 'points bloquent'}",
        blocking,
        hint=f"complétez {where}, ou produisez un brouillon avec --draft",
    )


def _concludes(seen: Inspection, document: DocumentSpec) -> bool:
    """Whether the document rests on notes of the last phase."""
    return any(seen.trame.notes[name].phase == "conclusions" for name in document.notes)


def _listing(seen: Inspection, document: DocumentSpec) -> str:
    """The note whose list the copies of a document are about."""
    holders = (
        name
        for name in document.given
        if document.for_each in seen.trame.notes[name].schema["properties"]
    )
    return next(holders, document.given[-1])


def _check_formats(document: DocumentSpec, formats: Sequence[str]) -> None:
    for each in formats:
        if each not in document.formats:
            raise UsageFault(
                f"« {document.title} » ne se produit pas en {each}",
                hint=f"les formats possibles : {', '.join(document.formats)}",
            )
