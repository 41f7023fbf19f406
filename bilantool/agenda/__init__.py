"""What awaits the counsellor: sessions, delays, gaps, told from the notes, the most urgent first.

Nothing is assumed: what the notes do not date has no delay here. A dossier is named by its
reference alone. Each theme is a room of its own that yields items of one dossier (`sessions`,
`before` a session, `act`, `aftermath`, `rights`, `keeping`) or of the cabinet (`staff`,
`plaintext`); `gathering` makes one list of them, `calendar` one file.
"""

from bilantool.agenda.gathering import agenda, pressing
from bilantool.agenda.item import Case, Item, Urgency

__all__ = ["Case", "Item", "Urgency", "agenda", "pressing"]
