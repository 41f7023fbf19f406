"""What the person reads first: what is in the folder, for whom, and which rights there are."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bilantool.french import NBSP, long_date
from bilantool.portability.held import Held

_WIDTH = 78

_RIGHTS = (
    "Vous pouvez demander la copie de vos données (RGPD, article 15), leur rectification "
    "(article 16), leur effacement (article 17), la limitation de leur usage (article 18), les "
    "recevoir sous une forme réutilisable (article 20 : ce sont les fichiers de « notes »), et "
    "vous opposer à leur usage (article 21). Une réponse vous est due dans le mois."
)
_SECRET = (
    "Le bilan de compétences est couvert par le secret professionnel : rien de ce qui se trouve "
    "ici ne peut être communiqué à un tiers sans votre accord (Code du travail, article L6313-4). "
    "Ces fichiers se lisent sans mot de passe : rangez-les en lieu sûr."
)


def person(held: Held) -> str:
    """The person's first name and name, as far as the dossier tells them."""
    note = held.values("cadre/beneficiaire")
    surname = note.get("nom_usage") or note.get("nom")
    return " ".join(str(word).strip() for word in (note.get("prenom"), surname) if word)


def text(held: Held, settings: Mapping[str, Any], today: date, apart: bool) -> str:
    """The whole file; `apart` says that there are words of third parties."""
    return "\n".join(_lines(held, settings, today, apart)) + "\n"


def _lines(held: Held, settings: Mapping[str, Any], today: date, apart: bool) -> Iterator[str]:
    provider = str(settings.get("raison_sociale") or "le prestataire")
    name = person(held)
    title = f"Dossier {held.reference}" + (f" de {name}" if name else "")
    yield title
    yield "=" * len(title)
    yield ""
    yield from _wrapped(
        f"Préparé le {long_date(today)} par {provider}, pour {name or 'la personne concernée'} : "
        "tout ce qui est détenu au sujet de son bilan de compétences."
    )
    yield from _headed("Ce que contient ce dossier")
    yield from _item("dossier.html", "tout, à lire dans un navigateur (double-clic)")
    yield from _item("dossier.docx", "la même chose, pour un traitement de texte")
    yield from _item("notes", "chaque note telle qu’elle a été écrite, en texte (YAML)")
    if held.drafts:
        yield from _item("brouillons", "des textes qui n’étaient pas encore enregistrés")
    if held.pieces:
        yield from _item("pieces", "les fichiers joints, tels qu’ils ont été reçus")
    if apart:
        yield from _headed("Ce qui est mis à part")
        yield from _wrapped(
            "Les paroles d’autres personnes (« paroles-de-tiers ») sont à part, et peuvent ne pas "
            "être jointes : le droit à une copie ne doit pas porter atteinte aux droits d’autrui "
            "(RGPD, article 15(4))."
        )
    if held.destroyed or held.faults:
        yield from _headed("Ce qui n’y est pas")
        for what in held.destroyed:
            yield from _item(what, "détruit, comme le veut la loi")
        for what, _ in held.faults:
            yield from _item(what, "lecture impossible ; demandez-en la raison au prestataire")
    yield from _headed("Vos droits")
    yield from _wrapped(_RIGHTS)
    contact = str(settings.get("contact_rgpd") or settings.get("courriel") or "")
    yield from _wrapped(
        f"Écrivez à {contact or provider}. Si la réponse ne vous convient pas, vous pouvez saisir "
        "la CNIL (www.cnil.fr)."
    )
    yield ""
    yield from _wrapped(_SECRET)


def _headed(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * len(title)
    yield ""


def _wrapped(said: str) -> list[str]:
    return textwrap.wrap(_spaced(said), _WIDTH, break_long_words=False, break_on_hyphens=False)


def _spaced(said: str) -> str:
    """With the spaces that do not break, which a line would else begin or end with."""
    return re.sub(r" (?=[:;!?»])|(?<=«) ", NBSP, said)


def _item(name: str, what: str) -> list[str]:
    return textwrap.wrap(
        _spaced(f"{name} : {what}"), _WIDTH, initial_indent="  - ", subsequent_indent="    "
    )
