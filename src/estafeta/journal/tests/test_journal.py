import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError
from procrastinate.contrib.django.models import ProcrastinateJob

from estafeta.journal import tasks
from estafeta.journal.models import Entry
from estafeta.journal.queries import key_of, story_of
from estafeta.journal.services import record
from estafeta.people.services import end_role, give_role
from tests import make


def test_an_entry_says_who_did_what_to_which_thing():
    aigul, deed = make.person("Aigul"), make.deed()

    record(aigul, "announced", deed, seats=50)

    entry = Entry.objects.get()
    assert (entry.actor, entry.act, entry.thing, entry.detail) == (
        aigul,
        "announced",
        f"deeds.deed:{deed.pk}",
        {"seats": 50},
    )


def test_the_system_itself_has_no_name():
    record(None, "closed", make.deed())

    assert Entry.objects.get().actor is None


def test_a_story_is_of_one_thing_and_oldest_first():
    park, square = make.deed(), make.deed()
    for act, thing in [("announced", park), ("announced", square), ("called_off", park)]:
        record(None, act, thing)

    assert list(story_of(park).values_list("act", flat=True)) == ["announced", "called_off"]


def test_things_of_two_sorts_with_one_number_have_two_stories():
    deed = make.deed()

    assert key_of(deed) != key_of(deed.organisation) or deed.pk != deed.organisation.pk


@pytest.mark.parametrize("change", [lambda e: e.update(act="forged"), lambda e: e.delete()])
def test_the_database_refuses_to_change_or_delete_an_entry(change):
    record(None, "announced", make.deed())

    with pytest.raises((InternalError, IntegrityError), match="never changed or deleted"), transaction.atomic():
        change(Entry.objects.all())


def test_an_entry_is_rolled_back_with_its_act():
    deed = make.deed()

    def act_that_fails():
        with transaction.atomic():
            record(None, "announced", deed)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_that_fails()

    assert not story_of(deed).exists()


@pytest.mark.parametrize("entries", [1, 3])
def test_reading_a_story_takes_one_query(entries, django_assert_num_queries):
    deed = make.deed()
    for _ in range(entries):
        record(make.person(), "announced", deed)

    with django_assert_num_queries(1):
        assert [entry.actor.name for entry in story_of(deed)] == ["Aigul"] * entries


def test_what_a_coordinator_does_with_roles_is_on_record_once():
    region = make.region()
    regional = make.coordinator(region)
    role = give_role(make.person("Vera"), "coordinator", make.town(parent=region), by=regional)
    give_role(role.person, "coordinator", role.territory, by=regional)
    end_role(role, by=regional)

    for job in ProcrastinateJob.objects.filter(task_name="journal.record").order_by("id"):
        tasks.record(**job.args)
        tasks.record(**job.args)

    assert list(story_of(role).values_list("actor", "act")) == [
        (regional.pk, "role_given"),
        (regional.pk, "role_ended"),
    ]
