from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.participation.models import SignUp
from estafeta.people.models import Pair
from estafeta.people.services import note_pairs, say_of_pair
from estafeta.recognition.queries import book
from estafeta.tally import services as tally
from tests import make


@pytest.fixture
def aigul():
    return make.user("Aigul").person


def held(title="Planting", *, status="reported", days_ago=3, **fields):
    return make.deed(title, status=status, starts_at=timezone.now() - timedelta(days=days_ago), **fields)


def was_there(person, deed, grade="A", minutes=90):
    return tally.record(
        deed, "attendance", grade=grade, happened_at=deed.starts_at, person=person, minutes=minutes, measured=True
    )


def signed_up(person, deed):
    now = timezone.now()
    return SignUp.objects.create(
        shift=make.shift(of=deed), person=person, status="going", token=f"t{deed.pk}", language="en", made_at=now,
        confirmed_at=now,
    )  # fmt: skip


def test_a_book_holds_what_counts_what_waits_and_what_does_not_with_reasons(aigul):
    campaign = make.campaign()
    body = make.organisation("Alliance")
    seen, listed, told, wrong, silent, missed = (
        held(name, campaign=campaign, organisation=body, days_ago=number, status=status)
        for number, (name, status) in enumerate(
            [("Seen", "reported"), ("Listed", "reported"), ("Told", "reported"), ("Wrong", "reported"),
             ("Silent", "done"), ("Missed", "reported")], start=1,
        )
    )  # fmt: skip
    was_there(aigul, seen)
    was_there(aigul, listed, "C", 60)
    was_there(aigul, told, "E")
    tally.correct(was_there(aigul, wrong), "somebody else of that name", by=None)
    signed_up(aigul, silent)
    signed_up(aigul, missed)
    was_there(make.person("Bolat"), seen)

    kept = book(aigul, now=timezone.now() + timedelta(days=1))

    (chapter,) = kept.chapters
    assert [(line.deed.title, line.grade, line.minutes) for line in chapter.counted] == [
        ("Seen", "A", 90),
        ("Listed", "C", 60),
    ]
    assert [line.note for line in chapter.counted] == [
        "Checked in on the spot: Alliance",
        "On a list of Alliance that nobody has confirmed",
    ]
    assert [(line.deed.title, line.note) for line in chapter.waiting] == [
        ("Silent", "Waits: the organiser has not sent the list yet")
    ]
    assert [(line.deed.title, line.note) for line in chapter.apart] == [
        ("Told", "Your own word; stands apart from what others have seen"),
        ("Wrong", "Taken back: somebody else of that name"),
        ("Missed", "Signed up, but not on the list of those who came. Ask the organiser: Alliance"),
    ]
    assert (chapter.minutes, chapter.certified_deeds, chapter.certified_minutes) == (150, 1, 90)


def test_a_book_has_a_chapter_for_each_campaign_the_latest_first(aigul):
    today = timezone.localdate()
    first = make.campaign(theme_en="First", starts_on=today - timedelta(days=400), ends_on=today - timedelta(days=300))
    second = make.campaign(theme_en="Second")
    was_there(aigul, held(campaign=first, days_ago=350))
    was_there(aigul, held(campaign=second))

    assert [chapter.campaign.theme for chapter in book(aigul).chapters] == ["Second", "First"]


def test_rows_said_to_be_one_human_fill_one_book_and_a_deed_of_both_stands_in_it_once(aigul):
    listed, coordinator = make.person("Aigül"), make.person("Coordinator")
    both, only = held("Both"), held("Only on paper")
    was_there(aigul, both, "C", minutes=60)
    was_there(listed, both, "A", minutes=90)
    was_there(listed, only, "B", minutes=30)
    note_pairs([(aigul.pk, listed.pk, "contact")])
    assert [line.deed for line in book(aigul).chapters[0].counted] == [both]

    say_of_pair(Pair.objects.get(), "same", by=coordinator)

    for whose in (aigul, listed):
        read = book(whose)
        lines = [line for chapter in read.chapters for line in chapter.counted]
        assert {(line.deed, line.grade, line.minutes) for line in lines} == {(both, "A", 90), (only, "B", 30)}
        assert (read.certified_deeds, read.certified_minutes) == (2, 120)

    say_of_pair(Pair.objects.get(), "different", by=coordinator)
    assert [(line.deed, line.grade) for line in book(aigul).chapters[0].counted] == [(both, "C")]


@pytest.mark.parametrize("deeds", [1, 4])
def test_a_book_costs_the_same_however_long_it_is(aigul, deeds, django_assert_num_queries):
    campaign = make.campaign()
    for number in range(deeds):
        was_there(aigul, held(f"Deed {number}", campaign=campaign))
        signed_up(aigul, held(f"Silent {number}", status="done", campaign=campaign))

    with django_assert_num_queries(4):
        book(aigul, now=timezone.now() + timedelta(days=1))


def test_the_page_shows_ones_own_book_and_a_childs_and_nobody_elses(client, aigul):
    child = make.person("Aru", guardian=aigul, email="")
    stranger = make.person("Bolat")
    was_there(aigul, held("Mine"))
    was_there(child, held("Hers"))
    client.force_login(aigul.user)

    mine, hers = client.get("/en/me/book/"), client.get(f"/en/me/book/?child={child.pk}")

    assert ("Mine" in mine.content.decode(), "Hers" in mine.content.decode()) == (True, False)
    assert ("Mine" in hers.content.decode(), "Hers" in hers.content.decode()) == (False, True)
    assert client.get(f"/en/me/book/?child={stranger.pk}").status_code == 404


def test_an_empty_book_says_where_to_begin(client, aigul):
    client.force_login(aigul.user)

    assert "The book is empty yet" in client.get("/en/me/book/").content.decode()
