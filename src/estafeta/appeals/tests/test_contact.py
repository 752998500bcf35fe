"""An asker's contact: shown to be one's own by a code, few of them, and told so to the coordinator."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.appeals import services
from estafeta.appeals.models import Appeal, ContactCode
from estafeta.appeals.tests.test_views import NEW, signed_in, typed
from estafeta.base.errors import NotPossible
from estafeta.notifications.models import Letter
from tests import make


@pytest.fixture
def town():
    home = make.town(lon=72.96, lat=50.05)
    make.campaign(territory=make.country())
    return home


@pytest.fixture
def appeal(client, town):
    client.post(NEW, typed(town, send="1"))
    return Appeal.objects.get()


def code() -> str:
    return Letter.objects.filter(kind="appeal_code").latest("pk").details["code"]


def test_the_code_confirms_the_contact_and_the_coordinator_sees_both_states(client, town, appeal):
    path, boss = f"/en/appeals/follow/{appeal.token}/", make.coordinator(town)
    check = f"/en/appeals/{appeal.slug}/check/"
    assert "contact not confirmed" in signed_in(client, boss).get(check).content.decode()
    client.logout()
    assert "Confirm your contact" in client.get(path).content.decode()

    answer = client.post(f"{path}contact/", {"digits": f"{code()[:3]} {code()[3:]}"}, follow=True)

    assert "Your contact is confirmed" in answer.content.decode()
    assert "Send another code" not in answer.content.decode()
    assert "contact confirmed" in signed_in(client, boss).get(check).content.decode()


def test_a_wrong_code_spends_a_try_and_after_five_none_counts(appeal):
    right = code()
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(5):
        with pytest.raises(NotPossible, match="not the code"):
            services.confirm_contact(appeal, wrong)

    with pytest.raises(NotPossible, match="no longer counts"):
        services.confirm_contact(appeal, right)


def test_an_old_code_does_not_count_and_a_new_one_does(appeal):
    later = timezone.now() + timedelta(minutes=16)
    with pytest.raises(NotPossible, match="no longer counts"):
        services.confirm_contact(appeal, code(), now=later)

    services.send_code(appeal, now=later)

    assert services.confirm_contact(appeal, code(), now=later).contact_confirmed_at == later
    assert ContactCode.objects.count() == 0


def test_nobody_rings_a_strangers_phone_all_night(appeal):
    at = timezone.now()
    with pytest.raises(NotPossible, match="on its way"):
        services.send_code(appeal, now=at)
    for minute in range(2, 10, 2):
        services.send_code(appeal, now=at + timedelta(minutes=minute))

    with pytest.raises(NotPossible, match="Several codes"):
        services.send_code(appeal, now=at + timedelta(minutes=12))


def test_who_is_signed_in_needs_no_code(client, town):
    words = typed(town, send="1")
    del words["name"], words["contact"]
    signed_in(client, make.user("Dana").person).post(NEW, words)

    assert Appeal.objects.get().contact_confirmed_at is not None
    assert not Letter.objects.filter(kind="appeal_code").exists()


def test_only_a_keyed_digest_of_the_code_is_kept(appeal):
    assert code() not in str(ContactCode.objects.values().get())


def test_one_network_address_guesses_no_codes_of_many_appeals(client, appeal):
    path = f"/en/appeals/follow/{appeal.token}/contact/"
    tried = [client.post(path, {"digits": "000000"}, follow=True).content.decode() for _guess in range(20)]
    right = client.post(path, {"digits": code()}, follow=True).content.decode()
    elsewhere = client.post(path, {"digits": code()}, follow=True, REMOTE_ADDR="192.0.2.7").content.decode()

    assert not any("Too many tries" in page for page in tried)
    assert "Too many tries" in right
    assert "Too many tries" not in elsewhere
