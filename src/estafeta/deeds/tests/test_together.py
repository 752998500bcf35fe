"""Organising a deed together with other organisations, by a private link."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.deeds import queries, rules, services
from estafeta.deeds.models import DeedOrganiser
from estafeta.deeds.tests.test_announcing import acts, drafted
from tests import make


@pytest.fixture
def aigul():
    return make.user("Aigul")


@pytest.fixture
def bolat():
    return make.user("Bolat")


@pytest.fixture
def deed(aigul):
    return services.submit(drafted(aigul.person), aigul.person)


def test_another_organisation_joins_once_and_its_organisers_manage_the_deed(deed, bolat):
    theirs = make.organisation("Theirs", owner=bolat.person)
    assert not rules.may_organise(bolat.person, deed)

    first = services.organise_together(deed, bolat.person, theirs)

    assert services.organise_together(deed, bolat.person, theirs) == first
    assert rules.may_organise(bolat.person, deed)
    assert acts(deed).count("organises_together") == 1


def test_who_may_not_bring_an_organisation_in(deed, aigul, bolat):
    theirs = make.organisation("Theirs", owner=bolat.person)

    with pytest.raises(NotPossible, match="Only organisers"):
        services.organise_together(deed, aigul.person, theirs)
    with pytest.raises(NotPossible, match="already"):
        services.organise_together(deed, aigul.person, deed.organisation)
    services.mark_done(deed, now=make.tomorrow() + timedelta(days=1))
    with pytest.raises(NotPossible, match="already over"):
        services.organise_together(deed, bolat.person, theirs)


def test_frail_people_are_trusted_only_to_verified_organisations_together_too(aigul, bolat):
    deed = services.submit(drafted(aigul.person, with_frail_people=True), aigul.person)

    with pytest.raises(NotPossible, match="verified"):
        services.organise_together(deed, bolat.person, make.organisation(verified=False, owner=bolat.person))


def test_either_side_parts_and_a_stranger_does_not(deed, aigul, bolat):
    theirs = make.organisation("Theirs", owner=bolat.person)
    for by in (aigul.person, bolat.person):
        services.organise_together(deed, bolat.person, theirs)
        with pytest.raises(NotPossible, match="Only organisers"):
            services.part_ways(deed, make.person("Stranger"), theirs)
        services.part_ways(deed, by, theirs)
        if by == aigul.person:
            services.part_ways(deed, by, theirs)
        assert DeedOrganiser.objects.count() == 0

    assert acts(deed).count("parted_ways") == 2


def test_a_link_is_good_for_fourteen_days_and_cannot_be_made_up(deed, monkeypatch):
    token = queries.link_to_organise_together(deed)
    assert queries.deed_of_link(token) == deed
    assert queries.deed_of_link(token[:-1]) is None
    assert queries.deed_of_link(str(deed.pk)) is None

    late = (timezone.now() + timedelta(days=14, minutes=1)).timestamp()
    monkeypatch.setattr(signing.time, "time", lambda: late)
    assert queries.deed_of_link(token) is None


def test_the_way_of_a_link_through_the_pages(client, deed, aigul, bolat):
    theirs = make.organisation("Theirs", owner=bolat.person)
    client.force_login(aigul)
    page = client.get(f"/en/deeds/{deed.slug}/manage/")
    here = page.context["together_link"].partition("/en/")[2]
    assert page.context["together_link"] in page.content.decode()

    client.force_login(bolat)
    assert client.get(f"/en/deeds/{deed.slug}/manage/").status_code == 404
    assert [client.get(f"/{language}/{here}").status_code for language in ("kk", "ru", "en")] == [200, 200, 200]
    assert client.post(f"/en/{here}", {"organisation": deed.organisation.slug}).status_code == 422
    assert client.post(f"/en/{here}", {"organisation": theirs.slug}).url == f"/en/deeds/{deed.slug}/manage/"
    assert "Theirs" in client.get(f"/en/deeds/{deed.slug}/manage/").content.decode()

    client.post(f"/en/deeds/{deed.slug}/together/{DeedOrganiser.objects.get().pk}/part/")
    assert client.get(f"/en/deeds/{deed.slug}/manage/").status_code == 404


def test_who_has_no_organisation_is_told_to_register_one_and_a_bad_link_is_answered(client, deed, bolat):
    client.force_login(bolat)

    page = client.get(f"/en/deeds/together/{queries.link_to_organise_together(deed)}/")

    assert "Register an organisation" in page.content.decode()
    assert client.get("/en/deeds/together/nonsense/").status_code == 404
