"""Ends of lines, whatever wrote them.

Beside those of the three systems: the line that Word, PowerPoint and Excel break by hand (U+000B),
the page (U+000C), and what Unicode and some web pages use (U+0085, U+2028, U+2029).
"""

from __future__ import annotations

import re

ENDS = "\r\x0b\x0c\x85\u2028\u2029"
"""Every end of a line but `\\n`."""

_END = re.compile(f"\r\n|[{ENDS}]")


def unified(text: str) -> str:
    """`text` with `\\n` for every end of a line."""
    return _END.sub("\n", text)
