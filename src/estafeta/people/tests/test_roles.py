import pytest

from estafeta.base.errors import NotPossible
from estafeta.people.queries import coordinators_of, people_visible_to, roles_visible_to
from estafeta.people.rules import may_coordinate
from estafeta.people.services import end_role, give_role
from tests import make


@pytest.fixture
def tree():
    country = make.country()
    region = make.region("Karaganda region", code="35", parent=country)
    return {
        "country": country,
        "region": region,
        "town": make.town("Temirtau", code="3524", parent=region),
        "like_named": make.region("Number 351", code="351", parent=country),
        "other": make.region("Almaty region", code="19", parent=country),
    }


@pytest.mark.parametrize(
    ("held", "campaign", "asked", "asked_for", "expected"),
    [
        ("region", "", "region", "", True),
        ("region", "", "town", "", True),
        ("region", "", "country", "", False),
        ("region", "", "other", "", False),
        ("region", "", "like_named", "", False),
        ("country", "", "town", "", True),
        ("town", "", "region", "", False),
        ("region", "", "town", "one-team", True),
        ("region", "one-team", "town", "one-team", True),
        ("region", "one-team", "town", "next-theme", False),
        ("region", "one-team", "town", "", False),
    ],
)
def test_a_role_reaches_its_subtree_and_its_campaign_and_nothing_else(tree, held, campaign, asked, asked_for, expected):
    person = make.coordinator(tree[held], campaign=campaign)

    assert bool(may_coordinate(person, tree[asked], asked_for)) is expected


def test_nobody_and_those_without_a_role_coordinate_nothing(tree):
    assert not may_coordinate(None, tree["town"])
    assert not may_coordinate(make.person(), tree["town"])


def test_an_ended_role_reaches_nothing(tree):
    person = make.coordinator(tree["region"])

    end_role(person.roles.get(), by=person)

    assert not may_coordinate(person, tree["town"])
    assert coordinators_of(tree["town"]) == []


def test_coordinators_are_the_nearest_above_who_exist(tree):
    national = make.coordinator(tree["country"], "National")
    make.coordinator(tree["other"], "Elsewhere")

    assert coordinators_of(tree["town"]) == [national]

    regional = make.coordinator(tree["region"], "Regional")
    of_one_campaign = make.coordinator(tree["town"], "One campaign", campaign="one-team")
    assert coordinators_of(tree["town"]) == [regional]
    assert coordinators_of(tree["town"], "one-team") == [of_one_campaign]


def test_a_coordinator_gives_roles_beneath_and_nowhere_else(tree):
    regional = make.coordinator(tree["region"])
    aigul = make.person("Aigul")

    given = give_role(aigul, "coordinator", tree["town"], by=regional)

    assert (given.given_by, may_coordinate(aigul, tree["town"]).allowed) == (regional, True)
    assert give_role(aigul, "coordinator", tree["town"], by=regional) == given
    for territory in ("country", "other"):
        with pytest.raises(NotPossible):
            give_role(aigul, "coordinator", tree[territory], by=regional)


def test_a_coordinator_of_one_campaign_gives_no_role_in_all_campaigns(tree):
    of_one = make.coordinator(tree["region"], campaign="one-team")

    with pytest.raises(NotPossible):
        give_role(make.person(), "coordinator", tree["town"], by=of_one)


def test_one_gives_no_role_to_oneself(tree):
    aigul = make.person("Aigul")

    with pytest.raises(NotPossible):
        give_role(aigul, "coordinator", tree["town"], by=aigul)


def test_who_ended_a_role_stays_on_record(tree):
    national, regional = make.coordinator(tree["country"]), make.coordinator(tree["region"])

    with pytest.raises(NotPossible):
        end_role(national.roles.get(), by=regional)
    ended = end_role(regional.roles.get(), by=national)

    assert ended.ended_by == national
    assert ended.ended_at is not None


def test_sight_is_oneself_ones_wards_and_the_roles_beneath(tree):
    regional, local = make.coordinator(tree["region"]), make.coordinator(tree["town"])
    elsewhere = make.coordinator(tree["other"])
    ward = make.person("Bolat", guardian=local)
    make.person("Stranger")

    assert set(people_visible_to(local)) == {local, ward}
    assert set(people_visible_to(regional)) == {regional, local}
    assert set(people_visible_to(None)) == set()
    assert [role.person for role in roles_visible_to(elsewhere)] == [elsewhere]
    assert {role.person for role in roles_visible_to(regional)} == {regional, local}


def test_the_operator_appoints_the_first_coordinator(tree):
    operator = make.user("Operator", is_staff=True, is_superuser=True).person

    assert give_role(make.person(), "coordinator", tree["country"], by=operator).given_by == operator
