"""Random questions as of the past keep their answers (`estafeta bench for-ever` asks 1,000 after 100,000 changes)."""

import os

import pytest
from django.utils import timezone

from estafeta.ops.bench.for_ever import Past
from tests import make

QUESTIONS = int(os.environ.get("FOR_EVER_QUESTIONS", "40"))
CHANGES = int(os.environ.get("FOR_EVER_CHANGES", "400"))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_random_questions_as_of_the_past_are_answered_the_same_after_many_changes():
    campaign = make.campaign()
    for number in range(4):
        town = make.town(f"Town {number}")
        body = make.organisation(f"Body {number}", territory=town)
        make.deed(campaign=campaign, organisation=body, type=make.deed_type(f"kind-{number}"), starts_at=timezone.now())
    for number in range(30):
        make.person(f"P {number}")
    past = Past(campaign)
    past.change(CHANGES // 4)
    past.ask(QUESTIONS)

    past.change(CHANGES)

    assert past.differing() == []
    assert len({str(answer) for answer in past.answers.values()}) > 1
