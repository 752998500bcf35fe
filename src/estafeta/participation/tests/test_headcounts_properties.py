"""No sequence of counts, photos, repeats and undoings gives two facts for one counted group."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from estafeta.base.errors import NotPossible
from estafeta.base.images import Picture
from estafeta.participation import rules
from estafeta.participation.services import add_headcount_photo, check_in_batch
from estafeta.tally.models import Fact
from estafeta.tally.services import verify
from tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
COUNTERS = 3

acts = st.lists(
    st.one_of(
        st.tuples(st.just("count"), st.integers(0, COUNTERS - 1), st.integers(20, 24)),
        st.tuples(st.just("photo"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("undo"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("again"), st.integers(0, 9), st.booleans()),
    ),
    min_size=1,
    max_size=10,
)


class Counting(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts)
    def test_a_group_is_one_fact_with_the_number_and_grade_of_what_stands(self, done):  # noqa: C901 -- one story
        deed = make.deed(starts_at=NOW - timedelta(hours=1))
        helpers = [make.user(f"Helper {number}").person for number in range(COUNTERS)]
        for helper in helpers:
            deed.organisation.memberships.create(person=helper, role="checker")
        counts, photos, undone = {}, {}, set()

        def send(number, by):
            if number in counts:
                about = {"kind": "headcount", "heads": counts[number][1]}
                check_in_batch(
                    deed,
                    helpers[by],
                    [{"uuid": str(UUID(int=number)), "at": NOW.isoformat(), **about}],
                    received_at=NOW,
                )

        def show(number):
            entry, good = photos[number]
            picture = Picture(f"digest {number}", b"large", b"small", 3, 2, NOW if good else NOW - timedelta(days=9))
            add_headcount_photo(
                deed,
                helpers[0],
                UUID(int=number),
                entry=str(UUID(int=entry)),
                picture=picture,
                consent=True,
                received_at=NOW,
            )

        for at, (what, which, more) in enumerate(done, start=1):
            known = [*counts, *photos]
            if what == "count":
                counts[at] = (which, more)
                send(at, which)
            elif what == "photo" and counts:
                photos[at] = (list(counts)[which % len(counts)], more)
                try:
                    show(at)
                except NotPossible:
                    del photos[at]
            elif what == "undo" and known:
                target = known[which % len(known)]
                undone.add(target)
                undo = {"uuid": str(UUID(int=1000 + at)), "kind": "undo", "entry": str(UUID(int=target))}
                check_in_batch(deed, helpers[0], [undo], received_at=NOW)
            elif what == "again" and known:
                target = known[which % len(known)]
                show(target) if target in photos else send(target, counts[target][0])

        mine = {}
        for number, (by, heads) in counts.items():
            if number not in undone:
                mine.setdefault(by, heads)
        standing = Fact.objects.filter(deed=deed, kind="headcount", corrected_by=None).values_list("heads", "grade")
        if not mine:
            assert list(standing) == []
        else:
            settled = rules.settle(list(mine.values()))
            proved = any(
                good and number not in undone and entry not in undone for number, (entry, good) in photos.items()
            )
            assert list(standing) == [(settled.heads, "C" if settled.agreed and proved else "D")]
        assert verify() == []
