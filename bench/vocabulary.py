"""From the texts of the tables to the enums of the graph, field by field."""

from collections.abc import Mapping

from slugger.models import terms


def _names(vocabulary: type[terms.Term]) -> Mapping[str, str]:
    return {term.value: term.name for term in vocabulary if term.value != "Undefined"}


AUTO = {text: kind.name for text, kind in terms.AUTO_PITCH_TYPES.items()}
TAGGED = {text: kind.name for text, kind in terms.TAGGED_PITCH_TYPES.items()}
NAMES: Mapping[str, Mapping[str, str]] = {
    "topOrBottom": _names(terms.Half),
    "pitchCall": _names(terms.PitchCall),
    "playResult": _names(terms.PlayResult),
    "pitchType": _names(terms.PitchType),
    "pitcherThrows": _names(terms.Hand),
    "batterSide": _names(terms.Side),
    "throws": _names(terms.Hand),
    "bats": _names(terms.BattingHand),
    "division": {"north": "NORTH", "south": "SOUTH"},
}
"""What each text of a field is called in the graph; a text that is not here says nothing."""


def pitch_type(automatic: str | None, tagged: str | None) -> str | None:
    """Give the one pitch type: the classifier's, else the operator's."""
    return AUTO.get(automatic or "") or TAGGED.get(tagged or "")
