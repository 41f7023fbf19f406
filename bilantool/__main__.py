"""`python -m bilantool`."""

from bilantool.cli import run

run()
