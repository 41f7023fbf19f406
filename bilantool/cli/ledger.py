"""The ledger of decisions at the terminal: shown, and the questions of one entry more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bilantool.cli.opening import Opening
from bilantool.errors import UsageFault
from bilantool.french import listing, short_date, weekday_date

if TYPE_CHECKING:
    from bilantool.bilan import Bilan
    from bilantool.consenting.adding import Fields
    from bilantool.consenting.lines import Line
    from bilantool.console import Console
    from bilantool.notes.trame import NoteSpec

NOTE = "cadre/consentements"
MAX_NEED = 20_000
"""Characters of the reason of a follow-up."""

OPTIONS = {
    "objet": "--object",
    "decision": "--given, --refused ou --withdrawn",
    "destinataire": "--recipient",
    "le": "--date",
    "moyen": "--means",
    "version": "--version",
    "duree_mois": "--months",
    "documents": "--document",
    "necessite_du_suivi": "--need -",
}
"""The option that says each field of an entry, in the order in which they are asked."""


@dataclass(frozen=True, slots=True)
class Case:
    """Whose ledger it is: by the reference that commands take, and as it is `called` here."""

    reference: str
    called: str


def show(
    console: Console, case: Case, spec: NoteSpec, bilan: Bilan, *, whole: bool, json: bool
) -> None:
    """What is in force for each subject, and with `whole` every entry."""
    from bilantool.consenting import effects, lines

    every = lines.lines(spec, bilan, bilan.today)
    if json:
        console.object(
            {"ok": True, "reference": case.reference, "entrees": [_plain(each) for each in every]}
        )
        return
    console.say(f"Décisions en vigueur du dossier {case.called} :")
    subjects = lines.labels(spec, "objet")
    rows = [("objet", "décision", "depuis le", "précision")]
    for label in subjects.values():
        found = [each for each in every if each.holds and each.subject == label]
        rows += [(label, each.decision, _day(each), each.detail) for each in found]
        if not found:
            rows.append((label, "aucune", "", ""))
    console.table(rows, indent=2)
    if effects.unfinished(bilan):
        console.warn(
            "l'accord au bilan est retiré, et le bilan n'est pas clos : bilantool close "
            f"{case.reference} --interrupted {effects.WITHDRAWN}"
        )
    if whole and every:
        console.say()
        console.say("Toutes les entrées, dans l'ordre du registre :")
        head = ("id", "date", "objet", "décision", "version", "moyen", "remarque")
        console.table([head, *(_row(each) for each in every)], indent=2)


_MEANS = {"electronique": "électronique"}


def _row(line: Line) -> tuple[str, ...]:
    values = line.values
    remark = "incomplète" if not line.complete else ""
    if line.corrected:
        remark = f"corrigée par {line.corrected}"
    elif values.get("corrige"):
        remark = f"corrige {values['corrige']}"
    means = str(values.get("moyen", ""))
    held = [str(values.get("version", "")), _MEANS.get(means, means)]
    return (line.id, _day(line), line.subject, line.decision, *held, remark)


def _day(line: Line) -> str:
    return short_date(line.day) if line.day else ""


def _plain(line: Line) -> dict[str, Any]:
    """An entry for a script; why the follow-up needs it stays in the note."""
    values = {key: each for key, each in line.values.items() if key != "necessite_du_suivi"}
    return {
        **values,
        "complete": line.complete,
        "en_vigueur": line.holds,
        "corrigee_par": line.corrected,
    }


def entry(
    opening: Opening,
    case: Case,
    spec: NoteSpec,
    bilan: Bilan,
    stated: Mapping[str, Any],
    *,
    sure: bool,
) -> Fields:
    """A whole entry: what was `stated`, as it was typed, and what is asked; {} where given up."""
    from bilantool.consenting import adding, lines

    console = opening.console
    fields = _understood(opening, spec, stated)
    if stated["corrige"]:
        mistaken = adding.correcting(spec, bilan, case.reference, stated["corrige"])
        fields["corrige"] = mistaken["id"]
        fields.setdefault("objet", mistaken["objet"])
    asked = False
    for key in OPTIONS if console.interactive else ():
        if key in fields or not _calls_for(spec, fields, key):
            continue
        value = _answer(opening, spec, fields, key, _default(bilan, fields, key))
        if value is None and key == "objet":
            return {}
        asked = True
        if value is not None:
            fields[key] = value
            _name_recipient(bilan, case.reference, fields)
    _name_recipient(bilan, case.reference, fields)
    if "version" not in fields and _default(bilan, fields, "version"):
        fields["version"] = _default(bilan, fields, "version")
    missing = adding.lacking(spec, fields)
    if missing:
        titles = [_title(spec, key).lower() for key in missing]
        raise UsageFault(
            f"il manque à cette décision : {listing(titles)}",
            hint=f"donnez : {listing([OPTIONS[key] for key in missing])}",
        )
    adding.require(spec, fields, bilan.today)
    if asked and not sure and not _confirmed(console, case.called, spec, fields):
        return {}
    return {key: fields[key] for key in lines.part(spec)["properties"] if key in fields}


def _name_recipient(bilan: Bilan, reference: str, fields: Fields) -> None:
    """Say of whom an agreement is withdrawn as that agreement does."""
    from bilantool.consenting import adding

    who = str(fields.get("destinataire", ""))
    if who and (fields.get("objet"), fields.get("decision")) == ("communication", "retire"):
        fields["destinataire"] = adding.recipient(bilan, reference, who)


def _understood(opening: Opening, spec: NoteSpec, stated: Mapping[str, Any]) -> Fields:
    """The values of the options; UsageFault names the one that is not understood."""
    from bilantool.consenting import lines
    from bilantool.notes import typed

    fields: Fields = {}
    for key, option in OPTIONS.items():
        text = _need(opening, stated[key]) if key == "necessite_du_suivi" else stated[key]
        if not text:
            continue
        part = lines.part(spec, key)
        today = opening.around.today
        try:
            if isinstance(text, list):
                fields[key] = [typed.value(part["items"], each, today) for each in text]
            else:
                fields[key] = typed.value(part, text, today)
        except typed.Mistyped as mistyped:
            sample = typed.example(part) if typed.kind(part) != "choice" else ""
            known = listing([name for name, _ in typed.choices(part)], "ou")
            example = f"par exemple : {option} {sample}"
            raise UsageFault(
                f"{option} : {mistyped.what}",
                hint=mistyped.advice or (f"écrivez {known}" if known else example),
            ) from None
    return fields


def _need(opening: Opening, stated: str) -> str:
    """The reason of the follow-up, from standard input: never from the command."""
    if not stated:
        return ""
    if stated != "-":
        raise UsageFault(
            "la raison du suivi ne s'écrit pas dans la commande, que d'autres programmes voient",
            hint="écrivez --need - et donnez-la sur l'entrée standard, ou répondez à la question",
        )
    text = opening.console.source.read(MAX_NEED + 1)
    if len(text) > MAX_NEED or not text.strip():
        raise UsageFault(
            "la raison du suivi, lue sur l'entrée standard, est vide ou trop longue",
            hint="quelques mots suffisent, sans rien d'intime",
        )
    return text


def _calls_for(spec: NoteSpec, fields: Fields, key: str) -> bool:
    """Whether the entry, as far as it goes, has to say this, or may: whom a withdrawal is for."""
    from bilantool.consenting import adding

    if key == "destinataire" and fields.get("objet") == "communication":
        return True
    return key in adding.lacking(spec, fields)


def _default(bilan: Bilan, fields: Fields, key: str) -> str:
    """What an answer is taken to be: today; of a withdrawal, the text that it withdraws."""
    from bilantool import consents

    if key == "le":
        return short_date(bilan.today)
    if key != "version" or fields.get("decision") != "retire":
        return ""
    who = str(fields.get("destinataire", ""))
    given = consents.in_force(bilan, str(fields.get("objet", "")), bilan.today, who) or {}
    return str(given.get("version", ""))


def _answer(opening: Opening, spec: NoteSpec, fields: Fields, key: str, default: str) -> Any:
    """One answer, understood; None where it may be left empty and is."""
    from bilantool.consenting import adding, lines
    from bilantool.notes import typed
    from bilantool.notes.mistyped import stated

    console, today, part = opening.console, opening.around.today, lines.part(spec, key)
    question = str(part.get("x-question") or part["title"])
    for number, (_, label) in enumerate(typed.choices(part), 1):
        console.say(f"  {number}  {label}")
    if key == "documents":
        question += ", séparés par un point-virgule"
    if key == "objet":
        question += " (rien pour en rester là)"
    everybody = key == "destinataire" and fields.get("decision") == "retire"
    if everybody:
        question = "À qui plus rien n'est transmis (rien : à personne)"

    def read(text: str) -> Any:
        if not text and (key == "objet" or everybody):
            return None
        with stated():
            if key == "documents":
                named = [each.strip() for each in text.split(";") if each.strip()]
                made: Any = [typed.value(part["items"], each, today) for each in named]
            else:
                made = typed.value(part, text, today)
        # At once: refused at the end, it would take the other answers with it.
        adding.require(spec, {**fields, key: made}, today, answer=key)
        return made

    return console.understood(question, read, default=default, option=OPTIONS[key])


def _confirmed(console: Console, called: str, spec: NoteSpec, fields: Fields) -> bool:
    console.say(f"À inscrire au registre du dossier {called} : {_said(spec, fields)}")
    return console.confirm("L'inscrire ? Une décision inscrite se corrige, mais ne s'efface pas.")


def _said(spec: NoteSpec, fields: Fields) -> str:
    from bilantool.consenting import lines

    subject = lines.labels(spec, "objet")[fields["objet"]]
    decision = lines.labels(spec, "decision")[fields["decision"]]
    return f"{subject}, {decision} le {weekday_date(fields['le'])}"


def _title(spec: NoteSpec, key: str) -> str:
    from bilantool.consenting import lines

    return str(lines.part(spec, key).get("title", key))


def report(
    console: Console,
    case: Case,
    spec: NoteSpec,
    fields: Fields,
    entry: str,
    said: list[str],
    *,
    json: bool,
) -> None:
    """What was written, and what it changes."""
    if json:
        console.object(
            {"ok": True, "reference": case.reference, "entree": entry, "consequences": said}
        )
        return
    console.say(f"Inscrit au registre du dossier {case.called} : {_said(spec, fields)}.")
    for each in said:
        console.say(f"  {each}", hang=4)
    if fields["moyen"] == "papier":
        attach = f"bilantool attach {case.reference} --note consentements.{entry}"
        console.say(f"  pour joindre le papier signé : {attach}")
