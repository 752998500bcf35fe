"""The list of who comes: for whom it is, what it costs, and that its file is harmless."""

import pytest
from django.urls import reverse

from estafeta.organisations.models import Membership
from estafeta.participation.services import sign_up
from tests import make


def to(name, *args):
    return reverse(f"participation:{name}", args=args)


def member(deed, person, role):
    Membership.objects.create(organisation=deed.organisation, person=person, role=role)


@pytest.fixture
def aigul(client):
    user = make.user("Aigul")
    client.force_login(user)
    return user.person


def test_the_list_is_for_those_who_run_the_deed_or_check_in(client):
    deed = make.deed()
    shift = make.shift(of=deed)
    sign_up(make.person("Somebody", phone="+77011234567"), shift)
    owner, helper, stranger = make.user("Owner"), make.user("Helper"), make.user("Stranger")
    member(deed, owner.person, "owner")
    member(deed, helper.person, "checker")
    regional = make.coordinator(deed.territory).user
    elsewhere = make.coordinator(make.town("Aktau")).user

    seen = {}
    for user in (owner, helper, regional, stranger, elsewhere):
        client.force_login(user)
        for name in ("list", "list_file"):
            answer = client.get(to(name, deed.slug))
            seen[user.person.name, name, user.pk] = answer.status_code
            assert ("+77011234567" in answer.content.decode()) == (answer.status_code == 200)
    client.logout()
    seen["nobody"] = client.get(to("list", deed.slug)).status_code

    assert list(seen.values()) == [200] * 6 + [404] * 4 + [302]


@pytest.mark.parametrize("people", [1, 4])
def test_the_list_costs_the_same_whatever_its_length(client, aigul, people, django_assert_max_num_queries):
    deed = make.deed()
    member(deed, aigul, "owner")
    for number in range(people):
        sign_up(make.person(f"Person {number}"), make.shift(of=deed), seats=2, names=["Friend"])

    with django_assert_max_num_queries(16):
        client.get(to("list", deed.slug), {"tickets": "1"})


def test_no_cell_of_the_file_is_a_formula(client, aigul):
    shift = make.shift()
    member(shift.deed, aigul, "owner")
    sign_up(make.person('=HYPERLINK("http://x")'), shift, seats=3, names=["@SUM(A1)"], team_name="+1+1")

    lines = client.get(to("list_file", shift.deed.slug)).content.decode("utf-8-sig").splitlines()

    cells = [cell.strip('"') for cell in lines[1].split(",")]
    assert not [cell for cell in cells if cell[:1] in {"=", "@", "-"} or cell.startswith("+1")]


# --- minors ---------------------------------------------------------------------------------------
