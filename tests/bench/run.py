"""How fast bilantool is, beside what the same work costs without it.

    python tests/bench/run.py [--only MEASURE] [--repetitions N] [--dossiers N] [--objects N]

Nothing is asserted: a time means little on another machine. What travels is the ratio to a
baseline of the same run, which each line of the table names. Ours and the baseline take turns
and the best of each counts, so that a busy moment of the machine spoils neither.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typst
from ruamel.yaml import YAML

import bilantool
from bilantool import inspection, proving
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.creation import write_dossier
from bilantool.cabinet.vault import Vault
from bilantool.documents import charts, context, pandoc, rendering
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.ring import DossierKeys
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame
from bilantool.resources import shipped
from bilantool.sealing import envelope
from bilantool.storage import files

PASSPHRASE = "phrase publique du banc de mesure"
CHEAP = KdfCost(memory_kib=8, iterations=1, lanes=1)
"""Stretching a passphrase is slow on purpose: it is no part of what is measured."""

COMPLETE = "2026-007"
TODAY = date(2026, 11, 23)
EVERY = 25
"""Of the sealed versions in a history, one in so many is of the class that was destroyed."""
OFFICE = ("docx", "odt", "html")


@dataclass(frozen=True, slots=True)
class Sample:
    """A cabinet made for the measures; `texts` are the notes of its dossiers in clear, and
    `first` the dossier that holds the complete example; `objects` how many versions a history
    is to have."""

    vault: Vault
    texts: tuple[str, ...]
    first: str
    objects: int = 0

    def command(self, *argv: str, codes: tuple[int, ...] = (0,)) -> Callable[[], None]:
        """A `bilantool` command in a process of its own, on this cabinet."""
        places = (
            "--cabinet", str(self.vault.cabinet.root),
            "--trousseau", str(self.vault.trousseau.folder),
        )  # fmt: skip
        return process("-m", "bilantool", *argv, *places, codes=codes)


@dataclass(frozen=True, slots=True)
class Measure:
    """Two ways to do one thing; `against` says in a few words what the baseline does."""

    name: str
    ours: Callable[[], None]
    baseline: Callable[[], None]
    against: str


def process(*argv: str, codes: tuple[int, ...] = (0,)) -> Callable[[], None]:
    """A run of this Python; another exit code than `codes` ends the measures."""

    def call() -> None:
        done = subprocess.run([sys.executable, *argv], capture_output=True, check=False)
        if done.returncode not in codes:
            raise SystemExit((done.stdout + done.stderr).decode("utf-8", "replace"))

    return call


def help_measure(_: Sample) -> Measure:
    return Measure(
        "--help",
        process("-m", "bilantool", "--help"),
        process("-c", "import typer"),
        "python -c 'import typer'",
    )


def check_measure(sample: Sample) -> Measure:
    # 1: an example has gaps, and naming them is the work.
    return _reading(sample, "check", codes=(0, 1))


def status_measure(sample: Sample) -> Measure:
    return _reading(sample, "status")


def agenda_measure(sample: Sample) -> Measure:
    return _reading(sample, "agenda")


def _reading(sample: Sample, command: str, codes: tuple[int, ...] = (0,)) -> Measure:
    loader = YAML(typ="safe", pure=False)

    def parse() -> None:
        for text in sample.texts:
            loader.load(text)

    return Measure(
        f"{command} ({counted(sample)})",
        sample.command(command, codes=codes),
        parse,
        f"ruamel's C loader on the {len(sample.texts)} texts, already in clear and in memory",
    )


def build_measure(sample: Sample) -> Measure:
    """The baseline writes the very Markdown that our template gives, in pandoc's default look."""
    markdown, pictures = _document(sample)
    folder = Path(tempfile.mkdtemp(dir=sample.vault.cabinet.root.parent))
    for name, data in pictures.items():
        (folder / name).write_bytes(data)

    def convert(to: str) -> bytes:
        command = [str(pandoc.binary()), "--from", pandoc.READER, "--to", to, "--standalone"]
        done = subprocess.run(
            [*command, f"--resource-path={folder}", "--output=-"],
            input=markdown,
            capture_output=True,
            check=True,
        )
        return done.stdout

    def raw() -> None:
        for to in OFFICE:
            convert(to)
        sources: Any = {"main.typ": convert("typst"), **pictures}
        typst.compile(sources, ignore_system_fonts=True)

    return Measure(
        "build, four formats",
        sample.command("build", sample.first, "synthese", "-o", str(folder / "documents")),
        raw,
        "pandoc to docx, odt, html and typst, one after another, then typst to pdf",
    )


def proof_measure(sample: Sample) -> Measure:
    """A history of sealed versions, some of the class that was destroyed, tried with every key of
    the trousseau."""
    vault = sample.vault
    keys = vault.open(sample.first).keys
    left = [key for dossier in _every_key(vault) for key in dossier]
    folder = Path(tempfile.mkdtemp(dir=vault.cabinet.root.parent))
    _write_history(folder, keys.uuid, left[0], sample.objects)
    target = proving.Target(keys.uuid, (keys.reference,), "travail", {})

    def bare() -> None:
        command = ["git", "cat-file", "--batch-all-objects", "--batch"]
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)

    return Measure(
        f"proof, {sample.objects} versions",
        lambda: _expect(
            proving.prove(target, left, folder).sealed == len(range(0, sample.objects, EVERY))
        ),
        bare,
        "git cat-file of every object, looked at by nobody",
    )


def _every_key(vault: Vault) -> Iterator[tuple[bytes, ...]]:
    for dossier in vault.trousseau.dossier_ids():
        held = vault.trousseau.load(dossier, vault.identity).keys.values()
        yield tuple(key for generations in held for key in generations.values())


def _write_history(folder: Path, dossier: str, key: bytes, objects: int) -> None:
    """One commit of many sealed notes of several dossiers, written by git's own importer."""
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    stream = [b"commit refs/heads/main\ncommitter a <a@exemple.invalid> 0 +0000\ndata 0\n"]
    for number in range(objects):
        classe = "suivi" if number % EVERY else "travail"
        header = envelope.NoteHeader(dossier, "preliminaire/demande", classe, 1, number + 1)
        data = envelope.seal_note(header, b"", key)
        stream.append(b"M 644 inline %d/%d.yaml\n" % (number // 100, number))
        stream.append(b"data %d\n%s\n" % (len(data), data))
    importer = ["git", "fast-import", "--quiet"]
    subprocess.run(importer, cwd=folder, input=b"".join(stream), check=True)


def _expect(held: bool) -> None:
    if not held:
        raise SystemExit("the measure did not do its work")


def _document(sample: Sample) -> tuple[bytes, dict[str, bytes]]:
    """The synthèse's Markdown and its pictures by file name."""
    vault = sample.vault
    overlay = vault.cabinet.overlay(vault.trousseau.accepted(vault.cabinet.uuid))
    loaded = trame.load(overlay)
    seen = inspection.inspect(vault.open(sample.first), loaded, vault.cabinet, TODAY)
    document = loaded.document("synthese")
    values = context.context(
        seen.bilan, loaded, document, today=TODAY, item=None, reference=seen.reference, draft=False
    )
    sources, trusted = rendering.templates(overlay, document.template)
    markdown = rendering.render(document.template, sources, values, trusted=trusted)
    drawn = charts.pictures(charts.draw(values))
    for name in drawn:
        markdown = markdown.replace(f"(chart:{name})", f"({name}.svg)")
    return markdown.encode(), {f"{name}.svg": svg for name, svg in drawn.items()}


MEASURES: dict[str, Callable[[Sample], Measure]] = {
    "help": help_measure,
    "check": check_measure,
    "status": status_measure,
    "agenda": agenda_measure,
    "build": build_measure,
    "proof": proof_measure,
}

DOSSIERS = {"agenda": 500}
"""How many dossiers a measure is taken on; `USUAL` for the others."""

USUAL = 200


@contextmanager
def sample_cabinet(dossiers: int, objects: int = 0) -> Iterator[Sample]:
    """A cabinet of `dossiers` dossiers, copies of the examples in turn, the complete one first."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        root, folder = Path(name) / "cabinet", Path(name) / "trousseau"
        root.mkdir()
        plain = shipped("examples") / "en-clair"
        shutil.copyfile(plain / "cabinet.yaml", root / "cabinet.yaml")
        templates = shipped("examples") / "cabinet" / "templates"
        if templates.is_dir():
            shutil.copytree(templates, root / "templates")
        identity, trousseau = Identity.new(), Trousseau(folder)
        trousseau.create(identity, PASSPHRASE, CHEAP, demonstration=True)
        cabinet = Cabinet.at(root)
        trousseau.accept(cabinet.uuid, cabinet.overlay({}).overrides())
        loaded = trame.load(cabinet.overlay(trousseau.accepted(cabinet.uuid)))
        sources = sorted(
            (path for path in plain.iterdir() if path.is_dir()),
            key=lambda path: (path.name != COMPLETE, path.name),
        )
        files.private_folder(root / "dossiers")
        texts: list[str] = []
        for number in range(dossiers):
            source = sources[number % len(sources)]
            notes = {n: (source / f"{n}.yaml").read_text(encoding="utf-8") for n in loaded.notes}
            pins = {note: spec.classe for note, spec in loaded.notes.items()}
            reference = f"2026-{number + 1:03d}"
            keys = DossierKeys.create(str(uuid.uuid4()), cabinet.uuid, reference, pins)
            place = files.private_folder(root / "dossiers" / keys.reference)
            write_dossier(place, keys, loaded, TODAY, notes)
            trousseau.save(keys, identity)
            texts += notes.values()
        yield Sample(Vault(cabinet, trousseau, identity), tuple(texts), "2026-001", objects)


def counted(sample: Sample) -> str:
    return f"{len(sample.vault.cabinet.references)} dossiers"


def best(measure: Measure, repetitions: int) -> tuple[float, float]:
    """The shortest times of ours and of the baseline, in milliseconds."""
    times: tuple[list[float], list[float]] = ([], [])
    for call in (measure.ours, measure.baseline):
        call()  # what only the first run does (memory of revisions, disk cache) is not measured
    for _ in range(repetitions):
        for kept, call in zip(times, (measure.ours, measure.baseline), strict=True):
            start = time.perf_counter()
            call()
            kept.append((time.perf_counter() - start) * 1000)
    return min(times[0]), min(times[1])


def imported(*argv: str) -> int:
    """How many modules of the package a command loads."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bilantool", *argv],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    names = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    return len({name for name in names if name.partition(".")[0] == "bilantool"})


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="bilantool beside what the same work costs bare")
    parser.add_argument("--only", choices=MEASURES, action="append", help="repeatable")
    parser.add_argument("--repetitions", type=int, default=5, metavar="N")
    parser.add_argument("--dossiers", type=int, metavar="N", help="for every measure")
    parser.add_argument("--objects", type=int, default=10_000, metavar="N")
    options = parser.parse_args(argv)
    package = Path(bilantool.__file__).parent
    compileall.compile_dir(package, quiet=2)
    print(f"{'measure':<24}{'ours, ms':>10}{'bare, ms':>10}{'ratio':>8}  against", flush=True)
    wanted = list(options.only or MEASURES)
    sizes = {name: options.dossiers or DOSSIERS.get(name, USUAL) for name in wanted}
    for size in sorted({*sizes.values()}):
        with sample_cabinet(size, options.objects) as sample:
            for name in (each for each in wanted if sizes[each] == size):
                measure = MEASURES[name](sample)
                ours, bare = best(measure, options.repetitions)
                line = f"{measure.name:<24}{ours:>10.0f}{bare:>10.0f}{ours / bare:>8.2f}"
                print(f"{line}  {measure.against}", flush=True)
    total = sum(1 for _ in package.rglob("*.py"))
    print(f"modules of bilantool loaded for --help: {imported('--help')} of {total}")


if __name__ == "__main__":
    main()
