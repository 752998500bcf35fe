"""The organiser's list on paper: a row with a code of its own for everybody, and blank rows for those who walk in."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from estafeta.base.qr import qr_svg
from estafeta.deeds.models import Deed
from estafeta.participation import rules
from estafeta.participation.models import CheckInEntry, SignUp
from estafeta.participation.queries.check_ins import standing_entries
from estafeta.participation.queries.screens import going_list
from estafeta.participation.queries.words import when


@dataclass(frozen=True)
class PaperRow:
    """One row. A blank one has no sign-up; `is_here` says that it counts already."""

    number: int
    code: str
    when: str = ""
    sign_up: SignUp | None = None
    is_here: bool = False

    @property
    def drawn(self) -> SafeString:
        return qr_svg(self.code)


def paper_rows(deed: Deed, blank: int) -> list[PaperRow]:
    """Who goes, by shift and name, then blank rows. Four queries, however many."""
    here = set(standing_entries(deed).filter(person__isnull=False).values_list("person", flat=True))
    typed = _typed_rows(deed)
    rows: list[PaperRow] = []
    for sign_up in going_list(deed).filter(status=SignUp.Status.GOING):
        sign_up.shift.deed = deed
        code = rules.paper_text(deed, f"p{sign_up.pk}")
        rows.append(PaperRow(len(rows) + 1, code, when(sign_up.shift), sign_up, sign_up.person_id in here))
    for number in range(1, min(blank, rules.MOST_BLANK_ROWS) + 1):
        code = rules.paper_text(deed, f"w{number}")
        rows.append(PaperRow(len(rows) + 1, code, is_here=code in typed))
    return rows


def _typed_rows(deed: Deed) -> set[str]:
    kept = standing_entries(deed).filter(kind=CheckInEntry.Kind.PAPER, sign_up=None).values_list("said", flat=True)
    return {str(said.get("paper", "")) for said in kept if isinstance(said, dict)}
