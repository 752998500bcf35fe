"""Whatever people do in whatever order, the house does what the published rule says (decision 0004).

`Book` is the rule written a second time, on paper: a list and some arithmetic, no database. A machine plays the same
acts on both and compares everything after each step.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from estafeta.base.errors import NotPossible
from estafeta.participation import queries
from estafeta.participation.models import Offer, SignUp
from estafeta.participation.services import answer_offer, cancel, change_seats, settle, sign_up
from tests import make

PEOPLE = 6
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass
class Unit:
    """A group that comes or waits together."""

    who: int
    seats: int
    since: datetime
    state: str = "waiting"
    kept_until: datetime | None = None

    @property
    def holds(self) -> int:
        return self.seats if self.state in {"going", "offered"} else 0


@dataclass
class Book:
    """The rule on paper."""

    capacity: int
    starts_at: datetime
    units: list[Unit] = field(default_factory=list)

    @property
    def left(self) -> int:
        return self.capacity - sum(unit.holds for unit in self.units)

    def of(self, who: int) -> Unit | None:
        return next((unit for unit in self.units if unit.who == who), None)

    def line(self) -> list[Unit]:
        return sorted((unit for unit in self.units if unit.state != "going"), key=lambda unit: unit.since)

    def sign_up(self, who: int, seats: int, now: datetime) -> None:
        if self.of(who) or now >= self.starts_at or seats > self.capacity:
            return
        state = "going" if seats <= self.left else "waiting"
        self.units.append(Unit(who, seats, now, state))

    def cancel(self, who: int, now: datetime) -> None:
        if now < self.starts_at:
            self.leave(who)
            self.offer_on(now)

    def leave(self, who: int) -> None:
        self.units = [unit for unit in self.units if unit.who != who]

    def change(self, who: int, seats: int, now: datetime) -> None:
        unit = self.of(who)
        if unit is None or now >= self.starts_at or seats > self.capacity:
            return
        more = seats - unit.seats
        if more > 0:
            if unit.state == "offered" or (unit.state == "going" and more > self.left):
                return
            if unit.state == "waiting":
                unit.since = now
        unit.seats = seats
        self.offer_on(now)

    def answer(self, who: int, take: bool, now: datetime) -> None:
        unit = self.of(who)
        if unit is None or unit.state != "offered":
            return
        if take and now < unit.kept_until:
            unit.state, unit.kept_until = "going", None
        else:
            self.leave(who)
        self.offer_on(now)

    def settle(self, now: datetime) -> None:
        for unit in [unit for unit in self.units if unit.state == "offered" and unit.kept_until <= now]:
            self.leave(unit.who)
        self.offer_on(now)

    def offer_on(self, now: datetime) -> None:
        if now >= self.starts_at:
            return
        while first := next((u for u in self.line() if u.state == "waiting" and u.seats <= self.left), None):
            last_call = self.starts_at - 2 * HOUR
            if now >= last_call:
                first.state = "going"
            else:
                first.state = "offered"
                first.kept_until = max(min(now + DAY, last_call), now + 15 * MINUTE)


class Gate(RuleBasedStateMachine):
    """People at a shift: the house and the book are told the same."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(
        capacity=st.integers(1, 5),
        ahead=st.sampled_from([3 * HOUR, 30 * HOUR, 80 * HOUR]),
        crowd=st.lists(st.integers(1, 3), min_size=2, max_size=PEOPLE),
    )
    def open_the_shift(self, capacity: int, ahead: timedelta, crowd: list[int]) -> None:
        self.now = timezone.now()
        self.people = [make.person(f"Person {number}") for number in range(PEOPLE)]
        self.shift = make.shift(of=make.deed(starts_at=self.now + ahead), capacity=capacity)
        self.book = Book(capacity, self.now + ahead)
        for who, seats in enumerate(crowd):
            self.sign_up(who, seats)

    def latest(self, who: int) -> SignUp | None:
        return SignUp.objects.filter(person=self.people[who]).order_by("-pk").first()

    def do(self, act, *things, **details) -> None:
        """Do it twice: the second time must change nothing."""
        for _ in range(2):
            with suppress(NotPossible):
                act(*things, **details, now=self.now)

    def go_on(self) -> None:
        self.now += timedelta(seconds=1)

    @rule(who=st.integers(0, PEOPLE - 1), seats=st.integers(1, 6))
    def sign_up(self, who: int, seats: int) -> None:
        self.go_on()
        self.do(sign_up, self.people[who], self.shift, seats=seats)
        self.book.sign_up(who, seats, self.now)

    @rule(who=st.integers(0, PEOPLE - 1))
    def cancel(self, who: int) -> None:
        self.go_on()
        if made := self.latest(who):
            self.do(cancel, made)
            self.book.cancel(who, self.now)

    @rule(who=st.integers(0, PEOPLE - 1), seats=st.integers(1, 6))
    def change(self, who: int, seats: int) -> None:
        self.go_on()
        if made := self.latest(who):
            self.do(change_seats, made, seats)
            self.book.change(who, seats, self.now)

    @rule(who=st.integers(0, PEOPLE - 1), take=st.booleans())
    def answer(self, who: int, take: bool) -> None:
        self.go_on()
        if made := self.latest(who):
            self.do(answer_offer, made, take=take)
            self.book.answer(who, take, self.now)

    @rule(later=st.sampled_from([MINUTE, 20 * MINUTE, 3 * HOUR, 25 * HOUR]))
    def wait(self, later: timedelta) -> None:
        self.now += later
        for _ in range(2):
            settle(now=self.now)
        self.book.settle(self.now)

    @invariant()
    def the_house_stands_as_the_book(self) -> None:
        if not hasattr(self, "book"):
            return
        found = {}
        for made in SignUp.objects.filter(shift=self.shift, status__in=SignUp.ACTIVE):
            offer = queries.open_offer(made)
            state = "offered" if offer else made.status
            found[made.person_id] = (made.seats, state, offer.lapses_at if offer else None)
        assert found == {
            self.people[unit.who].pk: (unit.seats, unit.state, unit.kept_until) for unit in self.book.units
        }

    @invariant()
    def the_line_is_in_the_published_order(self) -> None:
        if not hasattr(self, "book"):
            return
        for position, unit in enumerate(self.book.line(), start=1):
            assert queries.position_of(self.latest(unit.who)) == position

    @invariant()
    def what_is_taken_is_what_is_held_and_never_too_much(self) -> None:
        if not hasattr(self, "book"):
            return
        self.shift.refresh_from_db()
        going = SignUp.objects.filter(shift=self.shift, status="going").values_list("seats", flat=True)
        offered = Offer.objects.filter(sign_up__shift=self.shift, answer="open").values_list(
            "sign_up__seats", flat=True
        )
        assert self.shift.places_taken == sum(going) + sum(offered) <= self.shift.capacity

    @invariant()
    def nobody_stands_twice(self) -> None:
        active = list(SignUp.objects.filter(status__in=SignUp.ACTIVE).values_list("person", flat=True))
        assert len(active) == len(set(active))


def test_the_house_keeps_to_the_published_rule():
    run_state_machine_as_test(
        Gate,
        settings=settings(
            max_examples=30,
            stateful_step_count=15,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a failure of fifteen steps can be read as it is; shortening it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
