"""Reporting as a stranger; what is hidden shows nowhere to strangers; the coordinator's pages."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from PIL import Image

from estafeta.base import images
from estafeta.deeds.models import Outcome
from estafeta.moderation import rules, services
from estafeta.moderation.models import Case, Flag
from estafeta.people.models import Person
from estafeta.photos.services import add_photo
from tests import make

SAID = {"reason": "untrue", "words": "There is no such park"}


@pytest.fixture(autouse=True)
def _in_no_hurry(monkeypatch):
    monkeypatch.setattr(rules, "QUICKEST_S", -1)


@pytest.fixture
def deed():
    deed = make.deed("Secret park", status="reported", starts_at=timezone.now() - timedelta(days=1))
    Outcome.objects.create(deed=deed, story="A told story", reported_at=timezone.now())
    return deed


@pytest.fixture
def judge(deed):
    return make.coordinator(deed.territory)


@pytest.fixture
def photo(deed):
    out = io.BytesIO()
    Image.new("RGB", (90, 60), "green").save(out, "JPEG")
    out.seek(0)
    return add_photo(make.person("Erik"), deed, images.prepare(out), consent=True, is_public=True)


def address(word, thing):
    return f"/en/flags/{word}/{thing.pk}/"


def sent(client, where, **more):
    shown = client.get(where).context["form"].initial["shown"]
    return client.post(where, SAID | {"shown": shown} | more)


def test_a_stranger_reports_and_is_thanked(client, deed):
    answer = sent(client, address("deed", deed))

    assert (answer.status_code, answer.headers["Location"]) == (302, deed.get_absolute_url())
    flag = Flag.objects.get()
    assert (flag.reason, flag.words, flag.reporter) == ("untrue", "There is no such park", None)
    assert (flag.case.kind, flag.case.number, flag.case.territory) == ("deeds.deed", deed.pk, deed.territory)


def test_who_leaves_a_contact_is_told(client, deed, judge):
    sent(client, address("deed", deed), name="Dana", contact="dana@example.org")
    services.settle(Case.objects.get(), judge, hide=False, reason="It is there")

    dana = Person.objects.get(email="dana@example.org")
    assert list(dana.letters.values_list("kind", flat=True)) == ["flag_settled"]


def test_every_sort_of_thing_can_be_reported(client, deed, photo):
    appeal = make.appeal()
    for word, thing in (
        ("deed", deed), ("outcome", deed.outcome), ("organisation", deed.organisation), ("appeal", appeal),
        ("photo", photo),
    ):  # fmt: skip
        assert sent(client, address(word, thing)).status_code == 302, word

    kinds = sorted(Case.objects.values_list("kind", flat=True))
    assert kinds == ["appeals.appeal", "deeds.deed", "deeds.outcome", "organisations.organisation", "photos.photo"]


def test_what_a_stranger_does_not_see_cannot_be_reported(client, deed):
    draft = make.deed("Draft", status="draft")

    assert [client.get(address(word, draft)).status_code for word in ("deed", "photo", "nothing")] == [404] * 3
    assert client.get(address("deed", deed)).status_code == 200


def test_a_robot_in_the_trap_is_thanked_and_nothing_is_written(client, deed):
    assert sent(client, address("deed", deed), website="http://spam.example").status_code == 302
    assert Flag.objects.count() == 0


def test_who_is_too_quick_is_asked_again_with_the_words_kept(client, deed, monkeypatch):
    monkeypatch.setattr(rules, "QUICKEST_S", 60)

    answer = sent(client, address("deed", deed))

    assert answer.status_code == 422
    assert "There is no such park" in answer.content.decode()
    assert Flag.objects.count() == 0


@pytest.mark.parametrize("shown", ["", "made:up:1", "x" * 5000])
def test_a_form_that_is_not_ours_writes_nothing(client, deed, shown):
    assert client.post(address("deed", deed), SAID | {"shown": shown}).status_code == 422
    assert Flag.objects.count() == 0


def test_the_same_form_sent_twice_is_one_flag(client, deed):
    shown = client.get(address("deed", deed)).context["form"].initial["shown"]
    for _time in range(2):
        client.post(address("deed", deed), SAID | {"shown": shown})

    assert Flag.objects.count() == 1


def test_there_is_a_limit(client, deed):
    cache.clear()
    answers = [sent(client, address("deed", deed)).status_code for _time in range(7)]

    assert answers == [302] * 5 + [422] * 2


def everywhere(client, deed):
    """Every open place in which a deed could stand, and whether its title does."""
    cache.clear()
    places = (
        "/api/v1/deeds?when=any&q=Secret+park",
        "/en/deeds/?when=past",
        "/en/",
        f"/en/organisations/{deed.organisation.slug}/",
        "/feeds/deeds.atom?when=past",
        "/feeds/deeds.ics?when=past",
        "/api/v1/deeds?when=any",
        "/embed/deeds?when=past",
        f"/en/territories/{deed.territory.code}/",
        f"/en/deeds/{deed.slug}/",
        f"/en/deeds/{deed.slug}/poster/",
        f"/en/deeds/{deed.slug}/calendar.ics",
        f"/api/v1/deeds/{deed.slug}",
        f"/deeds/map/{deed.pk}.json",
    )
    return {place for place in places if deed.title in client.get(place).content.decode()}


def hide(kind, thing, judge):
    case = services.flag(
        kind, thing.pk, title="x", territory=judge.roles.get().territory, reason="untrue", words="", key=kind
    ).case
    services.settle(case, judge, hide=True, reason="no")
    return case


def test_a_hidden_deed_shows_nowhere_to_strangers_and_its_coordinators_see_it(client, deed, judge):
    assert len(everywhere(client, deed)) > 6

    case = hide("deeds.deed", deed, judge)

    assert everywhere(client, deed) == set()
    client.force_login(judge.user)
    page = client.get(deed.get_absolute_url()).content.decode()
    assert "Secret park" in page
    assert "Hidden by a coordinator" in page
    client.logout()
    services.restore(case, judge, reason="yes")
    assert len(everywhere(client, deed)) > 6


def test_what_a_hidden_organisation_does_is_hidden_with_it(client, deed, judge):
    hide("organisations.organisation", deed.organisation, judge)

    assert everywhere(client, deed) == set()
    listed = client.get("/api/v1/organisations").content.decode() + client.get("/en/organisations/").content.decode()
    assert deed.organisation.slug not in listed


def test_a_hidden_appeal_shows_nowhere_to_strangers(client, deed, judge):
    appeal = make.appeal("Secret ground", territory=deed.territory, campaign=deed.campaign)
    places = ("/en/appeals/", "/api/v1/appeals", f"/en/appeals/{appeal.slug}/", f"/api/v1/appeals/{appeal.slug}")
    assert all("Secret ground" in client.get(place).content.decode() for place in places)

    hide("appeals.appeal", appeal, judge)

    cache.clear()
    assert not any("Secret ground" in client.get(place).content.decode() for place in places)


def test_a_hidden_text_goes_from_the_deeds_page_and_the_first_page(client, deed, judge):
    cache.clear()
    assert "A told story" in client.get(deed.get_absolute_url()).content.decode()
    assert "A told story" in client.get("/en/").content.decode()

    hide("deeds.outcome", deed.outcome, judge)

    cache.clear()
    assert "A told story" not in client.get(deed.get_absolute_url()).content.decode()
    assert "A told story" not in client.get("/en/").content.decode()


def test_a_hidden_photo_is_gone_with_its_file_and_the_coordinator_sees_it_on_the_case(client, deed, photo, judge):
    case = hide("photos.photo", photo, judge)

    assert photo.key not in client.get(deed.get_absolute_url()).content.decode()
    assert client.get(photo.large_url).status_code == 404
    client.force_login(judge.user)
    shown = client.get(f"/en/desk/cases/{case.pk}/").context["thing"].picture
    assert client.get(shown).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_hiding_costs_a_list_nothing(client, judge, deed, number, django_assert_num_queries):
    hide("deeds.deed", deed, judge)
    for _time in range(number):
        make.deed(campaign=deed.campaign, organisation=deed.organisation)
    cache.clear()

    with django_assert_num_queries(3):
        client.get("/api/v1/deeds")


def test_the_coordinator_hides_and_restores_on_the_page(client, deed, judge):
    services.flag(
        "deeds.deed", deed.pk, title=deed.title, territory=deed.territory, reason="untrue", words="No", key="k"
    )
    case = Case.objects.get()
    client.force_login(judge.user)
    page = f"/en/desk/cases/{case.pk}/"

    assert "Secret park" in client.get("/en/desk/cases/").content.decode()
    assert client.post(f"{page}settle/", {"act": "hide", "reason": ""}).status_code == 422
    assert client.post(f"{page}settle/", {"act": "hide", "reason": "Not true"}).headers["Location"] == page
    assert "Not true" in client.get(page).content.decode()
    client.post(f"{page}settle/", {"act": "restore", "reason": "It is"})
    assert "Secret park" in client.get("/en/desk/cases/?state=settled").content.decode()
    client.logout()
    assert client.get(deed.get_absolute_url()).status_code == 200
