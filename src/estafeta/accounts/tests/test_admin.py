"""The operators' pages, once they are in."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin

from estafeta.accounts.services import appoint_operator
from estafeta.accounts.tests.test_second_factor import SECRET, code_of_app
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.people.services import register
from tests import make


@pytest.fixture
def inside(client):
    operator = appoint_operator("operator@example.org")
    make.person("Operator", user=operator, email=operator.email)
    TOTP.activate(operator, SECRET)
    client.force_login(operator)
    client.post("/en/sign-in/second-factor/again/?next=/admin/", {"code": code_of_app()})
    return client


def test_every_list_and_every_thing_in_it_opens(inside):
    shift = make.shift()
    record(None, "announced", shift.deed)
    queue_letter(make.coordinator(shift.deed.territory), "welcome", key="welcome:1")

    for model, pages in admin.site._registry.items():
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert inside.get(address).status_code == 200, address
        assert inside.get(f"{address}?q=a").status_code in {200, 302}, address
        if pages.has_view_permission(inside.get(address).wsgi_request) and (first := model._default_manager.first()):
            assert inside.get(f"{address}{first.pk}/change/").status_code == 200, address


@pytest.mark.parametrize("thing", ["people/person", "journal/entry", "notifications/letter", "tally/fact"])
def test_what_happened_is_not_written_by_operators(inside, thing):
    assert inside.get(f"/admin/{thing}/add/").status_code == 403


def test_a_person_is_found_however_the_name_is_spelled(inside):
    register("Әйгерім Серікқызы", email="aigerim@example.org")

    page = inside.get("/admin/people/person/?q=айгерим").content.decode()

    assert "aigerim@example.org" in page
