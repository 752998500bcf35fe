import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from estafeta.tally import queries, services
from estafeta.tally.models import Sum
from tests import make


@pytest.fixture
def deed():
    made = make.deed()
    services.record(made, "attendance", grade="A", happened_at=made.starts_at, person=make.person())
    return made


def told(*words, **options):
    out = StringIO()
    call_command("tally", *words, stdout=out, **options)
    return out.getvalue()


def test_the_figures_are_told_in_words(deed):
    assert "1 participation\n" in told()
    assert "Temirtau" in told(territory=deed.territory.parent.code, by="territory")


def test_for_programs_the_object_of_the_api_is_told(deed):
    moment = queries.figure(deed.campaign).recorded_until

    answer = json.loads(told("--json", "--as-of", moment.isoformat()))

    assert answer == queries.figure(deed.campaign, as_of=moment).as_dict()


@pytest.mark.parametrize("asked", [{"territory": "X1"}, {"as_of": "tomorrow"}, {"campaign": "none"}])
def test_a_wrong_question_fails_with_a_sentence(deed, asked):
    with pytest.raises(CommandError, match=r"There is no|is not a moment"):
        told(**asked)


def test_verify_agrees_or_fails(deed):
    assert told("verify") == "The sums agree with the facts, and the seals hold.\n"

    Sum.objects.update(heads=2)
    with pytest.raises(CommandError, match="Differences: 1"):
        told("verify")
    with pytest.raises(CommandError, match="no campaign"):
        told("verify", campaign="none")

    assert told("rebuild") == "1 sums added up again from the facts.\n"
    assert told("verify") == "The sums agree with the facts, and the seals hold.\n"
