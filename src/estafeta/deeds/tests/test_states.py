"""No sequence of acts leads a deed where the table does not."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from estafeta.base.errors import NotPossible
from estafeta.deeds import rules, services
from estafeta.deeds.models import Deed, StateChange
from estafeta.deeds.tests.test_announcing import drafted
from tests import make

BEGINS = make.tomorrow()
MOMENTS = st.sampled_from([BEGINS - timedelta(hours=1), BEGINS, BEGINS + timedelta(hours=4)])
ACTS = {
    "submit": lambda deed, who, now: services.submit(deed, who, now=now),
    "announce": lambda deed, who, now: services.announce(deed, who, now=now),
    "refuse": lambda deed, who, now: services.refuse(deed, who, reason="Say more", now=now),
    "call_off": lambda deed, who, now: services.call_off(deed, who, "Storm", now=now),
    "under_way": lambda deed, _who, now: services.mark_under_way(deed, now=now),
    "done": lambda deed, _who, now: services.mark_done(deed, now=now),
    "report": lambda deed, who, now: services.report(deed, who, amount=Decimal(1), story="", now=now),
    "verify": lambda deed, who, now: services.verify(deed, who, now=now),
    "revise": lambda deed, who, _now: services.revise(deed, who, about="More"),
    "repeat": lambda deed, who, now: services.repeat(deed, who, times=1, now=now),
}


def test_the_table_knows_every_state_and_leads_only_to_states():
    assert set(rules.TRANSITIONS) == set(Deed.Status)
    assert set().union(*rules.TRANSITIONS.values()) <= set(Deed.Status)


class StatesTest(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        verified=st.booleans(),
        steps=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.booleans(), MOMENTS), max_size=12),
    )
    def test_no_sequence_of_acts_leaves_the_table(self, *, verified, steps):
        owner = make.person("Owner")
        organisation = make.organisation(owner=owner, verified=verified)
        coordinator = make.coordinator(organisation.territory)
        deed = drafted(owner, organisation)

        for act, by_coordinator, now in steps:
            with suppress(NotPossible):
                ACTS[act](deed, coordinator if by_coordinator else owner, now)

        deed.refresh_from_db()
        way = list(StateChange.objects.filter(deed=deed).order_by("pk").values_list("status", flat=True))
        assert all(after in rules.TRANSITIONS[before] for before, after in pairwise(way))
        assert way[-1] == deed.status
        assert (deed.announced_at is not None) == ("announced" in way)
        assert (deed.cancelled_at is not None) == (deed.status == "cancelled")
