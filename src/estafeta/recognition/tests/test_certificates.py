import hashlib
import json

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.recognition import queries, rules, services
from estafeta.recognition.models import Certificate
from estafeta.recognition.tests.test_book import held, was_there
from estafeta.tally import services as tally
from tests import make


@pytest.fixture
def aigul():
    return make.user("Aigul Serikova").person


@pytest.fixture
def deed():
    return held("Planting a park")


def test_a_certificate_speaks_of_grades_a_and_b_alone(aigul, deed):
    was_there(aigul, deed, "A", 90)
    was_there(aigul, held("Listed", campaign=deed.campaign), "B", 60)
    for grade in "CDE":
        was_there(aigul, held(grade, campaign=deed.campaign), grade)

    made = services.issue(aigul, aigul, campaign=deed.campaign)

    assert (made.content["name"], made.content["deeds"], made.content["minutes"]) == ("Aigul Serikova", 2, 150)
    assert {one["what"] for one in made.content["list"]} == {"Planting a park", "Listed"}


def test_nothing_of_grade_a_or_b_makes_no_certificate(aigul, deed):
    was_there(aigul, deed, "C")

    with pytest.raises(NotPossible, match="no deed of grade A or B"):
        services.issue(aigul, aigul)


def test_asked_twice_the_same_certificate_comes_and_a_new_deed_makes_a_new_one(aigul, deed):
    was_there(aigul, deed)
    first, again = services.issue(aigul, aigul), services.issue(aigul, aigul)
    was_there(aigul, held("Second", campaign=deed.campaign))
    second = services.issue(aigul, aigul)

    assert first.pk == again.pk != second.pk
    assert Certificate.objects.get(pk=first.pk).content["deeds"] == 1


def test_what_is_frozen_has_its_hash_and_a_change_is_seen(aigul, deed):
    was_there(aigul, deed)
    made = services.issue(aigul, aigul)
    kept = Certificate.objects.get(pk=made.pk)
    written = json.dumps(kept.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert kept.digest == hashlib.sha256(written.encode()).hexdigest()
    assert queries.shown(kept).is_unchanged
    kept.content["minutes"] += 60
    assert not queries.shown(kept).is_unchanged


def test_only_the_person_and_a_childs_guardian_get_one(aigul, deed):
    child = make.person("Aru", guardian=aigul, email="")
    was_there(aigul, deed)
    was_there(child, deed)

    assert services.issue(child, aigul).person == child
    with pytest.raises(NotPossible, match="somebody else's book"):
        services.issue(aigul, make.person("Bolat"))


@pytest.mark.parametrize(("shown", "name"), [("full", "Aigul Serikova"), ("short", "Aigul S."), ("none", "")])
def test_who_checks_the_code_sees_the_name_as_consented(aigul, deed, client, shown, name):
    was_there(aigul, deed)
    made = services.issue(aigul, aigul, shown=shown)

    page = client.get(f"/en/verify/{made.code}/").content.decode()

    assert queries.shown(made).name == name
    assert ("Serikova" in page, "Aigul" in page) == (shown == "full", shown != "none")
    assert "Planting a park" not in page


def test_a_childs_name_is_shown_to_nobody_who_checks_the_code(aigul, deed, client):
    child = make.person("Aru Serikova", guardian=aigul, email="")
    was_there(child, deed)
    made = services.issue(child, aigul, shown="full")

    assert "Aru" not in client.get(f"/en/verify/{made.code}/").content.decode()


def test_a_code_is_read_however_it_is_typed(aigul, deed, client):
    was_there(aigul, deed)
    code = services.issue(aigul, aigul).code
    typed = rules.grouped(code).lower().replace("0", "o").replace("1", "l")

    assert client.get(f"/en/verify/{typed}/").status_code == 200
    assert client.get(f"/en/verify/{code[:-1]}/").status_code == 404
    assert client.get("/en/verify/", {"code": typed}).status_code == 302


@pytest.mark.parametrize("code", ["x", "é" * 16, "0" * 16, "..", "%00", "0" * 5000])
def test_whatever_is_typed_for_a_code_gets_a_sentence(client, code):
    assert client.get(f"/en/verify/{code}/").status_code == 404


def test_codes_can_not_be_tried_by_the_thousand(client):
    answers = [client.get(f"/en/verify/{'0' * 16}/").status_code for _try in range(2 * rules.LOOKED_UP_A_MINUTE + 1)]

    assert answers[0] == 404
    assert 429 in answers  # however the minute falls


def test_revoked_it_says_so_and_its_pdf_is_gone(aigul, deed, client):
    was_there(aigul, deed)
    made = services.issue(aigul, aigul)
    client.force_login(aigul.user)
    assert client.get(f"/en/certificates/{made.code}/certificate.pdf").content.startswith(b"%PDF-")

    client.post(f"/en/certificates/{made.code}/revoke/", {"reason": "a wrong name"})

    page = client.get(f"/en/verify/{made.code}/").content.decode()
    assert "no longer valid" in page
    assert "a wrong name" not in page
    assert client.get(f"/en/certificates/{made.code}/certificate.pdf").status_code == 404
    assert services.issue(aigul, aigul).pk != made.pk


def test_who_may_revoke(aigul, deed):
    was_there(aigul, deed)
    made = services.issue(aigul, aigul, campaign=deed.campaign)
    leader = make.coordinator(deed.campaign.territory)
    elsewhere = make.coordinator(make.region("Abai region"))

    assert [bool(rules.may_revoke(one, made)) for one in (aigul, leader, elsewhere, make.person(), None)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_correction_of_an_entry_shows_where_the_code_is_checked(aigul, deed, client):
    fact = was_there(aigul, deed)
    made = services.issue(aigul, aigul)
    assert "corrected since" not in client.get(f"/en/verify/{made.code}/").content.decode()

    tally.correct(fact, "somebody else", by=None)

    assert "corrected since" in client.get(f"/en/verify/{made.code}/").content.decode()


def test_an_organiser_hands_out_certificates_of_a_deed_as_one_pdf(client):
    owner = make.user("Owner").person
    body = make.organisation(owner=owner)
    deed = held(organisation=body)
    for name in ("Aigul", "Bolat"):
        was_there(make.person(name), deed)
    was_there(make.person("Vera"), deed, "C")
    client.force_login(owner.user)

    answer = client.post(f"/en/deeds/{deed.slug}/certificates/", {"language": "kk"})

    assert answer.content.startswith(b"%PDF-")
    assert sorted(one.content["name"] for one in Certificate.objects.all()) == ["Aigul", "Bolat"]
    client.post(f"/en/deeds/{deed.slug}/certificates/", {"language": "kk"})
    assert Certificate.objects.count() == 2
    client.force_login(make.user("Neighbour"))
    assert client.post(f"/en/deeds/{deed.slug}/certificates/").status_code == 404


def test_a_diploma_speaks_of_reported_deeds_and_is_the_same_for_one_and_for_many(client):
    owner = make.user("Owner").person
    body = make.organisation("Alliance", owner=owner)
    campaign = make.campaign()
    with pytest.raises(NotPossible, match="there is none yet"):
        services.issue_diploma(body, campaign, owner)
    deed = held(organisation=body, campaign=campaign)
    was_there(make.person(), deed, "A", 120)

    made = services.issue_diploma(body, campaign, owner)

    assert (made.content["name"], made.content["deeds"], made.content["minutes"]) == ("Alliance", 1, 120)
    assert services.issue_diploma(body, campaign, owner).pk == made.pk
    assert "Alliance" in client.get(f"/en/verify/{made.code}/").content.decode()


def test_who_is_forgotten_leaves_revoked_certificates_without_a_name(aigul, deed):
    was_there(aigul, deed)
    made = services.issue(aigul, aigul, shown="full")

    assert [services.forget(aigul.pk), services.forget(aigul.pk)] == [1, 0]

    kept = Certificate.objects.get(pk=made.pk)
    assert (kept.is_valid, kept.content["name"], kept.content["list"], kept.entries) == (False, "", [], [])


def test_places_in_the_lists_are_scattered_and_never_the_same():
    places = [rules.place_of(number) for number in range(1, 3 * rules.ON_A_LIST, 7)]

    assert len(set(places)) == len(places)
    assert places[:3] != sorted(places[:3]) or places[1] - places[0] > 100


def test_old_and_new_days_stand_on_the_certificate(aigul):
    campaign = make.campaign()
    early, late = (held(campaign=campaign, days_ago=days) for days in (20, 2))
    was_there(aigul, early)
    was_there(aigul, late)

    content = services.issue(aigul, aigul).content

    assert content["since"] < content["until"] <= timezone.localdate().isoformat()
