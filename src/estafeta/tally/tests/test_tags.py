import pytest
from django.template import Context, Template
from django.utils import translation

from estafeta.tally import queries, services
from tests import make


def render(text, figure):
    return Template("{% load tally %}" + text).render(Context({"figure": figure}))


@pytest.fixture
def figure():
    deed = make.deed(status="done")
    for name in ("Aigul", "Bolat"):
        services.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=make.person(name))
    services.record(deed, "headcount", grade="C", heads=1200, happened_at=deed.starts_at)
    services.record(deed, "headcount", grade="C", heads=300, happened_at=deed.ends_at)
    return queries.figure(deed.campaign)


def test_a_number_is_written_in_the_readers_way(figure):
    assert render("{% tally_number figure 'participations' %}", figure) == '<data value="1502">1,502</data>'
    with translation.override("ru"):
        assert (
            render("{% tally_number figure 'participations' %}", figure).replace("\xa0", " ").endswith(">1 502</data>")
        )


def test_people_without_names_are_a_range(figure):
    assert render("{% tally_number figure 'people' %}", figure) == '<data value="1202-1502">1,202 to 1,502</data>'


def test_the_headline_says_what_it_is_how_many_people_and_as_of_when(figure):
    page = render("{% tally_headline figure %}", figure)

    assert "1,502" in page
    assert "participations" in page
    assert "between 1,202 and 1,502 different people" in page
    assert "as of " in page


def test_all_six_stand_with_their_definitions(figure):
    page = render("{% tally_metrics figure %}", figure)

    for metric in figure.metrics:
        assert f'data-metric="{metric.metric}"' in page
        assert str(metric.definition).split(";")[0][:40].replace("'", "&#x27;") in page


def test_a_campaign_without_facts_says_so():
    assert "Nobody has been counted yet." in render("{% tally_headline figure %}", queries.figure(make.campaign()))
