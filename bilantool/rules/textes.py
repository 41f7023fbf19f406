"""The texts that the cabinet writes: articles well cited, examples not left as they were."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool import french
from bilantool.bilan import Bilan
from bilantool.rules import citations
from bilantool.rules.rule import Breach, practice

OWN_TEXTS = ("cadre/convention", "cadre/consentements")
"""The notes whose long texts are the cabinet's, printed on what is signed."""


@practice(
    "BP120",
    "Pas d’exemple laissé tel quel",
    needs=(),
    explanation=(
        "Un texte resté identique à l’exemple que donnent les questions ne dit rien de la "
        "personne : c’est l’un des écarts que les auditeurs "
        "relèvent le plus. Les notes du dossier « cadre », dont les textes sont souvent les mêmes "
        "d’un bilan à l’autre, ne sont pas concernées."
    ),
    remedy="écrire ce qui vaut pour cette personne",
)
def exemple_repris(bilan: Bilan) -> Iterator[Breach]:
    """A long text of a phase that is one of the samples."""
    if not bilan.samples:
        return
    for name in bilan.notes:
        if name.startswith("cadre/"):
            continue
        for path, text in bilan.texts[name]:
            if french.folded(text) in bilan.samples:
                yield Breach(name, path, "ce texte est celui d’un exemple")


@practice(
    "BP121",
    "Articles cités à propos",
    needs=(),
    explanation=(
        "Les textes de la convention et des consentements sont imprimés et signés. Un article "
        "d’avant 2019, ou cité pour ce qu’il ne dit pas, y est signalé avec celui qui convient. "
        "« bilantool templates check » relit de même les gabarits et les textes du cabinet."
    ),
    remedy="corriger la citation",
)
def articles(bilan: Bilan) -> Iterator[Breach]:
    """A wrong citation in the texts of the act or of the consents."""
    for name in OWN_TEXTS:
        for path, text in bilan.texts.get(name, ()):
            for wrong in citations.found(text):
                yield Breach(name, path, f"article {wrong.cited} cité\u00a0: {wrong.entry.why}")
