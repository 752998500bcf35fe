"""Acts on the tree of territories."""

from estafeta.territories.services.boundaries import import_boundaries
from estafeta.territories.services.builtin import load_builtin
from estafeta.territories.services.importing import import_territories
from estafeta.territories.services.points import import_points
from estafeta.territories.services.populations import import_populations
from estafeta.territories.services.reports import Part, Report
from estafeta.territories.services.table_rows import FIELDS, meaning_of
from estafeta.territories.services.whole_country import import_country

__all__ = [
    "FIELDS",
    "Part",
    "Report",
    "import_boundaries",
    "import_country",
    "import_points",
    "import_populations",
    "import_territories",
    "load_builtin",
    "meaning_of",
]
