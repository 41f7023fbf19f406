"""The figures of a year: what they are, what they do not tell, how they are shown."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool import figures as remaining
from bilantool import tables
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.errors import DataFault
from bilantool.inspection import inspect
from bilantool.keys import sums
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame as trames
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped
from bilantool.yearly import Figure, figures, secrecy, wording
from bilantool.yearly import catalogue as catalogues

OVERLAY = Overlay(shipped("templates") / "standard")
TRAME = trames.load(OVERLAY)
CATALOGUE = catalogues.load(OVERLAY, TRAME)


def year(*, everything: bool = False, **numbers: int) -> dict[str, Figure]:
    """The figures of 2026 where `mesure__libelle` come to these numbers."""
    totals = {}
    for name, value in numbers.items():
        measure, _, label = name.partition("__")
        totals[(2026, measure, label)] = value
        totals[(2025, measure, label)] = 1000 + value
    made = figures(totals, CATALOGUE, 2026, everything=everything)
    return {figure.entry.name: figure for figure in made}


def said(figure: Figure) -> list[str]:
    return [wording.said(figure, line, CATALOGUE.least) for line in figure.lines]


def test_a_year_is_its_own() -> None:
    """Counts, hours, sums and rates of that year, and of no other."""
    seen = year(
        commences__=12,
        minutes__accompagnement=7410,
        facture__cpf=159_050,
        convenu__personnel=30_000,
        suivi__tenu=6,
        suivi__sans_reponse=2,
        suivi__a_venir=3,
        terrain__enquetes_des_retenues=5,
        terrain__pistes_retenues=2,
    )
    plain = {name: said(figure) for name, figure in seen.items()}
    assert plain["commences"] == ["12"]
    assert plain["acheves"] == ["0"]
    assert plain["heures"] == ["123\u00a0h\u00a030"]
    assert plain["produits"] == ["1\u202f890,50\u00a0€"]
    assert plain["produits_par_financement"] == ["1\u202f590,50\u00a0€", "300\u00a0€"]
    assert plain["suivi"] == ["75\u00a0% (6 sur 8)"]
    assert plain["suivi_a_venir"] == ["3"]
    assert plain["enquetes_par_piste"] == ["2,5 (5 sur 2)"]
    assert plain["reponses_a_chaud"] == ["sans objet cette année"]


def test_a_mean_of_few_answers_is_not_given() -> None:
    """Fewer than five answers could be told apart; several marks in one answer are one answer."""
    seen = year(
        notes__a_chaud_ecoute_nombre=5,
        notes__a_chaud_ecoute_somme=22,
        notes__a_chaud_rythme_nombre=4,
        notes__a_chaud_rythme_somme=20,
        notes__a_chaud_objectifs_nombre=12,
        notes__a_chaud_objectifs_somme=60,
        notes__a_chaud_objectifs_reponses=3,
    )["satisfaction_a_chaud"]
    by_key = dict(zip([line.key for line in seen.lines], said(seen), strict=True))
    assert by_key["ecoute"] == "4,4 (5\u00a0réponses)"
    assert by_key["rythme"] == by_key["objectifs"] == "moins de 5 réponses"
    assert by_key["accueil"] == "aucune réponse"
    assert all(line.top is None for line in seen.lines if line.withheld)


def test_small_counts_of_a_breakdown_are_not_given() -> None:
    """Nor those which, with the total, would give one back."""
    seen = year(interrompus__abandon=9, interrompus__reprise_emploi=2, interrompus__prestataire=7)
    assert said(seen["interrompus"]) == ["18"]
    motives = seen["motifs"]
    assert [line.withheld for line in motives.lines] == ["", "small", "beside"]
    assert "2" not in said(motives)[1]
    everything = year(everything=True, interrompus__abandon=9, interrompus__reprise_emploi=2)
    assert said(everything["motifs"]) == ["9", "2"]
    alone = year(interrompus__abandon=2)["motifs"]
    assert alone.whole
    assert alone.lines == ()


def test_who_knows_how_lines_are_chosen_learns_no_more() -> None:
    """Of all breakdowns that are published alike, each withheld line has two numbers at least."""
    alike: dict[Any, list[tuple[int, ...]]] = {}
    for numbers in itertools.product(range(14), repeat=3):
        counts = {label: number for label, number in zip("abc", numbers, strict=True) if number}
        found = secrecy.withheld(counts, 5)
        if found is not None:
            shown = tuple((x, n) for x, n in counts.items() if x not in found)
            view = (sum(numbers), shown, tuple(sorted(found.items())))
            alike.setdefault(view, []).append(numbers)
    # Of larger totals, other breakdowns published alike are beyond what was tried.
    told = [view for view, each in alike.items() if view[0] < 14 and _given_away(view, each)]
    assert any(hidden for _, _, hidden in alike)
    assert told == []


def _given_away(view: Any, each: list[tuple[int, ...]]) -> bool:
    return any(len({numbers["abc".index(label)] for numbers in each}) < 2 for label, _ in view[2])


def test_a_breakdown_that_is_not_given_is_not_said_to_be_small() -> None:
    """Six persons of whom one would be known are not « moins de 5 »."""
    seen = year(interrompus__abandon=5, interrompus__reprise_emploi=1)["motifs"]
    assert seen.whole
    assert "moins de" not in wording.whole(seen.entry.kind, 5)
    assert wording.whole("moyennes", 5) == "moins de 5 réponses"


def test_hours_follow_their_persons() -> None:
    """What is withheld of the persons is withheld of their hours."""
    seen = year(
        personnes__salarie=9,
        personnes__independant=2,
        personnes__demandeur_emploi=8,
        minutes_par_statut__salarie=9000,
        minutes_par_statut__independant=1200,
        minutes_par_statut__demandeur_emploi=8000,
    )
    for name in ("personnes_par_statut", "heures_par_statut"):
        assert [line.value is None for line in seen[name].lines] == [False, True, True]


@given(
    st.dictionaries(st.sampled_from("abcde"), st.integers(1, 9), min_size=1),
    st.integers(2, 5),
)
def test_no_withheld_number_can_be_worked_out(counts: dict[str, int], least: int) -> None:
    """Whoever knows the total, the lines given and the rule finds two answers at least."""
    found = secrecy.withheld(counts, least)
    if found is None:
        return
    assert {label for label, number in counts.items() if number < least} <= found.keys()
    shown = [number for label, number in counts.items() if label not in found]
    cap = min(shown, default=sum(counts.values()))
    hidden = sorted(found)
    ranges = [range(1, least) if found[x] == "small" else range(least, cap + 1) for x in hidden]
    total = sum(counts[label] for label in hidden)
    answers = [each for each in itertools.product(*ranges) if sum(each) == total]
    for place in range(len(hidden)):
        assert len({answer[place] for answer in answers}) > 1


def test_a_table_is_safe_to_open() -> None:
    """Commas and `;` as French spreadsheets have them, and no cell that they would run."""
    text = tables.sheet([["a;b", 4.25, None], ["=2+2", "@x", " -1"], ["+1", 1590.0, 'un "mot"']])
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert rows == [["a;b", "4,25", ""], ["'=2+2", "'@x", "' -1"], ["'+1", "1590", 'un "mot"']]


def test_every_figure_counts_something() -> None:
    """Each entry names measures that exist, a method, and a group."""
    assert {entry.group for entry in CATALOGUE.entries.values()} == CATALOGUE.groups.keys()
    measured = {name for entry in CATALOGUE.entries.values() for name in entry.measures}
    assert measured == {measure.name for measure in remaining.MEASURES}
    for entry in CATALOGUE.entries.values():
        assert entry.method.endswith(".")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("genre: compte", "genre: devinette"),
        ("mesure: commences", "mesure: rien"),
        ("champ: cadre/seances#cloture.motif", "champ: cadre/seances#cloture.le"),
        ("groupe: bpf", "groupe: ailleurs"),
        ("seuil: 5", "seuil: cinq"),
    ],
)
def test_a_broken_catalogue_names_its_line(tmp_path: Path, old: str, new: str) -> None:
    """What a cabinet changed wrongly is a sentence with a line, not a crash."""
    text = OVERLAY.read("chiffres.yaml").data.decode()
    (tmp_path / "chiffres.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    own = Overlay(OVERLAY.standard, tmp_path)
    own = Overlay(OVERLAY.standard, tmp_path, own.overrides())
    with pytest.raises(DataFault, match=r"chiffres\.yaml », ligne"):
        catalogues.load(own, TRAME)


def test_stats_says_how_each_figure_is_counted(demo: Any) -> None:
    """Each figure with its method beneath; nothing that could point at one person."""
    shown = demo("stats", "--year", "2026")
    assert shown.code == 0, shown.said
    assert re.search(r"Bilans commencés : [1-9]", shown.out.replace("\u00a0", " "))
    assert "première séance tenue et prouvée" in shown.out
    assert "moins de 5" in shown.out
    assert demo("chiffres", "--year", "2026").out == shown.out
    for name in ("Nadia", "Modèle"):
        assert name not in shown.out
    assert "Bilans commencés : 0" in demo("stats", "--year", "2020").out.replace("\u00a0", " ")


def test_stats_for_programs_and_spreadsheets(demo: Any) -> None:
    """The same figures as one object and as a table; `--exact` withholds nothing, and says so."""
    found = json.loads(demo("stats", "--json", "--year", "2026").out)
    lines = {each["chiffre"]: each["lignes"] for each in found["chiffres"]}
    assert found["ok"]
    assert found["annee"] == 2026
    assert lines["commences"][0]["valeur"] > 0
    assert all(line["valeur"] is None for line in lines["satisfaction_a_chaud"])
    exact = demo("stats", "--json", "--year", "2026", "--exact")
    assert "ne les publiez pas" in exact.err
    marks = {each["chiffre"]: each["lignes"] for each in json.loads(exact.out)["chiffres"]}
    assert marks["recommandation_a_chaud"][0]["valeur"] == 9
    written = demo("stats", "--year", "2026", "--output", str(demo.home / "chiffres.csv"))
    assert written.code == 0, written.said
    data = (demo.home / "chiffres.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfannee;rubrique;")
    assert (
        data.decode("utf-8").replace("\r\n", "\n") == demo("stats", "--csv", "--year", "2026").out
    )
    refused = demo("stats", "--output", str(demo.cwd / "dossiers" / "x.csv"))
    assert refused.code == 2


def test_destroyed_dossiers_still_count(demo: Any) -> None:
    """Class after class of a real dossier goes, and the year says the same."""
    before = demo("stats", "--year", "2026", "--exact", "--json").out
    trousseau = Trousseau(Path(demo.environ["BILANTOOL_TROUSSEAU"]))
    identity = trousseau.open(trousseau.demonstration or "")
    vault = Vault(Cabinet.at(demo.cwd), trousseau, identity)
    for reference, classe in itertools.product(
        ("2026-007", "2026-014"), ("comptable", "travail", "administratif", "suivi")
    ):
        opened = vault.open(reference)
        bilan = inspect(opened, TRAME, vault.cabinet, date(2026, 11, 23)).bilan
        remaining.record(trousseau, identity, bilan, opened.keys, classe)
        trousseau.save(opened.keys.destroy(classe, date(2026, 11, 23)), identity)
    assert demo("stats", "--year", "2026", "--exact", "--json").out == before
    shutil.rmtree(demo.cwd / "dossiers" / "2026-007")
    assert chiffres(demo) == chiffres_of(before)


def chiffres_of(text: str) -> Mapping[str, Any]:
    return {each["chiffre"]: each["lignes"] for each in json.loads(text)["chiffres"]}


def chiffres(terminal: Any) -> Mapping[str, Any]:
    return chiffres_of(terminal("stats", "--year", "2026", "--exact", "--json").out)


def test_what_is_not_counted_is_named(demo: Any) -> None:
    """A note that does not open, a dossier that is gone: the figures say that they are too low."""
    before = chiffres(demo)["commences"][0]["valeur"]
    (demo.cwd / "dossiers/2026-014/cadre/seances.yaml").write_text("abîmé", encoding="utf-8")
    shutil.rmtree(demo.cwd / "dossiers" / "2026-019")
    shown = demo("stats", "--year", "2026")
    assert shown.code == 3
    assert "2026-014, note cadre/seances, n’est pas comptée" in shown.err
    assert "dossier 2026-019, n’est pas compté" in shown.err
    assert "trop bas" in shown.err
    assert f"Bilans commencés : {before - 2}" in shown.out.replace("\u00a0", " ")
    listed = json.loads(demo("stats", "--year", "2026", "--json").out)["non_comptes"]
    assert {each["reference"] for each in listed} == {"2026-014", "2026-019"}


def test_damaged_sums_are_not_passed_over(demo: Any) -> None:
    """Without what destroyed dossiers left, every figure would be too low: it is a fault."""
    uuid = Cabinet.at(demo.cwd).uuid
    place = Path(demo.environ["BILANTOOL_TROUSSEAU"]) / sums.FOLDER
    place.mkdir()
    (place / uuid).write_text("abîmé", encoding="utf-8")
    shown = demo("stats", "--year", "2026")
    assert shown.code == 3
    assert "chiffres annuels" in shown.err
