"""The acts of thanks, one file per noun."""

from estafeta.recognition.services.certificates import forget, issue, issue_diploma, issue_for_deed, revoke
from estafeta.recognition.services.going_on import come_along, tell_of_next, thank_everybody
from estafeta.recognition.services.paper import take_line_back, type_in
from estafeta.recognition.services.passports import note_key, sign_passport
from estafeta.recognition.services.thanking import thank_for
from estafeta.recognition.services.told import release_told, say_told

__all__ = [
    "come_along", "forget", "issue", "issue_diploma", "issue_for_deed", "note_key", "release_told", "revoke",
    "say_told", "sign_passport", "take_line_back", "tell_of_next", "thank_everybody", "thank_for", "type_in",
]  # fmt: skip
