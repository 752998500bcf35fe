"""`estafeta forget_person` looks first, and forgets only whom one contact or number names."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from estafeta.people.models import Person
from tests import make


def told(*words, **options):
    out = StringIO()
    call_command("forget_person", *words, stdout=out, **options)
    return out.getvalue()


def test_it_looks_before_it_forgets():
    dana = make.person("Dana", phone="+77010000001")

    assert "would be forgotten" in told("8 701 000 00 01")
    assert Person.objects.get(pk=dana.pk).name == "Dana"
    assert "is forgotten; without them stays: nothing" in told(str(dana.pk), yes=True)
    assert Person.objects.get(pk=dana.pk).forgotten_at is not None


def test_a_contact_of_several_people_forgets_nobody():
    make.person("Dana", phone="+77010000001")
    make.person("Erik", phone="+77010000001")

    with pytest.raises(CommandError, match="Several"):
        told("+77010000001", yes=True)
    with pytest.raises(CommandError, match="Nobody"):
        told("nobody@example.org", yes=True)
    with pytest.raises(CommandError):
        told("not a contact", yes=True)
    assert Person.objects.filter(forgotten_at=None).count() == 2
