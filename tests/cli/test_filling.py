"""`fill`: a note by questions and answers, stopped and resumed at will."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bilantool.cli import filling
from bilantool.cli.asking import Keep, Reply
from bilantool.cli.asking_plain import END, PlainAsker
from bilantool.interview import Question
from bilantool.notes import completeness, reading, trame, typed
from bilantool.notes.normal import is_empty
from bilantool.notes.overlay import Overlay
from bilantool.notes.schema import Schema, child
from bilantool.resources import shipped

REF = "2026-001"
SECRET = "Zibeline-Crépuscule"


def fill(terminal: Any, note: str, answers: str, *options: str, code: int = 0) -> Any:
    done = terminal("fill", REF, note, "--plain", *options, answers=answers)
    assert done.code == code, done.said
    return done


def values(terminal: Any, note: str, reference: str = REF) -> dict[str, Any]:
    held: dict[str, Any] = reading.read(terminal("show", reference, note).out).values
    return held


def commits(terminal: Any) -> list[str]:
    listed = subprocess.run(
        ["git", "-C", str(terminal.cwd), "log", "--format=%s"],
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout.splitlines()


# What is written


def test_the_interviews_begin_with_the_last_session(cabinet: Any) -> None:
    """What was said today is written first, and the older gap then."""
    for day in ("20/11", "23/11"):
        told = cabinet("session", REF, "--date", day, "--start", "9h", "--proof", "emargement")
        assert told.code == 0, told.said
    fill(cabinet, "entretiens", "\nCe jour.\n.\n!\n")
    older, latest = values(cabinet, "entretiens")["entretiens"]
    assert (older["notes"], latest["notes"]) == ("", "Ce jour.\n")
    fill(cabinet, "entretiens", "\n\n\nFait.\n.\n" + "\n" * 4 + "But\nAvant.\n.\n!\n")
    older, latest = values(cabinet, "entretiens")["entretiens"]
    assert (older["notes"], latest["compte_rendu"]) == ("Avant.\n", "Fait.\n")


def test_answers_are_sealed_and_committed_once(cabinet: Any) -> None:
    """However many they are: one revision and one commit, when the interview is left."""
    before = commits(cabinet)
    done = fill(cabinet, "demande", "En poste.\ndepuis dix ans\n.\nLa fatigue\n.\npers\n!\n")
    held = values(cabinet, "demande")
    assert held["situation_actuelle"] == "En poste.\ndepuis dix ans\n"
    assert held["initiative"] == "personnelle"
    assert "3 réponses enregistrées (révision 2)" in done.out.replace("\u00a0", " ")
    assert "bilantool fill 2026-001 demande" in done.out
    added = commits(cabinet)[: -len(before)]
    assert added == ["2026-001 : preliminaire/demande, révision 2"]


def test_a_text_that_ends_before_it_begins_is_none(cabinet: Any) -> None:
    """Its end alone is no word of it."""
    fill(cabinet, "demande", ".\nLa fatigue\n.\n!\n")
    held = values(cabinet, "demande")
    assert (held["situation_actuelle"], held["pourquoi_maintenant"]) == ("", "La fatigue\n")


def test_the_comments_and_the_order_of_the_text_stay(cabinet: Any) -> None:
    """What was typed in an editor keeps its layout around the answer."""
    source = cabinet.home / "note.yaml"
    source.write_text("freins: la peur  # à creuser\n\n# plus tard\nappuis: un ami\n")
    cabinet("edit", REF, "demande", "--from", str(source))
    fill(cabinet, "demande", "En poste.\n.\n!\n")
    text = cabinet("show", REF, "demande").out
    assert text.startswith("situation_actuelle: |\n  En poste.\n")
    assert "freins: la peur  # à creuser\n\n# plus tard\nappuis: un ami\n" in text


def test_no_commit(cabinet: Any) -> None:
    """`--no-commit` seals without a commit, now and at the next command."""
    before = commits(cabinet)
    fill(cabinet, "demande", "En poste.\n.\n", "--no-commit")
    cabinet("status")
    fill(cabinet, "demande", "!\n")
    assert commits(cabinet) == before
    assert values(cabinet, "demande")["situation_actuelle"] == "En poste.\n"


# The course of an interview


def test_it_resumes_at_the_first_unanswered_required_question(cabinet: Any) -> None:
    """What is answered is passed over; `--all` goes through it again, and Enter keeps it."""
    fill(cabinet, "demande", "En poste.\n.\n!\n")
    again = fill(cabinet, "demande", "!\n").out
    assert "Pourquoi maintenant (obligatoire)" in again
    assert "Situation actuelle" not in again.partition("il manque")[0]
    every = fill(cabinet, "demande", "\nLa fatigue\n.\n!\n", "--all").out
    assert "Situation actuelle (obligatoire)" in every
    assert "  En poste.\n" in every
    assert values(cabinet, "demande")["situation_actuelle"] == "En poste.\n"


def test_back_skip_and_erase(cabinet: Any) -> None:
    """`<` returns to what was answered, Enter keeps or passes, `-` takes the answer away."""
    fill(cabinet, "demande", "Un\n.\n<\nDeux\n.\n\n2\n<\n-\n!\n")
    held = values(cabinet, "demande")
    assert held["situation_actuelle"] == "Deux\n"
    assert is_empty(held["pourquoi_maintenant"])
    assert is_empty(held["initiative"])
    first = fill(cabinet, "cadrage", "<\n!\n").out
    assert "C’est la première question" in first


def test_an_item_erased_leaves_no_hole(cabinet: Any) -> None:
    """A text taken out of a list is gone from it, and not an empty dash."""
    answers = "\n" * 6 + "un\n.\ndeux\n.\n<\n<\n-\n!\n"
    fill(cabinet, "demande", answers)
    assert values(cabinet, "demande")["besoins"] == ["deux\n"]


def test_groups_and_lists_open_on_yes(cabinet: Any) -> None:
    """An optional group is filled on yes and passed over on no; so is one more item."""
    answers = "En bref.\n.\nSe décider\nUn choix\n3\n\nn\n"
    done = fill(cabinet, "cadrage", answers + "o\nVérifier\n!\n").out
    assert "Ajouter : Objectif ?" in done.replace("\u00a0", " ").replace("\u202f", " ")
    goals = values(cabinet, "cadrage")["objectifs"]
    assert [goal["libelle"] for goal in goals if goal] == ["Se décider"]
    assert goals[0]["depart"] == 3


def test_an_answer_that_does_not_fit_is_asked_again(cabinet: Any) -> None:
    """The refusal says what to write and repeats nothing; nothing of it is sealed."""
    answers = f"x\n.\ny\n.\n{SECRET}\n2\n!\n"
    done = fill(cabinet, "demande", answers)
    assert "Réponse non enregistrée : ce n’est pas l’un des choix" in done.out.replace(
        "\u00a0", " "
    )
    assert SECRET not in done.said
    assert values(cabinet, "demande")["initiative"] == "employeur"
    limits = fill(cabinet, "cadrage", "a\n.\nb\nc\n42\n8\n!\n").out
    assert "est hors des bornes" in limits
    assert "un nombre de 0 à 10" in limits.replace("\u00a0", " ")
    assert values(cabinet, "cadrage")["objectifs"][0]["depart"] == 8


def test_help_gives_the_example(cabinet: Any) -> None:
    done = fill(cabinet, "demande", "?\n!\n").out
    assert "Coordinatrice logistique" in done


def test_the_end_of_the_answers_stops(cabinet: Any) -> None:
    """A long text that the end cuts is kept, since it was typed."""
    done = fill(cabinet, "demande", "En poste.\nsans fin")
    assert values(cabinet, "demande")["situation_actuelle"] == "En poste.\nsans fin\n"
    assert "Pour reprendre" in done.out


def test_a_reference_is_chosen_among_what_is_there(demo: Any) -> None:
    """By its label, never by its id; an empty list says which note to fill first."""
    demo("new", "2026-050")
    empty = demo("fill", "2026-050", "plan-action", "--plain", "--all", answers="\n" * 40)
    assert "se choisit dans la note" in empty.out
    assert "bilantool fill 2026-050 synthese" in empty.out
    cut = demo("fill", "2026-007", "plan-action", "--plain", "--all", answers="")
    assert cut.code == 0, cut.said


def test_an_interview_is_known_by_the_day_of_its_session(demo: Any) -> None:
    """What an item refers to tells it from the others: nobody knows the third interview."""
    done = demo("fill", "2026-014", "entretiens", "--plain", "--all", answers="!\n")
    assert re.search(r"Entretien 1\s: \d\d/\d\d/\d{4} · ", done.out), done.said


def test_without_a_note_the_next_one_is_proposed(cabinet: Any) -> None:
    """As `edit` does; a no leaves it there."""
    done = cabinet("fill", REF, "--plain", answers="o\n!\n")
    assert done.code == 0
    assert "La prochaine note à remplir de 2026-001 est" in done.err
    refused = cabinet("fill", REF, "--plain", answers="n\ndemande\n!\n")
    assert refused.code == 0, refused.said
    assert "Demande initiale" in refused.out


def test_a_note_full_of_answers_says_so(demo: Any) -> None:
    """Nothing required is left: the optional questions are still asked, and can be passed."""
    done = demo("fill", "2026-007", "demande", "--plain", answers="\n" * 60)
    assert done.code == 0, done.said
    assert "rien n’a changé" in done.out
    assert "il manque" not in done.out


# Without a terminal, and with two of them


def test_nothing_is_asked_without_a_terminal(cabinet: Any) -> None:
    """The refusal names both ways to give answers without one."""
    done = cabinet("fill", REF, "demande")
    assert done.code == 2
    assert "--plain" in done.err
    assert "--from" in done.err


def test_plain_reads_a_pipe(cabinet: Any) -> None:
    """Answers come from a file or a program, one per line; bytes that are no UTF-8 are refused."""
    started = process(cabinet, "demande", stdin=subprocess.PIPE)
    out, err = started.communicate(b"En poste.\n.\n", timeout=60)
    assert started.returncode == 0, err
    assert b"1 sur 17" in out
    assert values(cabinet, "demande")["situation_actuelle"] == "En poste.\n"
    wrong = process(cabinet, "cadrage", stdin=subprocess.PIPE)
    _, err = wrong.communicate(b"caf\xe9\n.\n", timeout=60)
    assert wrong.returncode == 3, err


@pytest.mark.parametrize(
    ("note", "answers", "number", "title"),
    [
        ("demande", "Un.\n.\nDeux.\n.\nzzz\nLe site\n", 3, "À l'initiative de"),
        ("beneficiaire", "\nModèle\n\nNadia\nle 31 février\nmars\n", 5, ""),
        ("consentements", "peut-être\noui\n", 1, "Renseigner : Entretien préalable"),
    ],
)
def test_a_refused_answer_of_a_pipe_ends_it(
    cabinet: Any, note: str, answers: str, number: int, title: str
) -> None:
    """What follows it would answer other questions: it is told by its number and its question, what
    came before is kept, nothing takes another's place."""
    done = cabinet("fill", REF, note, "--plain", piped=answers)
    said = done.err.replace("\u00a0", " ").replace("’", "'")
    assert done.code == 1, done.said
    assert f"la réponse n° {number} n'est pas enregistrée, à la question « {title}" in said
    text = cabinet("show", REF, note).out
    before, after = answers.split("\n")[:-3], answers.split("\n")[-3:-1]
    held = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert all(any(each in line for line in held) for each in before if each not in ("", "."))
    assert not [line for line in held if any(each in line for each in after)]
    assert "attend" not in cabinet("status", REF).out, "a refused answer waits as a draft"


@pytest.mark.parametrize(
    "argv",
    [
        ("consent", REF, "--means", "papier"),
        ("handover", REF),
        ("destroy", REF),
        ("delete", REF),
        ("session",),
        ("init", "autre"),
        ("close", REF),
        ("recover",),
        ("passwd",),
    ],
    ids=lambda argv: argv[0],
)
def test_no_other_command_takes_answers_from_a_pipe(cabinet: Any, argv: tuple[str, ...]) -> None:
    """It names the option instead, and does nothing: no answer can take another's place."""
    before = commits(cabinet)
    done = cabinet(*argv, piped=f"oui\n{REF}\n" * 9)
    assert done.code in (1, 2, 4), done.said
    assert "→" in done.said
    assert commits(cabinet) == before


def test_two_at_once(cabinet: Any) -> None:
    """While a note is being filled, neither `fill` nor `edit` opens it."""
    source = cabinet.home / "note.yaml"
    source.write_text("freins: la peur\n")
    started = process(cabinet, "demande", stdin=subprocess.PIPE)
    wait_for(started, "1 sur")
    for argv in (
        ("fill", REF, "demande", "--plain"),
        ("edit", REF, "demande", "--from", str(source)),
    ):
        refused = cabinet(*argv, answers="!\n")
        assert refused.code == 5, refused.said
        assert "déjà ouverte" in refused.err
    started.communicate(b"!\n", timeout=60)
    assert cabinet("edit", REF, "demande", "--from", str(source)).code == 0


# What stops it


@pytest.mark.skipif(os.name != "posix", reason="kills by POSIX signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_being_stopped_loses_at_most_the_answer_being_typed(cabinet: Any, how: int) -> None:
    """What was answered is kept sealed, and made a revision and a commit now or by the next
    command that writes; until then, those that read say that it waits."""
    before = commits(cabinet)
    started = process(cabinet, "demande", stdin=subprocess.PIPE)
    wait_for(started, "1 sur")
    assert started.stdin is not None
    started.stdin.write(b"En poste.\n.\n")
    started.stdin.flush()
    wait_for(started, "2 sur")
    started.stdin.write(b"en train de")
    started.stdin.flush()
    started.send_signal(how)
    started.communicate(timeout=60)
    ended = {signal.SIGINT: 130, signal.SIGTERM: 128 + signal.SIGTERM, signal.SIGKILL: -how}
    assert started.returncode == ended[signal.Signals(how)]
    killed = how == signal.SIGKILL
    assert (commits(cabinet) == before) == killed
    for reading_command in (("status", REF), ()):
        waits = cabinet(*reading_command).out
        assert ("la saisie de demande reste à finir" in waits.lower()) == killed, waits
    other = cabinet("fill", REF, "cadrage", "--plain", answers="!\n")
    said = other.err.replace("\u00a0", " ")
    assert ("1 réponse enregistrée (2026-001 : preliminaire/demande)" in said) == killed
    assert commits(cabinet)[0] == "2026-001 : preliminaire/demande, révision 2"
    assert "reste à finir" not in cabinet("status", REF).out
    held = values(cabinet, "demande")
    assert held["situation_actuelle"] == "En poste.\n"
    assert is_empty(held["pourquoi_maintenant"])


def process(terminal: Any, note: str, **streams: Any) -> subprocess.Popen[bytes]:
    """`fill --plain` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "bilantool", "fill", REF, note, "--plain"],
        cwd=terminal.cwd,
        env={**os.environ, **terminal.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **streams,
    )


def wait_for(started: subprocess.Popen[bytes], text: str) -> None:
    """Read what the process prints until it is there."""
    assert started.stdout is not None
    deadline = time.monotonic() + 60
    seen = b""
    while text.encode() not in seen:
        assert time.monotonic() < deadline, seen.decode()
        line = started.stdout.readline()
        assert line, seen.decode()
        seen += line


# A whole dossier, typed again

TRAME = trame.load(Overlay(shipped("templates") / "standard"))
Labels = dict[tuple[str, str], str]
TYPED_AGAIN = (
    "cadre/beneficiaire",
    "cadre/consentements",
    "cadre/convention",
    "cadre/seances",
    "cadre/satisfaction",
    "preliminaire/demande",
    "preliminaire/cadrage",
    "investigation/parcours",
    "conclusions/synthese",
    "conclusions/plan-action",
)
"""Every kind of question is in these; the others would only take longer."""


class Recalling(PlainAsker):
    """Types, in plain mode, what a note of another dossier holds."""

    def __init__(self, console: Any, held: dict[str, Any], labels: Labels) -> None:
        super().__init__(console)
        self.held, self.labels, self.asked = held, labels, 0

    def ask(self, question: Question, complaint: str, keep: Keep) -> Reply:
        assert not complaint, complaint
        self.asked += 1
        source = self._console.source
        here = source.tell()
        source.write(self.typed(question))
        source.seek(here)
        return super().ask(question, complaint, keep)

    def typed(self, question: Question) -> str:
        step, value = question.step, at(self.held, question.step.path)
        if step.kind in ("group", "more"):
            return "non\n" if is_empty(value) else "oui\n"
        if is_empty(value):
            return "\n"
        answer = typed.said(step.part, value)
        if step.kind == "reference":
            return self.labels.get((step.part["x-renvoi"], value), answer) + "\n"
        return f"{answer}\n{END}\n" if step.kind == "text" else f"{answer}\n"


def at(held: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        try:
            held = held[key]
        except (KeyError, IndexError, TypeError):
            return None
    return held


def bare(value: Any, part: Schema, labels: Labels) -> Any:
    """Values without what nobody types: ids, derogations, papers; references by their labels."""
    if isinstance(value, dict):
        inner = {
            key: bare(below, child(part, key), labels)
            for key, below in value.items()
            if key not in ("id", "derogations") and child(part, key).get("x-renvoi") != "pieces"
        }
        return {key: below for key, below in inner.items() if not is_empty(below)}
    if isinstance(value, list):
        return [bare(item, child(part, 0), labels) for item in value]
    if part.get("x-renvoi"):
        return labels.get((part["x-renvoi"], value), value)
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().split("\n"))
    return value


def labelled(held: Any, part: Schema, found: Labels, where: str) -> None:
    """The label of each id of a note, by the list that a reference names."""
    if isinstance(held, dict):
        label = held.get(part.get("x-libelle", ""))
        if held.get("id") and label is not None:
            said = typed.said(child(part, part["x-libelle"]), label)
            found[where, held["id"]] = " ".join(said.split())
        for key, inner in held.items():
            joint = "" if where.endswith("#") else "."
            labelled(inner, child(part, key), found, f"{where}{joint}{key}")
    elif isinstance(held, list):
        for item in held:
            labelled(item, child(part, 0), found, where)


@pytest.mark.parametrize("name", TYPED_AGAIN)
def test_the_answers_of_a_dossier_make_the_same_dossier(
    demo: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Typed again, question after question, a note of the example is the same note."""
    assert demo("new", "2026-050").code == 0
    source = demo.home / "note.yaml"
    spec = TRAME.notes[name]
    labels: Labels = {}
    for other in {ref.partition("#")[0] for ref in references(spec.schema)} & set(TRAME.notes):
        if other != name:  # what this one refers to has to be there
            text = demo("show", "2026-007", other).out
            source.write_text(text, encoding="utf-8")
            assert demo("edit", "2026-050", other, "--from", str(source)).code == 0
            schema = TRAME.notes[other].schema
            labelled(reading.read(text).values, schema, labels, f"{other}#")
    held = values(demo, name, "2026-007")
    asker: list[Recalling] = []

    def recalling(opening: Any, *, plain: bool) -> Recalling:  # noqa: ARG001
        asker.append(Recalling(opening.console, held, labels))
        return asker[0]

    monkeypatch.setattr(filling, "way_to_ask", recalling)
    done = demo("fill", "2026-050", name, "--plain", "--all", "--no-commit", answers="")
    assert done.code == 0, done.said
    again = values(demo, name, "2026-050")
    wanted = completeness.check(spec, reading.read(demo("show", "2026-007", name).out)).values
    made = completeness.check(spec, reading.read(demo("show", "2026-050", name).out)).values
    assert bare(made, spec.schema, labels) == bare(wanted, spec.schema, labels)
    assert asker[0].asked > 5 or not again


def references(part: Schema) -> set[str]:
    from bilantool.notes.schema import parts

    return {str(below["x-renvoi"]) for _, below in parts(part) if "x-renvoi" in below}
