"""`python -m bilantool`."""

import sys

# Python puts the current folder first on its path; it may be a cabinet that came from elsewhere,
# whose files must never be taken for modules.
if not sys.flags.safe_path:
    del sys.path[0]

from bilantool.cli import run

run()
