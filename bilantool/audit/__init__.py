"""What an audit asks of the dossiers: the evidence of each indicator, and no word of it.

`referentiel` reads the framework (qualiopi.yaml), `places` and `evidence` look for what it names
in a dossier, `gathering` does so over several, `pack` makes of it what an auditor is given.
"""

from bilantool.audit.gathering import Gathered, of_year, one
from bilantool.audit.making import Made, make

__all__ = ["Gathered", "Made", "make", "of_year", "one"]
