from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from estafeta.base import mailbox
from estafeta.notifications.models import Letter
from estafeta.notifications.services import deliver, queue_letter, send_again, sweep
from tests import make


@pytest.fixture(autouse=True)
def letters(tmp_path, settings):
    """A letter of one kind, as a package that causes it would keep it."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "welcome.txt").write_text(
        "{% load i18n %}{% get_current_language as code %}Hello & {{ deed }} ({{ code }})\n\nSee {{ site_url }}\n"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    settings.MAILBOX_DIR = tmp_path / "mailbox"


def jobs() -> list[str]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", flat=True))


def test_a_letter_is_a_row_and_a_job_and_is_sent_by_the_postman():
    letter = queue_letter(make.person(language="kk"), "welcome", key="welcome:1", deed="Park <1>")
    assert (letter.state, jobs(), mail.outbox) == ("waiting", ["notifications.deliver"], [])

    assert deliver(letter.pk) is True

    letter.refresh_from_db()
    assert (letter.state, letter.subject, letter.tries) == ("sent", "Hello & Park <1> (kk)", 1)
    assert [(sent.subject, sent.body, sent.to) for sent in mail.outbox] == [
        ("Hello & Park <1> (kk)", "See http://127.0.0.1:8000", [letter.person.email])
    ]


def test_a_second_run_sends_nothing():
    letter = queue_letter(make.person(), "welcome", key="welcome:1")

    assert [deliver(letter.pk), deliver(letter.pk)] == [True, False]
    assert len(mail.outbox) == 1


def test_the_same_key_writes_once():
    aigul = make.person()

    first, second = (queue_letter(aigul, "welcome", key="welcome:1") for _ in range(2))

    assert first == second
    assert second.details == {}
    assert jobs() == ["notifications.deliver"]


def test_writing_a_letter_takes_one_statement_and_its_job_one(django_assert_num_queries):
    aigul = make.person()

    with django_assert_num_queries(2):
        queue_letter(aigul, "welcome", key="welcome:1", deed=17)


def test_nobody_is_written_to_without_a_contact_and_a_child_through_the_guardian():
    mother = make.person("Aigul")
    child = make.person("Bolat", email="", guardian=mother)

    assert queue_letter(make.person(email=""), "welcome", key="welcome:1") is None
    assert queue_letter(child, "welcome", key="welcome:2").person == mother


def test_a_letter_is_written_in_the_language_that_its_reader_has_when_it_leaves():
    aigul = make.person(language="kk")
    letter = queue_letter(aigul, "welcome", key="welcome:1")
    aigul.language = "ru"
    aigul.save()

    deliver(letter.pk)

    letter.refresh_from_db()
    assert "(ru)" in letter.subject


def test_a_letter_takes_the_channel_that_its_reader_has_when_it_leaves():
    aigul = make.person(email="", phone="+77011234567")
    letter = queue_letter(aigul, "welcome", key="welcome:1")
    aigul.email = "aigul@example.org"
    aigul.save()

    deliver(letter.pk, now=NIGHT + timedelta(days=365))

    letter.refresh_from_db()
    assert (letter.channel, [sent.to for sent in mail.outbox]) == ("email", [["aigul@example.org"]])


def test_a_letter_for_later_waits():
    letter = queue_letter(make.person(), "welcome", key="welcome:1", due_at=timezone.now() + timedelta(hours=1))

    assert deliver(letter.pk) is False
    assert deliver(letter.pk, now=timezone.now() + timedelta(hours=2)) is True


NIGHT = datetime(2026, 6, 1, 19, 30, tzinfo=UTC)  # half past midnight in Almaty
MORNING = datetime(2026, 6, 2, 3, 0, tzinfo=UTC)


def test_a_text_message_waits_for_the_morning_unless_it_is_urgent():
    aigul = make.person(email="", phone="+77011234567")
    calm = queue_letter(aigul, "welcome", key="welcome:1", due_at=NIGHT)
    urgent = queue_letter(aigul, "welcome", key="welcome:2", due_at=NIGHT, urgent=True)

    assert [deliver(calm.pk, now=NIGHT), deliver(urgent.pk, now=NIGHT)] == [False, True]

    calm.refresh_from_db()
    assert calm.due_at == MORNING
    assert deliver(calm.pk, now=MORNING) is True
    assert [kept.to for kept in mailbox.kept()] == ["+77011234567", "+77011234567"]


def test_e_mail_leaves_at_night():
    letter = queue_letter(make.person(), "welcome", key="welcome:1", due_at=NIGHT)

    assert deliver(letter.pk, now=NIGHT) is True


def test_a_failure_is_tried_again_later_each_time_and_given_up_in_the_end(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter = queue_letter(make.person(), "welcome", key="welcome:1")
    now, waits = timezone.now(), []
    for _ in range(8):
        deliver(letter.pk, now=now)
        letter.refresh_from_db()
        waits.append((letter.due_at - now).total_seconds() / 60)
        now = max(now, letter.due_at)

    assert waits[:7] == [1, 2, 4, 8, 16, 32, 64]
    assert (letter.state, letter.tries) == ("failed", 8)
    assert "ConnectionRefusedError" in letter.fault
    assert letter.person.email not in caplog.text


def test_a_letter_without_a_template_fails_at_once():
    letter = queue_letter(make.person(), "no_such_kind", key="nothing:1")

    deliver(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.fault) == ("failed", "there is no template letters/no_such_kind.txt")


def test_the_sweep_takes_up_what_was_missed_and_nothing_twice():
    letter = queue_letter(make.person(), "welcome", key="welcome:1")
    queue_letter(make.person(), "welcome", key="welcome:2", due_at=timezone.now() + timedelta(days=1))
    later = timezone.now() + timedelta(minutes=5)

    assert [sweep(now=later), sweep(now=later)] == [1, 0]
    assert Letter.objects.get(pk=letter.pk).state == "waiting"


def test_a_letter_that_failed_can_be_sent_again():
    letter = queue_letter(make.person(), "no_such_kind", key="nothing:1")
    assert send_again(letter.pk) is False
    deliver(letter.pk)

    assert send_again(letter.pk) is True

    letter.refresh_from_db()
    assert (letter.state, letter.tries) == ("waiting", 0)
