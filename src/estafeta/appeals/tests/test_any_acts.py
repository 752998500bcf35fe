"""No sequence of acts leaves less than nothing missing, an appeal without a next step, or a pledge counted twice."""

from contextlib import suppress
from datetime import timedelta

from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from estafeta.appeals import queries, rules, services
from estafeta.appeals.models import Appeal, Pledge
from estafeta.base.errors import NotPossible
from tests import make

LITTLE = st.integers(min_value=-1, max_value=6)
WHICH = st.integers(min_value=0, max_value=5)


class Acts(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        town = make.town()
        self.coordinator = make.coordinator(town)
        self.mayor = make.person("Mayor")
        self.city = make.organisation("City", kind="authority", owner=self.mayor, territory=town)
        self.appeal = make.appeal(status="sent", territory=town)
        self.other = make.appeal(territory=town)
        self.people = [make.person(f"Giver {number}") for number in range(2)]
        self.clock = timezone.now()

    def do(self, act):
        with suppress(NotPossible):
            act()

    def pledges(self):
        return list(Pledge.objects.order_by("pk"))

    @rule(number=WHICH, quantity=LITTLE)
    def needs(self, number, quantity):
        kind = ["people", "material", "permit"][number % 3]
        self.do(
            lambda: services.add_need(self.appeal, self.coordinator, kind=kind, what=f"thing {kind}", quantity=quantity)
        )

    @rule(number=WHICH, quantity=LITTLE, key=WHICH, more=st.booleans())
    def pledges_something(self, number, quantity, key, more):
        wanted = list(self.appeal.needs.all())
        if not wanted:
            return
        need = wanted[number % len(wanted)]
        giver, body = (self.mayor, self.city) if need.kind == "permit" else (self.people[number % 2], None)
        self.do(
            lambda: services.pledge(
                need,
                giver,
                organisation=body,
                quantity=quantity,
                client_key=str(key),
                knowing_it_is_covered=more,
                now=self.clock,
            )
        )

    @rule(which=WHICH, act=st.sampled_from(["deliver", "receive", "withdraw", "grant", "refuse"]))
    def settles(self, which, act):
        made = self.pledges()
        if not made:
            return
        one = made[which % len(made)]
        acts = {
            "deliver": lambda: services.deliver(one, one.person),
            "receive": lambda: services.receive(one, by=self.appeal.asker),
            "withdraw": lambda: services.withdraw_pledge(one, one.person),
            "grant": lambda: services.answer_permit(one, one.person, granted=True),
            "refuse": lambda: services.answer_permit(one, one.person, granted=False, reason="No"),
        }
        self.do(acts[act])

    @rule(days=st.integers(min_value=1, max_value=30))
    def time_passes(self, days):
        self.clock += timedelta(days=days)
        services.lapse(self.clock)
        services.escalate(self.clock)

    @rule(
        act=st.sampled_from(
            ["publish", "ask_back", "answer_back", "under_way", "done", "confirm", "reopen", "merge", "unmerge",
             "called_off", "drop", "withdraw"]
        )
    )  # fmt: skip
    def appeal_moves(self, act):
        appeal = Appeal.objects.get(pk=self.appeal.pk)
        acts = {
            "publish": lambda: services.publish(appeal, self.coordinator),
            "ask_back": lambda: services.ask_back(appeal, self.coordinator, question="Which?"),
            "answer_back": lambda: services.answer_back(appeal, words={"about": "This one."}),
            "under_way": lambda: services.mark_under_way(appeal, by=None),
            "done": lambda: services.mark_done(appeal, by=None, words="Done"),
            "confirm": lambda: services.confirm(appeal),
            "reopen": lambda: services.reopen(appeal, words="More"),
            "merge": lambda: services.merge(appeal, self.other, self.coordinator),
            "unmerge": lambda: services.unmerge(appeal, self.coordinator),
            "called_off": lambda: services.deed_called_off(appeal, by=None),
            "drop": lambda: [
                services.drop_need(need, self.coordinator, reason="Enough") for need in appeal.needs.all()[:1]
            ],
            "withdraw": lambda: services.withdraw(appeal),
        }
        self.do(acts[act])

    @invariant()
    def nothing_is_negative_or_counted_twice(self):
        standing = sum(one.quantity for one in self.pledges() if one.status in Pledge.COUNTED)
        states = queries.need_states(Appeal.objects.get(pk=self.appeal.pk))
        assert sum(state.pledged for state in states) == standing
        for state in states:
            assert 0 <= state.delivered <= state.pledged
            assert state.need.quantity == state.remaining + state.pledged - state.over
            assert min(state.remaining, state.over) == 0

    @invariant()
    def nobody_is_at_a_dead_end(self):
        appeal = Appeal.objects.get(pk=self.appeal.pk)
        assert appeal.status in Appeal.FINAL or rules.next_step(appeal) is not None
        assert queries.dead_ends() == []
        assert (appeal.status == "answered") <= queries.has_standing_pledges(appeal)


class TestAnyActs(Acts.TestCase, TestCase):
    settings = settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
