"""The jury is fair: blind, without those who are close, and a harsh judge moves nothing beyond the stated rule."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from estafeta.base.errors import NotPossible
from estafeta.base.texts import fold
from estafeta.heroes import queries, rules, services
from estafeta.heroes.models import Score
from estafeta.organisations.models import Membership
from tests import make

LETTERS = "абвгғдежзиқклмнңоөпрстуұүфхһшыэюя"
NAMES = st.text(LETTERS, min_size=4, max_size=12).map(str.capitalize).filter(lambda name: len(fold(name)) >= 4)
ENDINGS = st.sampled_from(["", "а", "у", "ом", "ның", "ға", "дан", "ов", "ке"])
MARKS = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 4)), st.integers(10, 100).map(float), min_size=2, max_size=35
)
CLOSE = 1e-6


# --- severity -----------------------------------------------------------------------------------------------------


@given(MARKS, st.integers(0, 4), st.floats(-60, 60))
@pytest.mark.no_database
def test_a_harsh_judge_moves_nobody_further_than_in_the_plain_mean(marks, judge, harsh):
    shifted = {key: mark + harsh * (key[1] == judge) for key, mark in marks.items()}
    jurors = {one: sum(1 for nomination, _juror in marks if nomination == one) for one, _juror in marks}

    before, after = rules.evened(marks), rules.evened(shifted)

    assert all(abs(after[one] - before[one]) <= abs(harsh) / jurors[one] + CLOSE for one in before)


@given(
    st.lists(st.lists(st.integers(10, 100).map(float), min_size=3, max_size=3), min_size=2, max_size=8),
    st.integers(0, 2), st.floats(-60, 60),
)  # fmt: skip
@pytest.mark.no_database
def test_a_harsh_judge_changes_no_place_among_those_judged_by_the_same(table, judge, harsh):
    marks = {(row, juror): mark for row, given_marks in enumerate(table) for juror, mark in enumerate(given_marks)}
    shifted = {key: mark + harsh * (key[1] == judge) for key, mark in marks.items()}

    before, after = rules.evened(marks), rules.evened(shifted)

    assert all(
        abs((after[one] - after[other]) - (before[one] - before[other])) < CLOSE for one in before for other in before
    )


@pytest.mark.no_database
def test_evening_out_helps_whoever_met_the_harsh_judge():
    """A and B deserve the same; A was read by a judge who takes 30 off, as on every other sheet."""
    marks = {("A", "harsh"): 50.0, ("A", "fair"): 80.0, ("B", "fair"): 80.0, ("B", "mild"): 80.0}
    for sheet in range(8):
        marks |= {(sheet, "harsh"): 40.0, (sheet, "fair"): 70.0, (sheet, "mild"): 70.0}

    even = rules.evened(marks)

    assert abs(even["A"] - even["B"]) < 2.5  # the plain means lie 15 apart


@pytest.mark.no_database
def test_agreement_is_krippendorffs():
    """The worked example of Computing Krippendorff's Alpha-Reliability (2011), interval data: 0.849."""
    rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    marks = {
        (unit, judge): float(sign) for judge, row in enumerate(rows) for unit, sign in enumerate(row) if sign != "."
    }

    assert rules.agreement(marks) == pytest.approx(0.849, abs=0.001)


# --- blindness ----------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.lists(st.tuples(NAMES, ENDINGS), min_size=1, max_size=4), st.lists(NAMES, max_size=6))
@pytest.mark.no_database
def test_no_name_is_left_in_what_a_juror_reads(named, others):
    hidden = rules.stems([name for name, _ending in named])
    text = " ".join([*others, *(name + ending for name, ending in named)])

    read = fold(rules.blind(text, hidden))

    assert [name for name, _ending in named if fold(name) in read.split()] == []


def test_a_sheet_tells_neither_who_nor_where_nor_in_which_order(client):
    town = make.town("Қарағанды", parent=make.region("Карагандинская область"))
    body = make.organisation("Арселор Комбинат", territory=town)
    nomination = make.nomination(
        status="verified", territory=town, hero_name="Марат Өтегенов", nominator=make.person("Сәуле Қалиева"),
        hero_organisation=body, witnesses="Видел сосед Иван Петренко, +7 701 123 45 67",
        sheet="Маратом Отегеновым из Караганды, с Арселора, спасены двое. Сосед Петренко позвонил Сауле Калиевой,"
        " тел. 8 701 123 45 67, m@example.org. В Карагандинской области такого не помнят.",
    )  # fmt: skip
    client.force_login(make.juror(town).user)

    for page in (client.get("/en/heroes/jury/"), client.get(f"/en/heroes/jury/{nomination.sheet_key}/")):
        text = page.content.decode().partition("<main")[2].partition("</main>")[0]
        words = fold(text)
        assert [name for name in ("marat", "otegen", "karagand", "arselor", "petrenko", "saul", "kaliev", "example")
                if name in words] == []  # fmt: skip
        assert "701" not in text
        assert f"/{nomination.pk}/" not in text
    assert "спасены двое" in queries.sheet_of(nomination).text


def test_the_order_is_each_jurors_own_and_not_that_of_arrival():
    town = make.town()
    keys = [make.nomination(status="verified", territory=town).sheet_key for _number in range(12)]
    one, other = make.juror(town, "One Juror"), make.juror(town, "Two Juror")

    orders = [[place.key for place in queries.places_of(juror)] for juror in (one, other, one)]

    assert orders[0] == orders[2]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(keys)
    assert len({tuple(order) for order in [*orders, keys]}) == 3


def test_others_marks_are_seen_only_after_ones_own():
    town = make.town()
    nomination = make.nomination(status="verified", territory=town)
    one, other = make.juror(town, "One Juror"), make.juror(town, "Two Juror")
    services.score(nomination, one, risk=7, effort=7, effect=7, example=7, why="Fire")

    assert list(queries.others_scores(nomination, other)) == []
    services.score(nomination, other, risk=2, effort=2, effect=2, example=2)

    assert [score.why for score in queries.others_scores(nomination, other)] == ["Fire"]


# --- conflicts ----------------------------------------------------------------------------------------------------


def close(kind, town):
    """A verified nomination and a juror who is close to it in one way."""
    juror = make.juror(town, "Close Juror")
    body = make.organisation(territory=town)
    fields = {
        "nominator": {"nominator": juror},
        "asked": {"asked": juror},
        "investigator": {"investigator": juror},
        "contact": {"nominator": make.person("Other", email=juror.email)},
        "phone": {"asked": make.person("Other", phone="+77011234567")},
        "nominating body": {"organisation": body},
        "hero's body": {"hero_organisation": body},
        "nominator's body": {},
    }[kind]
    if kind == "phone":
        type(juror).objects.filter(pk=juror.pk).update(phone="+77011234567")
        juror.refresh_from_db()
    nomination = make.nomination(status="verified", territory=town, **fields)
    if "body" in kind:
        Membership.objects.create(organisation=body, person=juror, role="organiser")
        Membership.objects.create(organisation=body, person=nomination.nominator, role="owner")
    return nomination, juror


KINDS = ["nominator", "asked", "investigator", "contact", "phone", "nominating body", "hero's body", "nominator's body"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_juror_who_is_close_gives_no_marks_and_the_database_knows_it(kind):
    town = make.town()
    nomination, juror = close(kind, town)

    with pytest.raises(NotPossible):
        services.score(nomination, juror, risk=9, effort=9, effect=9, example=9)

    row = Score.objects.get()
    assert (row.scored_at, bool(row.conflict)) == (None, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.update(conflict="", risk=9, effort=9, effect=9, example=9, scored_at=timezone.now())
    far = make.juror(town, "Far Juror")
    assert services.score(nomination, far, risk=9, effort=9, effect=9, example=9).scored_at


def test_a_declared_conflict_takes_marks_away_for_good():
    town = make.town()
    nomination, juror = make.nomination(status="verified", territory=town), make.juror(town)
    services.score(nomination, juror, risk=9, effort=9, effect=9, example=9)

    services.declare_conflict(nomination, juror, words="My neighbour")

    assert queries.marks(nomination.campaign) == {}
    with pytest.raises(NotPossible):
        services.score(nomination, juror, risk=9, effort=9, effect=9, example=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.update(risk=9, effort=9, effect=9, example=9, scored_at=timezone.now())


# --- the funnel ---------------------------------------------------------------------------------------------------

REGION = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)).map(
    lambda cell: sorted(cell, reverse=True)
)


@given(st.lists(REGION, min_size=1, max_size=8))
@pytest.mark.no_database
def test_no_small_cell_of_the_funnel_can_be_derived(cells):
    rows = [rules.Row(str(at), *cell) for at, cell in enumerate(cells)]

    shown = rules.kept_back(rows)

    for row in shown:
        assert row.nominated is None or not 0 < row.nominated < 5
        assert row.verified is None or not 0 < row.verified < 5
        if row.nominated is not None and row.verified is not None:
            assert not 0 < row.nominated - row.verified < 5
        if row.verified is not None:
            assert not 0 < row.verified - row.honoured < 5
    for column in ("nominated", "verified"):
        told = [getattr(row, column) for row, kept in zip(rows, shown, strict=True) if getattr(kept, column) is None]
        more = [row for row in shown if getattr(row, column)]
        assert not told or (len(told) > 1 and sum(told) >= 5) or not more
