"""How commands are called: by either name, whatever accents and case, and explained."""

from __future__ import annotations

import importlib
import inspect
import json
import unicodedata
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest

from bilantool.cli.commands import COMMANDS, DAILY, LEGAL, MENDING, TEMPLATES, Listed
from bilantool.console import typeset

EVERY = (*COMMANDS, *TEMPLATES)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def unaccented(text: str) -> str:
    bare = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


@pytest.mark.parametrize("listed", EVERY, ids=lambda each: each.place)
def test_the_table_says_what_the_command_says(listed: Listed) -> None:
    """Its line is the first sentence of the help, short enough for a terminal of 80 columns."""
    module, _, name = listed.place.partition(":")
    function = getattr(importlib.import_module(f"bilantool.cli.{module}"), name)
    first = (inspect.getdoc(function) or "").partition("\n\n")[0]
    assert typeset(first).startswith(typeset(listed.line))
    assert len(listed.line) <= (56 if listed.panel else 80)


def declared(listed: Listed) -> dict[str, tuple[str, bool]]:
    """The options of a command, by name: what their value is called, whether they are a switch."""
    module, _, name = listed.place.partition(":")
    function = getattr(importlib.import_module(f"bilantool.cli.{module}"), name)
    found = {}
    for hint in get_type_hints(function, include_extras=True).values():
        base, *extras = get_args(hint) if get_origin(hint) is Annotated else (hint,)
        for info in (each for each in extras if hasattr(each, "param_decls")):
            # Where Annotated holds it, the library keeps the first name as the default.
            for each in (info.default, *(info.param_decls or ())):
                found[each] = (str(info.metavar or ""), base is bool)
    return found


def test_an_option_means_one_thing_everywhere() -> None:
    """`--date` is the day meant instead of today, said as one says it; `--to` a place on the disk;
    `--yes` spares a question and takes nothing."""
    seen = dict.fromkeys(("--date", "--to", "--yes", "--output"), 0)
    for listed in EVERY:
        options = declared(listed)
        for name in seen:
            seen[name] += name in options
        assert options.get("--date", ("JOUR", False)) == ("JOUR", False), listed.name
        assert options.get("--to", ("FICHIER", False))[0] in ("FICHIER", "DOSSIER"), listed.name
        assert options.get("--yes", ("", True)) == ("", True), listed.name
        # Whoever learnt to write with --to need not learn another word.
        assert "--to" in options or "--output" not in options, listed.name
    assert seen["--date"] >= 7
    assert seen["--to"] >= 8
    assert seen["--yes"] >= 4


def test_names_are_each_used_once() -> None:
    """No French name hides an English one, accents aside."""
    for table in (COMMANDS, TEMPLATES):
        names = [unaccented(name).lower() for each in table for name in (each.name, each.alias)]
        assert len(names) == len({*names})


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda each: each.name)
def test_accents_and_case_never_matter(terminal: Any, listed: Listed) -> None:
    """`vérifier`, `verifier`, `VÉRIFIER` and an accent in two signs are the same command."""
    wanted = terminal("help", listed.name).out
    assert f"Usage : bilantool {listed.name} " in plain(wanted)
    spelled = (listed.alias, unaccented(listed.alias), listed.alias.upper(),
               unicodedata.normalize("NFD", listed.alias), listed.name.title())  # fmt: skip
    for word in spelled:
        assert terminal("Aide", word).out == wanted


def test_help_is_asked_for_in_french_too(terminal: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """`aide`, `help`, `--aide`, `-h`: of everything, of a command, of one inside a group."""
    every = terminal("aide")
    assert every.code == 0
    assert "Au quotidien" in every.out
    assert terminal("help").out == every.out
    assert terminal("--aide").code == 0
    assert capsys.readouterr().out == every.out
    relire = terminal("aide", "gabarits", "relire")
    assert "Usage : bilantool templates check" in plain(relire.out)
    refused = terminal("aide", "chek")
    assert refused.code == 2
    assert "« bilantool check »" in plain(refused.err)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chek", "check"),
        ("sess", "session"),
        ("verifer", "vérifier"),
        ("éta", "état"),
        ("produit", "produire"),
        ("sauvegarde", "sauvegarder"),
    ],
)
def test_a_slip_is_told_what_it_may_have_meant(terminal: Any, typed: str, meant: str) -> None:
    """The nearest name, or those that begin so; nothing is run."""
    refused = terminal(typed)
    assert refused.code == 2
    assert f"vouliez-vous dire « bilantool {meant} » ?" in plain(refused.err)


def test_nothing_alike_is_not_guessed(terminal: Any) -> None:
    """A word that resembles nothing gets the list alone."""
    refused = terminal("xyzzy")
    assert "vouliez-vous" not in refused.err
    assert "bilantool --help" in refused.err


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ch", {"check", "chiffres", "champs"}),
        ("vér", {"vérifier"}),
        ("ver", {"verifier", "verify"}),
    ],
)
def test_the_shell_completes_both_names(
    terminal: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    offered: set[str],
) -> None:
    """With the accents where one typed them, without where one did not."""
    monkeypatch.setenv("_BILANTOOL_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"bilantool {typed}")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit):
        terminal()
    assert offered <= {*capsys.readouterr().out.split()}


SPELLED: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (("show", "2026-014", "Démande"), ("show", "2026-014", "demande")),
    (("show", "2026-014", "PRÉLIMINAIRE/Demande"), ("show", "2026-014", "demande")),
    (("doc", "Compétences"), ("doc", "competences")),
    (("check", "2026-014", "--phase", "Préliminaire"),
     ("check", "2026-014", "--phase", "preliminaire")),
    (("check", "2026-014", "--document", "Synthèse"),
     ("check", "2026-014", "--document", "synthese")),
    (("check", "2026-014", "--document", "plan d’action"),
     ("check", "2026-014", "--document", "plan-action")),
    (("build", "2026-007", "DEVIS", "--format", ".Html"),
     ("build", "2026-007", "devis", "--format", "html")),
    (("rules", "bc101"), ("rules", "BC101")),
    (("status", "--consultant", "Hélène Démo"), ("status", "--consultant", "helene-demo")),
    (("agenda", "--consultant", "HELENE"), ("agenda", "--consultant", "helene-demo")),
    (("destroy", "2026-014", "--class", "Travail"), ("destroy", "2026-014", "--class", "travail")),
    (("close", "2026-014", "--interrupted", "Reprise d’emploi"),
     ("close", "2026-014", "--interrupted", "reprise_emploi")),
    (("handover", "2026-014", "--mode", "Envoi chiffré"),
     ("handover", "2026-014", "--mode", "envoi_chiffre")),
    (("consent", "2026-014", "--object", "Enrégistrement"),
     ("consent", "2026-014", "--object", "enregistrement")),
    (("attach", "2026-014", "absent.pdf", "--class", "Comptable"),
     ("attach", "2026-014", "absent.pdf", "--class", "comptable")),
    (("schema", "Séances"), ("schema", "seances")),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), SPELLED, ids=lambda each: each[-1])
def test_names_of_things_are_taken_as_they_are_said(
    demo: Any, typed: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    """Notes, phases, documents, formats, rules, people, choices: accents and case never matter."""
    said = demo(*typed)
    assert "de ce nom" not in said.err
    assert "n’est pas connu" not in said.err
    expected = demo(*meant)
    assert (said.code, said.said) == (expected.code, expected.said)


@pytest.mark.parametrize(
    ("argv", "guess"),
    [
        (("show", "2026-014", "demende"), "preliminaire/demande"),
        (("build", "2026-014", "sinthese"), "synthese"),
        (("check", "--phase", "investgation"), "investigation"),
        (("close", "2026-014", "--interrupted", "abondon"), "abandon"),
        (("status", "--consultant", "elene-demo"), "helene-demo"),
    ],
)
def test_a_slip_in_a_name_gets_its_neighbour(demo: Any, argv: tuple[str, ...], guess: str) -> None:
    """Not the wall of all that there is."""
    refused = demo(*argv)
    assert refused.code == 2
    assert f"vouliez-vous dire {guess} ?" in plain(refused.err)


def test_what_shows_or_changes_a_dossier_says_it_to_a_program() -> None:
    """`--json`, as docs/automatiser.md promises; but for what talks with a person or opens keys."""
    own = [each for each in EVERY if each.panel in (DAILY, MENDING, LEGAL)]
    without = {each.name for each in own if "--json" not in declared(each)}
    assert without == {"unlock", "fill"}


def test_one_object_and_nothing_else(demo: Any) -> None:
    """From the first dossier to its backup: standard output is read by a program as it is."""
    note = demo.home / "note.yaml"
    note.write_text("situation_actuelle: en poste\n", encoding="utf-8")

    def told(*argv: str) -> dict[str, Any]:
        done = demo(*argv, "--json")
        assert done.code == 0, done.said
        return dict(json.loads(done.out))

    reference = told("new")["reference"]
    saved = told("edit", reference, "demande", "--from", str(note))
    assert (saved["change"], saved["revision"]) == (True, 2)
    assert {each["note"] for each in saved["constats"]} == {"preliminaire/demande"}
    assert not told("edit", reference, "demande", "--from", str(note))["change"]
    closed = told("close", reference, "--interrupted", "abandon", "--yes")
    assert (closed["interrompu"], len(closed["delais"])) == ("abandon", 4)
    assert told("reopen", reference, "--yes")["fin_effacee"] == closed["le"]
    assert told("backup", str(demo.home / "cle"))["dossiers"] == 4
    assert demo("close", reference, "--interrupted", "abandon", "--json", answers="o\n").code == 2
