import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from estafeta.accounts.models import ApiToken, KeptAnswer
from estafeta.accounts.services import forget_answers, issue_token, revoke_token
from estafeta.participation.models import SignUp
from tests import make


def post(client, deed, body, **headers):
    return client.post(
        f"/api/v1/deeds/{deed.slug}/sign-ups", json.dumps(body), content_type="application/json", headers=headers
    )


AIGUL = {"name": "Aigul", "email": "aigul@example.org", "lang": "en"}


def bearer(user, *scopes):
    return {"Authorization": f"Bearer {issue_token(user, 'test', scopes)}"}


def test_a_stranger_gets_an_unconfirmed_place_and_a_private_link(client):
    shift = make.shift()

    answer = post(client, shift.deed, AIGUL)

    assert answer.status_code == 201
    said = answer.json()
    made = SignUp.objects.get()
    assert (said["status"], said["shift"], said["token"]) == ("unconfirmed", shift.pk, made.token)
    assert said["link"].endswith(f"/en/places/{made.token}/")


def test_the_owner_of_a_token_comes_at_once_or_waits(client):
    shift = make.shift(capacity=1)

    answers = [post(client, shift.deed, {"lang": "en"}, **bearer(make.user(n), "sign-ups")) for n in ("A", "B")]

    assert [answer.json()["status"] for answer in answers] == ["going", "waiting"]


def test_a_token_without_the_scope_may_not(client):
    answer = post(client, make.shift().deed, {}, **bearer(make.user()))

    assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden")


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic eDp5", "Bearer", "\xff"])
def test_a_token_that_is_not_good_is_refused_even_for_reading(client, header):
    answer = client.get("/api/v1/campaigns", headers={"Authorization": header})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_revoked_token_is_refused(client):
    headers = bearer(make.user(), "sign-ups")
    revoke_token(ApiToken.objects.get())

    assert client.get("/api/v1/campaigns", headers=headers).status_code == 401


def test_only_the_digest_of_a_token_is_kept(client):
    secret = issue_token(make.user(), "test", [])

    assert secret not in str(ApiToken.objects.values().get())


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ({}, 422, "name"),
        ({"name": "Aigul"}, 422, "email"),
        ({"name": "Aigul", "email": "no"}, 422, "email"),
        ({"name": "Aigul", "phone": "12"}, 422, "phone"),
        (AIGUL | {"seats": -1}, 422, "seats"),
        (AIGUL | {"shift": 10**30}, 422, "shift"),
        (AIGUL | {"shift": 999_999}, 422, "shift"),
        (AIGUL | {"born_on": "1582-13-01"}, 422, "born_on"),
        (AIGUL | {"lang": "xx"}, 422, "lang"),
        (AIGUL | {"name": "x" * 100_000}, 422, "name"),
        ({"name": "\x00\ud800", "email": "a@example.org"}, 422, "name"),
    ],
)
def test_bad_input_is_said_with_its_place(client, body, status, where):
    answer = post(client, make.shift().deed, body)

    assert answer.status_code == status
    assert answer.json()["faults"][0]["where"] == where


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'"x"', b"[" * 5000])
def test_a_body_that_is_none_is_refused(client, body):
    deed = make.shift().deed

    answer = client.post(f"/api/v1/deeds/{deed.slug}/sign-ups", body, content_type="application/json")

    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_a_deed_without_a_shift_to_come_conflicts(client):
    answer = post(client, make.deed(), AIGUL)

    assert (answer.status_code, answer.json()["detail"]) == (409, "This deed has no shift to come.")


def test_a_cancelled_deed_conflicts_with_a_reason(client):
    shift = make.shift(of=make.deed(status="cancelled"))

    answer = post(client, shift.deed, AIGUL)

    assert (answer.status_code, answer.json()["detail"]) == (409, "This deed was cancelled.")


def test_a_place_is_seen_and_freed_by_its_token(client):
    shift = make.shift()
    token = post(client, shift.deed, {"lang": "en"}, **bearer(make.user(), "sign-ups")).json()["token"]

    assert client.get(f"/api/v1/sign-ups/{token}").json()["status"] == "going"
    assert client.delete(f"/api/v1/sign-ups/{token}").status_code == 204
    assert client.delete(f"/api/v1/sign-ups/{token}").status_code == 204
    assert client.get(f"/api/v1/sign-ups/{token}").json()["status"] == "cancelled"
    shift.refresh_from_db()
    assert shift.places_taken == 0


def test_the_same_idempotency_key_acts_once_and_answers_the_same(client):
    shift = make.shift()

    first, second = (post(client, shift.deed, AIGUL, **{"Idempotency-Key": "k-1"}) for _time in range(2))

    assert (first.status_code, second.status_code, second.json()) == (201, 201, first.json())
    assert second["Idempotent-Replayed"] == "true"
    assert SignUp.objects.count() == 1


def test_an_idempotency_key_is_not_used_for_another_call_nor_while_one_is_under_way(client):
    deed = make.shift().deed
    post(client, deed, AIGUL, **{"Idempotency-Key": "k-1"})

    assert post(client, deed, AIGUL | {"seats": 2}, **{"Idempotency-Key": "k-1"}).status_code == 422
    KeptAnswer.objects.update(status=None)
    assert post(client, deed, AIGUL, **{"Idempotency-Key": "k-1"}).status_code == 409
    assert post(client, deed, AIGUL, **{"Idempotency-Key": "й"}).status_code == 400


def test_a_call_whose_process_died_can_be_made_again(client):
    deed = make.shift().deed
    post(client, deed, AIGUL, **{"Idempotency-Key": "k-1"})
    KeptAnswer.objects.update(status=None, kept_at=timezone.now() - timedelta(minutes=6))

    assert post(client, deed, AIGUL, **{"Idempotency-Key": "k-1"}).status_code == 201


def test_answers_are_forgotten_after_a_day(client):
    post(client, make.shift().deed, AIGUL, **{"Idempotency-Key": "k-1"})
    KeptAnswer.objects.update(kept_at=timezone.now() - timedelta(hours=25))

    assert forget_answers() == 1


def test_a_program_needs_no_cookie_against_forgery():
    strict = Client(enforce_csrf_checks=True)

    assert post(strict, make.shift().deed, AIGUL).status_code == 201


def test_a_refusal_is_kept_under_the_key_too(client):
    deed = make.deed()

    answers = [post(client, deed, AIGUL, **{"Idempotency-Key": "k-2"}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[1]["Content-Type"] == "application/problem+json"


def test_calls_are_counted_and_too_many_are_refused(client, settings):
    settings.API_READS_A_MINUTE = 2

    answers = [client.get("/api/v1/campaigns") for _time in range(3)]

    assert [(a.status_code, a["RateLimit-Remaining"]) for a in answers] == [(200, "1"), (200, "0"), (429, "0")]
    assert answers[2]["Retry-After"]


def test_a_failure_is_a_problem_without_its_insides(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("django.db.models.query.QuerySet.order_by", lambda *_a, **_k: 1 / 0)

    answer = client.get("/api/v1/campaigns")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "division" not in answer.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_refusals_speak_the_readers_language(client, language):
    answer = client.get(f"/api/v1/tally?as_of=x&lang={language}")

    assert answer["Content-Language"] == language
