"""Paper books stand at their own grade: C by the organisation itself, E otherwise; never certified or counted."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.recognition import services
from estafeta.recognition.models import PaperEntry
from estafeta.recognition.queries import book
from estafeta.tally.models import Fact
from tests import make

LINE = {"name": "Aigul", "email": "aigul@example.org", "what": "Planted trees", "day": date(2019, 5, 9), "minutes": 150}


@pytest.fixture
def owner():
    return make.user("Owner").person


@pytest.fixture
def body(owner):
    return make.organisation("Alliance", owner=owner)


def test_the_organisation_itself_gives_grade_c_and_everybody_else_e(owner, body):
    coordinator = make.coordinator(make.region("Abai region"))

    own = services.type_in(owner, organisation=body, **LINE)
    told = services.type_in(coordinator, organisation=body, **(LINE | {"what": "Read aloud"}))

    assert [(one.grade, one.organisation) for one in (own, told)] == [("C", body), ("E", None)]


def test_paper_is_never_certified_and_never_counted(owner, body):
    line = services.type_in(owner, organisation=body, **LINE)

    kept = book(line.person)

    assert ([one.what for one in kept.paper], kept.certified_minutes, kept.chapters) == (["Planted trees"], 0, [])
    assert not Fact.objects.exists()
    with pytest.raises(NotPossible, match="no deed of grade A or B"):
        services.issue(line.person, line.person)


def test_a_line_stands_once_and_can_be_taken_back_by_whose_it_is(owner, body):
    line = services.type_in(owner, organisation=body, **LINE)
    with pytest.raises(NotPossible, match="stands there already"):
        services.type_in(owner, organisation=body, **LINE)
    with pytest.raises(NotPossible, match="takes it back"):
        services.take_line_back(line, make.person("Bolat"))

    services.take_line_back(line, line.person)
    services.take_line_back(line, line.person)

    assert book(line.person).paper == []
    assert services.type_in(owner, organisation=body, **LINE).pk != line.pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"minutes": 1441},
        {"day": date(1582, 1, 1)},
        {"day": timezone.localdate() + timedelta(days=2)},
        {"what": " "},
    ],
)
def test_what_can_not_be_is_refused(owner, body, wrong):
    with pytest.raises(NotPossible):
        services.type_in(owner, organisation=body, **(LINE | wrong))


def test_the_page_is_for_organisers_and_coordinators(client, owner, body):
    typed = {"name": "Aigul", "contact": "8 701 123 45 67", "what": "Sang", "day": "2019-05-09", "time": "2,5"}
    client.force_login(make.user("Bolat"))
    assert client.get("/en/book/paper/").status_code == 404
    client.force_login(owner.user)

    assert client.post("/en/book/paper/", typed | {"organisation": body.slug}).status_code == 302
    assert client.post("/en/book/paper/", typed | {"time": "long"}).status_code == 422

    line = PaperEntry.objects.get()
    assert (line.minutes, line.grade, line.person.phone) == (150, "C", "+77011234567")
    client.post(f"/en/book/paper/{line.pk}/take-back/")
    assert not PaperEntry.objects.filter(taken_back_at=None).exists()


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_costs_the_same_however_much_was_typed_in(client, owner, body, lines, django_assert_max_num_queries):
    for number in range(lines):
        services.type_in(owner, organisation=body, **(LINE | {"what": f"Line {number}"}))
    client.force_login(owner.user)

    with django_assert_max_num_queries(12):
        client.get("/en/book/paper/")
