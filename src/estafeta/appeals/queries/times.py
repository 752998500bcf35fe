"""How long people wait for an answer, from the moments that are kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from estafeta.appeals import rules
from estafeta.appeals.models import Pledge
from estafeta.appeals.queries.reading import appeals_coordinated_by
from estafeta.people.models import Person


class Median(Aggregate):
    """The middle one; of an even number, between the two."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class ReplyTime:
    """How long one desk or organisation takes. `due` are those answered, and those not answered in time."""

    key: Any
    answered: int
    in_time: int
    due: int
    median: timedelta | None

    @property
    def share(self) -> int | None:
        """How many in a hundred of those due were answered in time."""
        return round(100 * self.in_time / self.due) if self.due else None


def reply_times_of_desks(person: Person | None, since: datetime, at: datetime) -> list[ReplyTime]:
    """Of each territory to which an appeal of this coordinator's subtrees went first; `key` is its pk. One query."""
    asked = appeals_coordinated_by(person).filter(sent_at__gte=since, sent_at__lte=at).exclude(
        replied_at=None, status__in=("withdrawn", "merged")
    )  # fmt: skip
    return _grouped(
        asked, "sent_to", F("replied_at") - F("sent_at"), "replied_at", F("sent_at") + rules.ANSWER_WITHIN, at
    )


def reply_times_of_givers(person: Person | None, since: datetime, at: datetime) -> list[ReplyTime]:
    """Of each organisation, from its promise until it brought the thing or answered for the permit. One query."""
    made = Pledge.objects.filter(
        need__appeal__in=appeals_coordinated_by(person), organisation__isnull=False, made_at__gte=since, made_at__lte=at
    ).exclude(status__in=(Pledge.Status.WITHDRAWN, Pledge.Status.RELEASED))
    return _grouped(made, "organisation", F("settled_at") - F("made_at"), "settled_at", F("lapses_at"), at)


def _grouped(rows: QuerySet[Any], by: str, taken: Any, answered_at: str, due_at: Any, at: datetime) -> list[ReplyTime]:
    answered = Q(**{f"{answered_at}__isnull": False})
    rows = rows.annotate(taken=ExpressionWrapper(taken, DurationField()), due_at=due_at)
    found = (
        rows.order_by()
        .values(by)
        .annotate(
            answered=Count("pk", filter=answered),
            in_time=Count("pk", filter=answered & Q(**{f"{answered_at}__lte": F("due_at")})),
            late=Count("pk", filter=~answered & Q(due_at__lt=at)),
            median=Median("taken", filter=answered),
        )
    )
    return [
        ReplyTime(row[by], row["answered"], row["in_time"], row["answered"] + row["late"], row["median"])
        for row in found.order_by(by)
    ]
