"""How much an operation asks for: found out once for each document, and refused before anything is read.

A document is measured in two moments. Before it is validated, its text alone tells its `Shape`, so that no rule of
validation meets what would take it long. After that a `Measure` takes types, page sizes and variables into account.
Either looks at every fragment once, however often it is spread.
"""

from slugger.schema.limits.document import Checked, Document, coded, read
from slugger.schema.limits.extension import QueryLimits
from slugger.schema.limits.measure import Measure

__all__ = ["Checked", "Document", "Measure", "QueryLimits", "coded", "read"]
