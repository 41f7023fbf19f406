"""bilantool: dossiers of *bilan de compétences*, sealed notes, dated checks, finished documents."""

__version__ = "0.1.0"
