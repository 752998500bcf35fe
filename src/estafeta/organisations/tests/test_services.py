"""Registering, verifying, inviting, joining, leaving: each act, its refusals, and twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.journal.queries import story_of
from estafeta.notifications.models import Letter
from estafeta.organisations import queries, rules, services
from estafeta.organisations.models import Invitation, Membership, Organisation
from tests import make


@pytest.fixture
def aigul():
    return make.person("Aigul")


def registered(owner, **changes):
    usual = {"kind": "ngo", "name": "Civic Alliance", "territory": make.town(), "registration_number": "100540012345"}
    return services.register(owner, **(usual | changes))


def roles(organisation):
    return list(queries.memberships_of(organisation).values_list("person__name", "role"))


# --- register ---------------------------------------------------------------------------------------------------------
def test_who_registers_becomes_the_owner_and_the_organisation_waits_to_be_verified(aigul):
    made = registered(aigul)

    assert (made.name, made.is_verified, roles(made)) == ("Civic Alliance", False, [("Aigul", "owner")])
    assert list(story_of(made).values_list("act", flat=True)) == ["registered"]


def test_registering_twice_registers_once_however_the_name_is_spelled(aigul):
    home = make.town()
    first = registered(aigul, kind="informal", name="Соседи Жамбыла", territory=home, registration_number="")

    again = registered(aigul, kind="informal", name="СОСЕДИ  жамбыла", territory=home, registration_number="")

    assert (first, Organisation.objects.count()) == (again, 1)


def test_a_registration_number_is_given_to_one_organisation_and_missed_only_by_an_informal_group(aigul):
    registered(aigul)

    with pytest.raises(NotPossible, match="already here"):
        registered(make.person("Bolat"), name="Another")
    with pytest.raises(NotPossible, match="registration number"):
        registered(aigul, name="Another", registration_number="")
    assert registered(aigul, kind="informal", name="Friends", registration_number="").kind == "informal"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "party"}, "what kind"),
        ({"name": " \x00\ud800"}, "Write the name"),
        ({"name": "x" * 100_000}, "200 characters"),
        ({"registration_number": "9" * 21}, "20 characters"),
    ],
)
def test_bad_words_are_refused_with_a_sentence(aigul, changes, said):
    with pytest.raises(NotPossible, match=said):
        registered(aigul, **changes)

    assert Organisation.objects.count() == 0


# --- revise -----------------------------------------------------------------------------------------------------------
def test_new_words_stay_verified_and_a_new_name_is_verified_anew(aigul):
    made = registered(aigul)
    services.verify(made, make.coordinator(made.territory), note="Seen in the register")
    words = {"name": made.name, "registration_number": made.registration_number, "about": "", "website": ""}

    assert services.revise(made, aigul, **(words | {"about": "We plant"})).is_verified
    assert not services.revise(made, aigul, **(words | {"name": "Another alliance"})).is_verified
    with pytest.raises(NotPossible, match="Only an owner"):
        services.revise(made, make.person("Stranger"), **words)


# --- verify -----------------------------------------------------------------------------------------------------------
def test_a_coordinator_verifies_once_and_the_organisers_read_of_it(aigul):
    made = registered(aigul)
    coordinator = make.coordinator(made.territory.parent)

    first = services.verify(made, coordinator, note="Called the director")
    again = services.verify(made, make.coordinator(made.territory), note="Again")

    assert (again.verified_by, again.verified_note) == (coordinator, "Called the director")
    assert first.verified_at == again.verified_at
    assert list(Letter.objects.values_list("kind", "person")) == [("organisation_verified", aigul.pk)]


def test_nobody_verifies_themselves_or_beside_their_territory(aigul):
    made = registered(aigul)

    for person in (aigul, make.coordinator(make.region("Pavlodar region")), make.coordinator(
            made.territory, campaign="one-team")):  # fmt: skip
        with pytest.raises(NotPossible, match="do not coordinate"):
            services.verify(made, person, note="Trust me")


def test_the_queue_holds_the_unverified_of_the_subtree_and_nothing_else(aigul):
    here = make.region("Karaganda region")
    waiting = registered(aigul, territory=make.town("Temirtau", parent=here))
    make.organisation("Verified", territory=waiting.territory)
    make.organisation("Elsewhere", verified=False)

    assert list(queries.organisations_to_verify(make.coordinator(here))) == [waiting]
    assert list(queries.organisations_to_verify(make.coordinator(here, campaign="one-team"))) == []
    assert list(queries.organisations_to_verify(aigul)) == []
    assert list(queries.organisations_to_verify(None)) == []


# --- invite and join --------------------------------------------------------------------------------------------------
def test_a_link_lets_one_person_in_once(aigul):
    made = registered(aigul)
    invitation = services.invite(made, aigul, role="organiser")
    bolat = make.person("Bolat")

    assert services.join(bolat, invitation) == services.join(bolat, invitation)

    assert roles(made) == [("Aigul", "owner"), ("Bolat", "organiser")]
    with pytest.raises(NotPossible, match="already taken"):
        services.join(make.person("Vera"), invitation)


def test_a_member_who_takes_a_link_keeps_their_part_and_leaves_the_link_free(aigul):
    made = registered(aigul)
    invitation = services.invite(made, aigul, role="checker")

    assert services.join(aigul, invitation).role == "owner"
    assert services.join(make.person("Bolat"), invitation).role == "checker"


def test_a_link_lapses_after_fourteen_days(aigul):
    invitation = services.invite(registered(aigul), aigul, role="checker")
    late = timezone.now() + timedelta(days=14, minutes=1)

    with pytest.raises(NotPossible, match="lapsed"):
        services.join(make.person("Bolat"), invitation, now=late)
    Invitation.objects.update(lapses_at=timezone.now())
    assert queries.open_invitation(invitation.token) is None
    assert queries.open_invitation("no-such-token" * 100) is None


def test_only_an_owner_invites_and_only_to_a_part_that_there_is(aigul):
    made = registered(aigul)
    helper = make.person("Bolat")
    services.join(helper, services.invite(made, aigul, role="organiser"))

    with pytest.raises(NotPossible, match="Only an owner"):
        services.invite(made, helper, role="owner")
    with pytest.raises(NotPossible, match="no such part"):
        services.invite(made, aigul, role="emperor")


# --- leave and remove -------------------------------------------------------------------------------------------------
def test_the_last_owner_stays_until_there_is_another(aigul):
    made = registered(aigul)
    with pytest.raises(NotPossible, match="last owner"):
        services.leave(aigul, made)
    bolat = make.person("Bolat")
    services.join(bolat, services.invite(made, aigul, role="owner"))

    for _ in range(2):
        services.leave(aigul, made)

    assert roles(made) == [("Bolat", "owner")]
    assert Membership.objects.count() == 2


def test_who_was_removed_may_come_back_by_a_new_link(aigul):
    made, bolat = registered(aigul), make.person("Bolat")
    services.join(bolat, services.invite(made, aigul, role="organiser"))

    with pytest.raises(NotPossible, match="Only an owner"):
        services.remove(made, aigul, by=bolat)
    services.remove(made, bolat, by=aigul)
    assert roles(made) == [("Aigul", "owner")]
    services.join(bolat, services.invite(made, aigul, role="checker"))

    assert roles(made) == [("Aigul", "owner"), ("Bolat", "checker")]


# --- rules ------------------------------------------------------------------------------------------------------------
def test_each_part_may_what_it_may_and_nothing_more():
    organisation = make.organisation()
    people = {"stranger": make.person("Stranger"), "visitor": None}
    for role in ("owner", "organiser", "checker"):
        people[role] = make.person(role)
        Membership.objects.create(organisation=organisation, person=people[role], role=role)
    people["left"] = make.person("Left")
    Membership.objects.create(organisation=organisation, person=people["left"], role="owner", left_at=timezone.now())

    def allowed(rule):
        return {name for name, person in people.items() if rule(person, organisation)}

    assert allowed(rules.may_manage) == {"owner"}
    assert allowed(rules.may_organise) == {"owner", "organiser"}
    assert allowed(rules.may_check_in_for) == {"owner", "organiser", "checker"}
    assert allowed(rules.may_verify) == set()
    assert {name for name, person in people.items() if organisation in queries.organisations_of(person)} == {
        "owner", "organiser", "checker",
    }  # fmt: skip


def test_nobody_vouches_without_saying_what_was_checked(aigul):
    made = registered(aigul)

    with pytest.raises(NotPossible, match="what you checked"):
        services.verify(made, make.coordinator(made.territory), note=" \n ")

    made.refresh_from_db()
    assert made.verified_at is None
