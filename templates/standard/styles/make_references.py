"""Make reference.docx and reference.odt, the styles that Word and LibreOffice documents start from.

Run by developers after a change in reference_*.py:

    python templates/standard/styles/make_references.py [FOLDER]

Starts from pandoc's own reference documents and restyles them. Words in braces (`{titre}`,
`{beneficiaire}`, `{pied}`, `{brouillon}`) and the accent colour are filled in when a document is
written (bilantool/documents/office.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

from reference_docx import reference_docx
from reference_odt import reference_odt


def main() -> int:
    """Write both files into the folder of the first argument, or beside this script."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    (folder / "reference.docx").write_bytes(reference_docx())
    (folder / "reference.odt").write_bytes(reference_odt())
    return 0


if __name__ == "__main__":
    sys.exit(main())
