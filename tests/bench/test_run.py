"""The measures still run and still print a ratio; how large it is, no test says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

RUNNER = Path(__file__).with_name("run.py")


@pytest.mark.parametrize("measure", ["help", "check", "status", "agenda", "build", "proof"])
def test_each_measure_prints_a_ratio(measure: str) -> None:
    """One line names ours, the baseline and the ratio between them."""
    small = ["--repetitions", "1", "--dossiers", "2", "--objects", "50"]
    done = subprocess.run(
        [sys.executable, str(RUNNER), "--only", measure, *small],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if measure in line.partition("  ")[0]]
    assert lines, done.stdout
    assert re.search(r"\s\d+\s+\d+\s+\d+\.\d\d\s+\S", lines[0]), lines[0]
