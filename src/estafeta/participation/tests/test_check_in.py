"""What phones at the gate send: each entry counts once, with the grade that it deserves, and nothing is dropped."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.deeds.queries import reports_due
from estafeta.deeds.services import move_by_the_clock
from estafeta.organisations.models import Membership
from estafeta.participation import queries, rules
from estafeta.participation.models import CheckInBatch, CheckInEntry
from estafeta.participation.services import check_in_batch, sign_up
from estafeta.tally.models import Fact
from estafeta.tally.queries import figure
from estafeta.tally.services import verify
from tests import make

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def deed():
    """A deed that began an hour ago, with a team of ten on its list."""
    return make.deed(starts_at=NOW - timedelta(hours=1))


@pytest.fixture
def helper(deed):
    human = make.user("Vera").person
    Membership.objects.create(organisation=deed.organisation, person=human, role=Membership.Role.CHECKER)
    return human


@pytest.fixture
def shift(deed):
    return make.shift(of=deed, capacity=100)


def coming(shift, name="Aigul", **options):
    return sign_up(make.person(name), shift, now=NOW - timedelta(days=2), **options)


def entry(kind, *, at=NOW, **said):
    return {"uuid": str(uuid.uuid4()), "kind": kind, "at": at.isoformat(), **said}


def send(deed, by, *entries, at=NOW, **options):
    return [answer.fate for answer in check_in_batch(deed, by, entries, received_at=at, **options)]


def counted(deed):
    """What stands: (kind, name or unit, heads, grade) of every fact that nobody took back."""
    facts = Fact.objects.filter(deed=deed, corrected_by=None).exclude(kind="correction").order_by("pk")
    return [(f.kind, f.person.name if f.person else f.unit, f.heads, f.grade) for f in facts]


def test_a_ticket_a_tick_a_team_a_walk_in_and_a_headcount_are_taken_with_their_grades(deed, helper, shift):
    make.group("pupils")
    aigul, bolat = coming(shift), coming(shift, "Bolat")
    team = coming(shift, "Captain", seats=10, team_name="Blast furnace 4")

    fates = send(
        deed, helper,
        entry("ticket", ticket=rules.ticket_text(aigul)),
        entry("person", sign_up=bolat.pk),
        entry("party", sign_up=team.pk, came=8),
        entry("walk_in", name="Dana"),
        entry("headcount", heads=28, group="pupils", unit="School 5"),
    )  # fmt: skip

    assert fates == ["taken"] * 5
    assert counted(deed) == [
        ("attendance", "Aigul", 1, "A"),
        ("attendance", "Bolat", 1, "A"),
        ("attendance", "Captain", 1, "A"),
        ("headcount", "Blast furnace 4", 7, "B"),
        ("attendance", "Dana", 1, "C"),
        ("headcount", "School 5", 28, "D"),
    ]
    assert verify() == []


def test_without_a_check_in_nothing_counts(deed, shift):
    coming(shift)

    assert counted(deed) == []


def test_sent_again_an_entry_is_known_and_counts_once(deed, helper, shift):
    one = entry("person", sign_up=coming(shift).pk)

    assert [send(deed, helper, one, one), send(deed, helper, one)] == [["taken", "taken"], ["known"]]
    assert len(counted(deed)) == 1
    assert CheckInBatch.objects.count() == 1


def test_two_phones_check_in_one_person_once_and_the_second_is_shown(deed, helper, shift):
    made = coming(shift)

    assert send(deed, helper, entry("person", sign_up=made.pk)) == ["taken"]
    assert send(deed, helper, entry("ticket", ticket=rules.ticket_text(made))) == ["conflict"]

    assert counted(deed) == [("attendance", "Aigul", 1, "A")]
    assert [doubt.what for doubt in queries.doubts(deed)] == ["Aigul"]


def test_a_ticket_is_forged_for_nobody_and_good_for_no_other_deed(deed, helper, shift):
    made = coming(shift)
    other = coming(make.shift(of=make.deed(starts_at=NOW, organisation=deed.organisation)), "Bolat")

    fates = send(
        deed, helper,
        entry("ticket", ticket=rules.ticket_text(other)),
        entry("ticket", ticket=f"{made.pk}.forged"),
        entry("ticket", ticket=rules.ticket_text(made).replace(str(made.pk), str(made.pk + 1), 1)),
        entry("person", sign_up=other.pk),
    )  # fmt: skip

    assert fates == ["refused"] * 4
    assert counted(deed) == []
    assert len(queries.doubts(deed)) == 4


def test_undone_an_entry_is_taken_back_with_a_reason(deed, helper, shift):
    one = entry("person", sign_up=coming(shift).pk)
    send(deed, helper, one)

    assert send(deed, helper, entry("undo", entry=one["uuid"])) == ["taken"]

    assert counted(deed) == []
    assert Fact.objects.get(kind="correction").reason == "Undone by those who checked in."
    assert verify() == []


def test_an_undo_that_arrives_first_waits_for_its_entry(deed, helper, shift):
    one = entry("person", sign_up=coming(shift).pk)

    assert send(deed, helper, entry("undo", entry=one["uuid"])) == ["taken"]
    assert send(deed, helper, one) == ["taken"]

    assert counted(deed) == []


def test_who_was_checked_in_by_two_still_counts_when_one_undoes(deed, helper, shift):
    made = coming(shift)
    one, other = entry("person", sign_up=made.pk), entry("person", sign_up=made.pk)
    send(deed, helper, one)
    send(deed, helper, other)

    send(deed, helper, entry("undo", entry=one["uuid"]))

    assert counted(deed) == [("attendance", "Aigul", 1, "A")]
    assert queries.doubts(deed) == []


def test_checked_out_the_time_is_measured(deed, helper, shift):
    one = entry("person", sign_up=coming(shift).pk, at=NOW - timedelta(minutes=50))
    send(deed, helper, one)

    send(deed, helper, entry("check_out", entry=one["uuid"]))

    fact = Fact.objects.get(kind="attendance", corrected_by=None)
    assert (fact.minutes, fact.minutes_measured) == (50, True)
    assert verify() == []


def test_of_two_check_outs_the_later_one_counts_in_whatever_order_they_arrive(deed, helper, shift):
    one = entry("person", sign_up=coming(shift).pk, at=NOW - timedelta(minutes=50))
    late, early = (entry("check_out", entry=one["uuid"], at=NOW - timedelta(minutes=ago)) for ago in (10, 30))

    send(deed, helper, late)
    send(deed, helper, one, early)

    fact = Fact.objects.get(kind="attendance", corrected_by=None)
    assert (fact.minutes, fact.minutes_measured) == (40, True)


def test_a_check_out_undone_leaves_the_other_one_and_then_the_estimate(deed, helper, shift):
    one = entry("person", sign_up=coming(shift).pk, at=NOW - timedelta(minutes=50))
    outs = [entry("check_out", entry=one["uuid"], at=NOW - timedelta(minutes=ago)) for ago in (10, 30)]
    send(deed, helper, one, *outs)

    found = []
    for out in outs:
        send(deed, helper, entry("undo", entry=out["uuid"]))
        fact = Fact.objects.get(kind="attendance", corrected_by=None)
        found.append((fact.minutes, fact.minutes_measured))

    assert found == [(20, True), (170, False)]
    assert verify() == []


def test_a_check_out_undone_before_it_arrives_has_no_effect(deed, helper, shift):
    one = entry("person", sign_up=coming(shift).pk, at=NOW - timedelta(minutes=50))
    out = entry("check_out", entry=one["uuid"])

    send(deed, helper, one, entry("undo", entry=out["uuid"]))
    send(deed, helper, out)

    assert not Fact.objects.get(kind="attendance", corrected_by=None).minutes_measured


@pytest.mark.parametrize("ago", [timedelta(minutes=50), timedelta(minutes=60), -timedelta(hours=4)])
def test_a_check_out_before_the_check_in_or_long_after_the_end_measures_nothing_and_is_shown(deed, helper, shift, ago):
    one = entry("person", sign_up=coming(shift).pk, at=NOW - timedelta(minutes=50))
    later = NOW + timedelta(hours=5)

    fates = send(deed, helper, one, entry("check_out", entry=one["uuid"], at=NOW - ago), at=later, sent_at=later)

    assert fates == ["taken", "refused"]
    assert not Fact.objects.get(kind="attendance", corrected_by=None).minutes_measured
    assert [doubt.reason.endswith("the time stays estimated.") for doubt in queries.doubts(deed)] == [True]


def test_measured_and_estimated_hours_stay_apart_in_the_figure(deed, helper, shift):
    one = entry("person", sign_up=coming(shift).pk, at=NOW - timedelta(minutes=60))
    send(deed, helper, one, entry("person", sign_up=coming(shift, "Bolat").pk, at=NOW - timedelta(minutes=60)))

    send(deed, helper, entry("check_out", entry=one["uuid"]))

    hours = figure(deed.campaign)["hours"]
    assert (hours.parts["measured_minutes"] // 60, hours.parts["estimated_minutes"] // 60) == (1, 3)


@pytest.mark.parametrize("which", ["another shift of the deed", "the same deed on another day"])
def test_a_ticket_holds_for_its_own_shift_and_day(deed, helper, shift, which):
    """Within a deed the ticket is the person's: it counts in its own shift, once; a repeated deed is another deed."""
    made = coming(shift)
    if which == "another shift of the deed":
        make.shift(of=deed, starts_at=NOW + timedelta(days=1))
        later = NOW + timedelta(days=1, minutes=10)
        first = send(deed, helper, entry("ticket", ticket=rules.ticket_text(made)))
        again = send(deed, helper, entry("ticket", ticket=rules.ticket_text(made), at=later), at=later, sent_at=later)
        assert (first, again) == (["taken"], ["conflict"])
        assert len(counted(deed)) == 1
    else:
        repeated = make.deed(deed.title, starts_at=NOW, organisation=deed.organisation, copied_from=deed)
        make.shift(of=repeated)
        assert send(repeated, helper, entry("ticket", ticket=rules.ticket_text(made))) == ["refused"]
        assert counted(repeated) == []


def test_a_deed_that_ended_with_sign_ups_and_no_record_counts_nothing_and_its_report_is_due(deed, shift):
    for name in ("Aigul", "Bolat"):
        coming(shift, name)
    organiser = make.user("Organiser").person
    Membership.objects.create(organisation=deed.organisation, person=organiser, role=Membership.Role.OWNER)
    later = deed.ends_at + timedelta(days=1)

    move_by_the_clock(later)

    deed.refresh_from_db()
    shown = figure(deed.campaign)
    assert [deed.status, counted(deed)] == ["done", []]
    assert [shown[name].high for name in ("people", "participations", "hours")] == [0, 0, 0]
    assert list(reports_due(organiser)) == [deed]


def test_without_a_check_out_the_time_is_estimated_to_the_end(deed, helper, shift):
    send(deed, helper, entry("person", sign_up=coming(shift).pk))

    fact = Fact.objects.get()
    assert (fact.minutes, fact.minutes_measured) == (120, False)


@pytest.mark.parametrize("years", [-16, 0, 30])
def test_a_wrong_clock_is_put_right_by_the_moment_of_sending(deed, helper, shift, years):
    wrong = NOW + timedelta(days=365 * years)
    one = entry("person", sign_up=coming(shift).pk, at=wrong - timedelta(minutes=40))

    send(deed, helper, one, sent_at=wrong)

    fact = Fact.objects.get()
    assert (fact.grade, fact.happened_at) == ("A", NOW - timedelta(minutes=40))


def test_sent_days_later_with_the_moment_kept_by_the_phone_it_is_still_an_a(deed, helper, shift):
    one = entry("person", sign_up=coming(shift).pk)
    later = NOW + timedelta(days=6)

    send(deed, helper, one, at=later, sent_at=later)

    assert counted(deed) == [("attendance", "Aigul", 1, "A")]


def test_typed_in_by_the_office_after_the_deed_it_is_a_c_at_best(deed, helper, shift):
    later = NOW + timedelta(days=2)
    team = coming(shift, seats=3, team_name="Team")

    send(deed, helper, entry("party", sign_up=team.pk, came=3, at=later), at=later)

    assert counted(deed) == [("attendance", "Aigul", 1, "C"), ("headcount", "Team", 2, "C")]
    assert {fact.happened_at for fact in Fact.objects.all()} == {shift.starts_at}


def test_checking_oneself_in_is_ones_own_word(deed, helper, shift):
    own = sign_up(helper, shift, now=NOW - timedelta(days=2))

    send(deed, helper, entry("person", sign_up=own.pk))

    assert counted(deed) == [("attendance", "Vera", 1, "E")]


def test_more_of_a_team_than_it_has_places_are_refused(deed, helper, shift):
    team = coming(shift, seats=10)

    assert send(deed, helper, entry("party", sign_up=team.pk, came=11)) == ["refused"]


def test_before_the_deed_nobody_is_checked_in(deed, helper, shift):
    with pytest.raises(NotPossible, match="an hour before"):
        send(deed, helper, entry("walk_in", name="Dana"), at=deed.starts_at - timedelta(hours=2))


def test_a_stranger_checks_nobody_in(deed, shift):
    with pytest.raises(NotPossible, match="Only "):
        send(deed, make.person("Stranger"), entry("walk_in", name="Dana"))


def test_a_walk_in_with_a_known_contact_is_the_person_on_the_list(deed, helper, shift):
    made = coming(shift)
    send(deed, helper, entry("person", sign_up=made.pk))

    assert send(deed, helper, entry("walk_in", name="AIGUL", contact=made.person.email)) == ["conflict"]


@pytest.mark.parametrize(("contact", "kept"), [("+7 701 123 45 67", {}), ("somewhere", {"contact": "somewhere"})])
def test_of_a_walk_in_only_the_person_keeps_name_and_contact(deed, helper, shift, contact, kept):
    assert send(deed, helper, entry("walk_in", name="Dana", contact=contact)) == ["taken"]

    said = CheckInEntry.objects.get().said
    assert {what: said[what] for what in ("name", "contact") if what in said} == kept


def test_one_headcount_of_a_group_stands_and_the_second_is_shown(deed, helper, shift):
    make.group("miners")

    fates = send(
        deed, helper,
        entry("headcount", heads=12, group="miners"),
        entry("headcount", heads=13, group="miners"),
        entry("headcount", heads=5, group="miners", unit="Lenin mine"),
    )  # fmt: skip

    assert fates == ["taken", "conflict", "taken"]
    assert [heads for _kind, _unit, heads, _grade in counted(deed)] == [12, 5]


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"kind": "dance"},
        {"kind": "photo", "entry": str(uuid.uuid4())},
        {"kind": "settle", "entry": "nothing", "heads": 3},
        {"kind": "person", "sign_up": "x" * 9000},
        {"kind": "person", "sign_up": 10**30},
        {"kind": "person", "sign_up": True},
        {"kind": "walk_in", "name": "\x00\ud800 "},
        {"kind": "headcount", "heads": float("nan")},
        {"kind": "headcount", "heads": -4},
        {"kind": "headcount", "heads": 5, "group": "nobody"},
        {"kind": "undo", "entry": "yesterday"},
        {"kind": "ticket", "ticket": ["a"], "at": "1582-10-10T00:00:00Z"},
        {"kind": "person", "at": "0001-01-01T00:00:00+14:00"},
        {"kind": "person", "at": "9999-12-31T23:59:59-14:00"},
        {"kind": "person", "name": "back\\u0000slash"},
        {"kind": "person", "deep": [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]},
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_kept(deed, helper, nonsense):
    (answer,) = check_in_batch(deed, helper, [nonsense], received_at=NOW)

    assert answer.fate == "refused"
    assert answer.reason.endswith(".")
    assert CheckInEntry.objects.get().reason == answer.reason
    assert [a.fate for a in check_in_batch(deed, helper, [nonsense], received_at=NOW)] == ["refused"]


def test_the_gate_costs_the_same_whatever_the_number_of_people(deed, helper, django_assert_num_queries):
    shift = make.shift(of=deed, capacity=100)
    for number in range(3):
        send(deed, helper, entry("person", sign_up=coming(shift, f"Person {number}").pk))

    with django_assert_num_queries(7):
        assert queries.gate(deed).here == 3
