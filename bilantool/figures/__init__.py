"""What one dossier adds to the yearly figures (`measures`), and what stays of it (`remaining`)."""

from bilantool.figures.measures import MEASURES, NOTES, Measure
from bilantool.figures.remaining import Totals, contributions, record, totals

__all__ = ["MEASURES", "NOTES", "Measure", "Totals", "contributions", "record", "totals"]
