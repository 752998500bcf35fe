"""Asking and promising by program: the same rules as on the pages, once under one key, with a private link."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.api.tests.test_writing import bearer
from estafeta.appeals.models import Appeal, Pledge
from estafeta.deeds.models import DeedAnswer
from estafeta.notifications.models import Letter
from estafeta.photos.services import add_photo
from estafeta.photos.tests.test_photos import picture
from tests import make


@pytest.fixture
def town():
    home = make.town(lon=72.96, lat=50.05)
    make.campaign(territory=make.country())
    return home


def post(client, path, body, **headers):
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def asked(town, **more):
    usual = {"title": "A sports ground", "kind": "place", "territory": town.code, "lang": "en"}
    return usual | {"name": "Dana", "phone": "8 701 123 45 67"} | more


def test_a_stranger_asks_and_gets_a_private_link_and_a_code(client, town):
    answer = post(client, "appeals", asked(town, about="We have nowhere to play", lon=72.97, lat=50.06))

    appeal, said = Appeal.objects.get(), answer.json()
    assert answer.status_code == 201
    assert said == {
        "id": appeal.slug, "status": "sent", "contact_confirmed": False, "token": appeal.token,
        "link": said["link"],
    }  # fmt: skip
    assert said["link"].endswith(f"/en/appeals/follow/{appeal.token}/")
    assert (appeal.asker.phone, appeal.lon) == ("+77011234567", 72.97)
    assert Letter.objects.filter(kind="appeal_code").count() == 1


def test_the_same_key_asks_once(client, town):
    headers = {"Idempotency-Key": "one"}
    answers = [post(client, "appeals", asked(town), **headers) for _time in range(2)]

    assert (answers[0].json(), Appeal.objects.count()) == (answers[1].json(), 1)


def test_the_owner_of_a_token_asks_for_the_own_organisation(client, town):
    teacher = make.user("Teacher")
    school = make.organisation("School 5", kind="school", owner=teacher.person, territory=town)
    body = {"title": "Books", "kind": "things", "territory": town.code, "organisation": school.slug, "lang": "en"}

    answer = post(client, "appeals", body, **bearer(teacher, "appeals"))

    appeal = Appeal.objects.get()
    assert answer.json()["contact_confirmed"] is True
    assert (appeal.asker, appeal.organisation) == (teacher.person, school)
    other = post(client, "appeals", body, **bearer(make.user("Other"), "appeals"))
    assert (other.status_code, other.json()["faults"][0]["where"]) == (422, "organisation")


@pytest.mark.parametrize(
    ("more", "status", "where"),
    [
        ({"name": ""}, 422, "name"),
        ({"phone": ""}, 422, "email"),
        ({"phone": "12"}, 422, "phone"),
        ({"territory": "nowhere"}, 404, "territory"),
        ({"kind": "money"}, 422, "kind"),
        ({"title": "x" * 121}, 422, "title"),
        ({"title": " "}, 409, None),
        ({"lon": 10.0, "lat": 10.0}, 409, None),
        ({"organisation": "x"}, 422, "organisation"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(client, town, more, status, where):
    answer = post(client, "appeals", asked(town, **more))

    assert (answer.status_code, Appeal.objects.count()) == (status, 0)
    assert answer["Content-Type"] == "application/problem+json"
    assert [fault["where"] for fault in answer.json()["faults"]] == ([where] if where else [])


def test_a_token_without_the_scope_neither_asks_nor_promises(client, town):
    need = make.need(of=make.appeal(territory=town))
    headers = bearer(make.user("Bolat"), "sign-ups")

    assert post(client, "appeals", asked(town), **headers).status_code == 403
    body = {"need": need.pk, "quantity": 1}
    assert post(client, f"appeals/{need.appeal.slug}/pledges", body, **headers).status_code == 403
    assert post(client, f"appeals/{need.appeal.slug}/pledges", body).status_code == 401


def test_a_partner_promises_once_under_one_key_and_reads_what_is_left(client, town):
    owner = make.user("Bolat")
    body = make.organisation(kind="business", owner=owner.person, territory=town)
    need = make.need(of=make.appeal(territory=town), quantity=10)
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    said = {"need": need.pk, "quantity": 4, "until": until, "organisation": body.slug}
    headers = bearer(owner, "pledges") | {"Idempotency-Key": "k-1"}

    answers = [post(client, f"appeals/{need.appeal.slug}/pledges", said, **headers) for _time in range(2)]

    made = Pledge.objects.get()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    told = answers[0].json()
    assert (told["id"], told["status"], told["remaining"]) == (made.pk, "promised", 6)
    assert told["lapses_at"].startswith(until)
    assert made.organisation == body


def test_more_than_is_missing_is_a_conflict_unless_it_is_meant(client, town):
    need = make.need(of=make.appeal(territory=town), quantity=2)
    headers, path = bearer(make.user("Bolat"), "pledges"), f"appeals/{need.appeal.slug}/pledges"
    said = {"need": need.pk, "quantity": 3, "lang": "en"}

    refused = post(client, path, said, **headers)

    assert (refused.status_code, "still missing" in refused.json()["detail"]) == (409, True)
    assert post(client, path, said | {"more": True}, **headers).status_code == 201
    assert post(client, path, said | {"need": make.need().pk}, **headers).status_code == 404


def test_one_appeal_is_read_whole(client, town):
    appeal = make.appeal(territory=town, meeting_point="School 5")
    deed = make.deed(territory=town)
    DeedAnswer.objects.create(deed=deed, appeal=appeal)
    photo = add_photo(appeal.asker, appeal, picture(), alt="The yard", consent=True, is_public=True)

    whole = client.get(f"/api/v1/appeals/{appeal.slug}").json()

    assert (whole["meeting_point"], whole["organisation"], whole["deeds"]) == ("School 5", None, [deed.slug])
    assert [(one["alt"], one["url"].endswith(photo.large_url)) for one in whole["pictures"]] == [("The yard", True)]
