"""Whatever is re-sent, reordered or half lost between some phones and the server: everything arrives once.

The truth is simple: a person was there when anybody checked them in and did not undo that.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from estafeta.participation.models import CheckInEntry
from estafeta.participation.services import check_in_batch, sign_up
from estafeta.tally.models import Fact
from estafeta.tally.services import verify
from tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
PEOPLE = 5


@st.composite
def evenings(draw):
    """What three phones did: (number, person or the number that is undone), and how it was sent."""
    acts = []
    for number in range(draw(st.integers(1, 14))):
        checks = [act[0] for act in acts if act[1] == "person"]
        if checks and draw(st.booleans()) and draw(st.booleans()):
            acts.append((number, "undo", draw(st.sampled_from(checks))))
        else:
            acts.append((number, "person", draw(st.integers(0, PEOPLE - 1))))
    sent = draw(st.lists(st.lists(st.sampled_from(acts), max_size=6), max_size=8))
    rest = draw(st.permutations(acts))  # in the end everything gets through
    return acts, [*sent, rest]


class Arriving(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(evenings())
    def test_everything_arrives_once(self, evening):
        acts, batches = evening
        deed = make.deed(starts_at=NOW - timedelta(hours=1))
        helper = make.user("Vera").person
        deed.organisation.memberships.create(person=helper, role="checker")
        shift = make.shift(of=deed, capacity=None)
        coming = [sign_up(make.person(f"Person {n}"), shift, now=NOW - timedelta(days=1)) for n in range(PEOPLE)]

        def said(act):
            number, kind, what = act
            about = {"sign_up": coming[what].pk} if kind == "person" else {"entry": str(UUID(int=what + 1))}
            return {"uuid": str(UUID(int=number + 1)), "kind": kind, "at": NOW.isoformat(), **about}

        for batch in batches:
            check_in_batch(deed, helper, [said(act) for act in batch], received_at=NOW)

        undone = {what for _number, kind, what in acts if kind == "undo"}
        truth = {coming[what].person_id for number, kind, what in acts if kind == "person" and number not in undone}
        standing = Fact.objects.filter(deed=deed, kind="attendance", corrected_by=None).values_list("person", flat=True)
        assert sorted(standing) == sorted(truth)
        assert CheckInEntry.objects.filter(deed=deed).count() == len(acts)
        assert verify() == []
