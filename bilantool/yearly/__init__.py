"""The figures of a year, over every dossier of the cabinet, destroyed ones included.

`catalogue` reads which figures there are and how each is counted, `counting` adds the dossiers
up, `secrecy` decides what could point at somebody, `stating` makes the figures, `wording` their
text and their table.
"""

from bilantool.yearly.counting import Counted, count
from bilantool.yearly.stating import Figure, Line, figures

__all__ = ["Counted", "Figure", "Line", "count", "figures"]
