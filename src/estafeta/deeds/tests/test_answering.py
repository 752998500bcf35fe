"""A deed for an appeal takes the appeal along."""

import pytest

from estafeta.base.errors import NotPossible
from estafeta.deeds import services
from estafeta.deeds.models import Deed, DeedAnswer
from tests import make


def answering(appeal, owner, **fields):
    body = make.organisation(owner=owner, territory=appeal.territory)
    deed = make.deed(organisation=body, campaign=appeal.campaign, **fields)
    DeedAnswer.objects.create(deed=deed, appeal=appeal)
    return deed


def state(appeal):
    appeal.refresh_from_db()
    return appeal.status


def test_announcing_puts_the_appeal_under_way_and_calling_off_opens_it_again():
    appeal, owner = make.appeal(), make.user().person
    deed = answering(appeal, owner, status="draft")
    services.announce(deed, owner)
    assert state(appeal) == "under_way"

    services.call_off(deed, owner, "Rain")

    assert state(appeal) == "published"


def test_with_another_deed_ahead_a_called_off_one_changes_nothing():
    appeal, owner = make.appeal(status="under_way"), make.user().person
    answering(appeal, owner)

    services.call_off(answering(appeal, owner), owner, "Rain")

    assert state(appeal) == "under_way"


def test_an_appeal_is_done_with_the_last_report():
    appeal, owner = make.appeal(status="under_way"), make.user().person
    first, last = (answering(appeal, owner, status="done") for _ in range(2))

    services.report(first, owner, amount=None, story="Half of it.")
    assert state(appeal) == "under_way"
    services.report(last, owner, amount=None, story="All of it.")

    assert state(appeal) == "done"
    assert appeal.steps.last().words == "All of it."


def test_a_closed_appeal_takes_no_deed(client):
    appeal, owner = make.appeal(status="confirmed"), make.user().person
    with pytest.raises(NotPossible, match="takes no help"):
        services.prepare(
            owner, campaign=appeal.campaign, type=make.deed_type(), territory=appeal.territory, title="T",
            group_name="Friends", language="en", answers=appeal,
            slots=[services.Slot(make.tomorrow(), make.tomorrow(8))],
        )  # fmt: skip

    assert Deed.objects.count() == 0
