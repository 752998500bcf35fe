"""Informal groups are reviewed, frail people need a verified organisation, minors do no forbidden work."""

import pytest
from django.conf import settings

from estafeta.base.errors import NotPossible
from estafeta.deeds import services
from estafeta.deeds.services import Slot
from estafeta.organisations.services import register
from tests import make


def drafted(by, body, **words):
    begins = make.tomorrow()
    usual = {
        "campaign": make.campaign(), "type": make.deed_type(), "organisation": body, "territory": body.territory,
        "title": "Planting a park", "language": "en",
    }  # fmt: skip
    deed = services.draft(by, **(usual | words))
    services.set_shifts(deed, by, [Slot(begins, begins.replace(hour=begins.hour + 3), 20)])
    return deed


def test_friends_without_a_number_announce_and_a_coordinator_reads_it_first():
    aigul, town = make.user("Aigul").person, make.town(parent=make.region())
    friends = register(aigul, kind="informal", name="Neighbours of the yard", territory=town)

    deed = services.submit(drafted(aigul, friends), aigul)

    assert (friends.registration_number, deed.status) == ("", "review")
    assert services.announce(deed, make.coordinator(town.parent)).status == "announced"


def test_a_deed_with_frail_people_waits_until_its_organisation_is_verified_whoever_announces_it():
    aigul = make.user("Aigul").person
    new = make.organisation(owner=aigul, verified=False)
    deed = drafted(aigul, new, with_frail_people=True)

    with pytest.raises(NotPossible, match="verified"):
        services.submit(deed, aigul)
    with pytest.raises(NotPossible, match="verified"):
        services.announce(deed, make.coordinator(new.territory))

    trusted = make.organisation(owner=aigul)
    assert services.submit(drafted(aigul, trusted, with_frail_people=True), aigul).status == "announced"


@pytest.mark.parametrize(("min_age", "groups"), [(None, ()), (14, ()), (18, ("pupils",))])
def test_work_that_is_forbidden_to_minors_cannot_be_saved_for_them(min_age, groups):
    aigul = make.user("Aigul").person
    body, felling = make.organisation(owner=aigul), make.deed_type("felling", fits_minors=False)

    with pytest.raises(NotPossible, match="not for children"):
        drafted(aigul, body, type=felling, min_age=min_age, suits=[make.group(slug) for slug in groups])

    grown = drafted(aigul, body, type=felling, min_age=18)
    with pytest.raises(NotPossible, match="not for children"):
        services.revise(grown, aigul, min_age=settings.AGE_OF_CONSENT - 1)
    assert drafted(aigul, body, min_age=14, suits=[make.group("pupils")]).min_age == 14
