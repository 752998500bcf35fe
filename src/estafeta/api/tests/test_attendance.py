import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.accounts.services import issue_token
from estafeta.organisations.models import Membership
from estafeta.participation.services import sign_up
from estafeta.tally.models import Fact
from tests import make


@pytest.fixture
def deed():
    return make.deed(starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def helper(deed):
    user = make.user("Vera")
    Membership.objects.create(organisation=deed.organisation, person=user.person, role="checker")
    return user


def post(client, deed, entries, user=None, scope="attendance"):
    headers = {"Authorization": f"Bearer {issue_token(user, 'gate', [scope])}"} if user else {}
    body = json.dumps({"entries": entries, "sent_at": timezone.now().isoformat()})
    return client.post(f"/api/v1/deeds/{deed.slug}/attendance", body, content_type="application/json", headers=headers)


def test_each_check_in_is_told_its_fate(client, deed, helper):
    made = sign_up(make.person(), make.shift(of=deed), now=timezone.now() - timedelta(days=1))
    one = {"uuid": str(uuid.uuid4()), "kind": "person", "sign_up": made.pk, "at": timezone.now().isoformat()}
    bad = {"uuid": str(uuid.uuid4()), "kind": "ticket", "ticket": "1.forged"}

    first, again = (post(client, deed, [one, bad], helper).json()["answers"] for _ in range(2))

    assert [answer["fate"] for answer in first] == ["taken", "refused"]
    assert [answer["fate"] for answer in again] == ["known", "refused"]
    assert Fact.objects.get().grade == "A"


def test_only_who_stands_at_the_gate_checks_in(client, deed, helper):
    stranger = make.user("Stranger")

    answers = [post(client, deed, []), post(client, deed, [], stranger), post(client, deed, [], helper, "sign-ups")]

    assert [answer.status_code for answer in answers] == [403, 404, 403]


def test_before_the_deed_it_conflicts(client, helper, deed):
    later = make.deed(organisation=deed.organisation, starts_at=timezone.now() + timedelta(days=2))

    answer = post(client, later, [{"kind": "walk_in", "name": "Dana"}], helper)

    assert (answer.status_code, "an hour before" in answer.json()["detail"]) == (409, True)
