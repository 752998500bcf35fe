"""The pages of appeals, as the asker, the giver, the coordinator and a stranger see them."""

import re

import pytest
from django.urls import reverse

from estafeta.appeals import queries, services
from estafeta.appeals.models import Appeal, Pledge
from estafeta.people.services import register
from tests import make

NEW = "/en/appeals/new/"


@pytest.fixture
def town():
    home = make.town(lon=72.96, lat=50.05)
    make.campaign(territory=make.country())
    return home


def typed(town, **words):
    usual = {
        "kind": "place",
        "title": "A sports ground for our yard",
        "about": "We have nowhere to play.",
        "territory": town.code,
        "meeting_point": "School 5",
        "for_whom": "pupils",
        "private_detail": "Flat 7",
        "language": "en",
        "name": "Dana",
        "contact": "8 701 123 45 67",
    }
    return usual | words


def signed_in(client, person):
    client.force_login(person.user)
    return client


def test_a_stranger_asks_in_one_form_with_a_preview_and_gets_a_private_page(client, town):
    shown = client.post(NEW, typed(town, preview="1"))
    assert Appeal.objects.count() == 0
    assert 'name="contact" value="8 701 123 45 67"' in shown.content.decode()

    sent = client.post(NEW, typed(town, send="1"), follow=True)

    appeal = Appeal.objects.get()
    assert sent.redirect_chain == [(reverse("appeals:follow", args=[appeal.token]), 302)]
    assert (appeal.asker.name, appeal.asker.phone, appeal.status) == ("Dana", "+77011234567", "sent")
    assert "within two days" in sent.content.decode()


def test_what_was_typed_is_kept_and_the_fault_named(client, town):
    answer = client.post(NEW, typed(town, contact="nobody", send="1"))

    assert answer.status_code == 422
    assert "A sports ground for our yard" in answer.content.decode()
    assert Appeal.objects.count() == 0


def test_change_goes_back_with_everything_kept_and_no_complaint(client, town):
    answer = client.post(NEW, typed(town, title="", change="1"))

    assert answer.status_code == 200
    assert "School 5" in answer.content.decode()
    assert "Write in one line" not in answer.content.decode()


def test_like_appeals_are_offered_and_joining_is_not_another_appeal(client, town):
    there = make.appeal("Sports ground in the yard", territory=town)
    assert "It is the same" in client.post(NEW, typed(town, preview="1")).content.decode()

    client.post(NEW, typed(town, support=there.slug))

    assert Appeal.objects.count() == 1
    assert queries.supporters_of(there) == 1


def test_a_guardian_asks_for_a_child_and_the_name_stays_hidden(client, town):
    client.post(NEW, typed(town, child_name="Arman Serikov", child_born_in="2015", send="1"))
    appeal = Appeal.objects.get()
    services.publish(appeal, make.coordinator(town))

    assert appeal.asker.guardian.name == "Dana"
    public = client.get(appeal.get_absolute_url()).content.decode()
    assert "Arman" not in public


def test_a_coordinator_types_in_for_somebody_without_a_device(client, town):
    client = signed_in(client, make.coordinator(town))

    client.post(NEW, typed(town, name="Grandmother", contact="", send="1"))
    assert Appeal.objects.count() == 0, "without a contact nobody could be answered"

    client.post(NEW, typed(town, name="Grandmother", send="1"))
    assert Appeal.objects.get().typed_in_by is not None


def test_public_pages_show_no_contact_no_private_detail_and_no_minors_name(client, town):
    mother = register("Mother Serikova", phone="87011234567", language="en")
    ward = services.ward_of(mother, "Arman Serikov", None)
    appeal = make.appeal(territory=town, asker=ward, private_detail="Flat 7, code 1234", about_as_sent="Arman asks")
    need = make.need(of=appeal)
    services.pledge(need, make.person("Bolat Giver"), quantity=1, client_key="k")
    services.mark_done(appeal, by=mother, words="It stands.")

    for path in ("/en/appeals/", appeal.get_absolute_url(), "/en/", "/en/appeals/?q=sports"):
        text = client.get(path).content.decode()
        for secret in ("Arman", "Serikov", "Flat 7", "7011234567", "Bolat", "example.org", appeal.token):
            assert secret not in text, (path, secret)


@pytest.mark.parametrize("status", ["sent", "asked_back", "refused", "withdrawn"])
def test_what_is_not_public_does_not_exist_for_strangers(client, status):
    appeal = make.appeal(status=status)

    assert client.get(appeal.get_absolute_url()).status_code == 404
    assert client.get("/en/appeals/").content.decode().count(appeal.title) == 0


def test_a_joined_appeal_leads_to_the_other(client, town):
    there, appeal = make.appeal(territory=town), make.appeal("Ground", territory=town)
    services.merge(appeal, there, make.coordinator(town))

    assert client.get(appeal.get_absolute_url()).url == there.get_absolute_url()


def test_the_list_is_filtered_and_costs_the_same_for_one_and_for_many(client, town, django_assert_max_num_queries):
    other = make.town("Aktau", parent=make.region("Mangystau"))
    for number in range(12):
        make.need(of=make.appeal(f"Books {number}", territory=town, kind="things"))
    make.appeal("Trees", territory=other, kind="nature", status="done")

    def titles(query):
        return len(re.findall(r"(?:Books \d+|Trees)</", client.get(f"/en/appeals/?{query}").content.decode()))

    assert titles("") == 13
    assert titles("kind=nature") == 1
    assert titles("state=done") == 1
    assert titles(f"territory={town.code}") == 12
    assert titles("q=bookz") == 0
    assert titles("q=книга") == 0
    assert titles("page=99") == 13
    with django_assert_max_num_queries(8):
        client.get("/en/appeals/")


def test_a_coordinator_of_elsewhere_finds_no_check_page(client):
    appeal = make.appeal(status="sent")
    stranger = make.coordinator(make.region("Almaty region"))
    client = signed_in(client, stranger)

    for path in (reverse("appeals:check", args=[appeal.slug]), appeal.get_absolute_url()):
        assert client.get(path).status_code == 404
    publish = reverse("appeals:check_act", args=[appeal.slug, "publish"])
    assert client.post(publish, {"title": "x"}).status_code == 404
    assert appeal.title not in client.get("/en/desk/").content.decode()


def test_the_desk_leads_to_the_check_page_where_everything_is_done(client, town):
    appeal = make.appeal(status="sent", territory=town, about="House 5, flat 7")
    client = signed_in(client, make.coordinator(make.country()))
    check = reverse("appeals:check", args=[appeal.slug])
    assert check in client.get("/en/desk/").content.decode()
    assert client.get(check).status_code == 200

    def act(name, **words):
        return client.post(reverse("appeals:check_act", args=[appeal.slug, name]), words)

    assert act("ask-back", words="Which house?").status_code == 302
    assert act("publish", title="A ground", about="Call 87011234567").status_code == 422
    assert act("publish", title="A ground", about="In our yard").status_code == 302
    assert act("need", kind="material", what="sand", quantity="0").status_code == 422
    assert act("need", kind="material", what="sand", quantity="10", unit="t").status_code == 302
    assert act("reword", title="A sports ground", about="In a yard").status_code == 302
    assert act("finish", words="").status_code == 422
    assert act("nonsense").status_code == 404
    assert client.get(check).status_code == 200
    appeal.refresh_from_db()
    assert (appeal.status, appeal.title, appeal.needs.count()) == ("published", "A sports ground", 1)


def test_a_giver_promises_brings_and_the_asker_says_that_it_arrived(client, town):
    need, giver = make.need(of=make.appeal(territory=town)), make.user("Bolat").person
    page = signed_in(client, giver).get(reverse("appeals:pledge", args=[need.pk])).content.decode()
    key = re.search(r'name="client_key" value="([^"]+)"', page)[1]
    said = {"quantity": "4", "until": "2099-01-01", "organisation": "me", "client_key": key}
    assert client.post(reverse("appeals:pledge", args=[need.pk]), said).status_code == 422
    said["until"] = re.search(r'name="until" value="([^"]+)"', page)[1]
    for _ in range(2):
        assert client.post(reverse("appeals:pledge", args=[need.pk]), said).status_code == 302
    made = Pledge.objects.get()
    assert "I have brought it" in client.get("/en/appeals/pledges/").content.decode()

    client.post(reverse("appeals:pledge_act", args=[made.pk, "deliver"]))
    client.logout()
    token = need.appeal.token
    assert "It has arrived" in client.get(reverse("appeals:follow", args=[token])).content.decode()
    client.post(reverse("appeals:received", args=[token, made.pk]))

    made.refresh_from_db()
    assert made.status == "received"


def test_nobody_settles_the_promise_of_another(client):
    made = services.pledge(make.need(), make.person("Bolat"), quantity=1, client_key="k")

    client = signed_in(client, make.user("Vera").person)

    assert client.post(reverse("appeals:pledge_act", args=[made.pk, "deliver"])).status_code == 404


def test_the_private_page_changes_answers_confirms_reopens_and_withdraws(client, town):
    appeal = make.appeal(status="asked_back", territory=town)

    def act(name, **words):
        return client.post(reverse("appeals:follow_act", args=[appeal.token, name]), words).status_code

    def status():
        appeal.refresh_from_db()
        return appeal.status

    assert act("change", title="") == 422
    assert act("change", title="A ground", about="By the school") == 302
    assert status() == "sent"
    Appeal.objects.filter(pk=appeal.pk).update(status="done", published_at=appeal.sent_at)
    assert act("reopen", words="") == 422
    assert act("reopen", words="No gates yet") == 302
    assert status() == "published"
    Appeal.objects.filter(pk=appeal.pk).update(status="done")
    assert act("confirm") == 302
    assert status() == "confirmed"
    assert act("withdraw") == 302
    assert status() == "confirmed"
    assert act("nonsense") == 404
    assert client.get(reverse("appeals:follow", args=["nobody"])).status_code == 404


def test_standing_by_an_appeal_takes_one_tap(client):
    appeal = make.appeal()
    signed_in(client, make.user().person).post(reverse("appeals:support", args=[appeal.slug]))

    assert "1 person stands by it" in client.get(appeal.get_absolute_url()).content.decode()


def test_a_partner_sees_needs_of_its_region_on_the_desk(client, town):
    appeal = make.need(of=make.appeal(territory=town)).appeal
    partner = make.user("Partner").person
    make.organisation("Works", kind="business", owner=partner, territory=make.town("Karaganda", parent=town.parent))

    assert appeal.title in signed_in(client, partner).get("/en/desk/").content.decode()


def test_no_campaign_no_form(client):
    assert "not taken now" in client.get(NEW).content.decode()
