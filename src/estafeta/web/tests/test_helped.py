"""What came of our help: the outcome with its pictures, for those who gave."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.appeals import services as appeals
from estafeta.deeds import services as deeds
from estafeta.deeds.models import DeedAnswer
from estafeta.photos.services import add_photo
from estafeta.photos.tests.test_photos import picture
from tests import make

PAGE = "/en/me/helped/"


@pytest.fixture
def bolat():
    return make.user("Bolat").person


def helped(bolat, title="A ground", *, colour="green"):
    owner = make.person("Owner")
    body = make.organisation(owner=owner)
    appeal = make.appeal(title, territory=body.territory)
    appeals.pledge(make.need(of=appeal), bolat, quantity=4, client_key=title)
    at = timezone.now() - timedelta(days=1)
    deed = make.deed(f"Deed for {title}", status="done", organisation=body, starts_at=at)
    DeedAnswer.objects.create(deed=deed, appeal=appeal)
    deeds.report(deed, owner, amount=60, story=f"{title} stands")
    add_photo(owner, deed, picture(colour), when="after", alt=f"View of {title}", consent=True, is_public=True)
    return appeal


def test_who_gave_sees_the_outcome_its_measure_and_its_pictures(client, bolat):
    helped(bolat)
    client.force_login(bolat.user)

    page = client.get(PAGE).content.decode()

    for words in ("A ground stands", "60 trees", 'alt="View of A ground"', "Deed for A ground"):
        assert words in page.replace("\xa0", " ")


def test_others_see_nothing_of_it_and_hidden_pictures_are_not_there(client, bolat):
    helped(bolat)
    client.force_login(make.user("Other"))

    assert "A ground" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_promise_and_for_many(client, bolat, count, django_assert_num_queries):
    for number in range(count):
        helped(bolat, f"Ground {number}", colour=["red", "green", "blue"][number])
    client.force_login(bolat.user)

    with django_assert_num_queries(9):
        client.get(PAGE)
