import pytest

from estafeta.base import resting
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    resting.begin()


def test_reading_goes_on_and_every_page_says_so(client):
    answer = client.get("/ru/deeds/")

    assert answer.status_code == 200
    assert "Сейчас можно только читать" in answer.content.decode()


def test_what_would_write_is_refused_in_three_languages_with_a_word_when_to_come_again(client):
    answer = client.post("/en/appeals/new/", {"anything": "x"})

    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    for word in ("тек оқуға болады", "только читать", "Only reading works"):
        assert word in answer.content.decode()


def test_a_program_gets_a_problem_document_and_its_key_stays_free(client):
    deed = make.deed()
    make.shift(of=deed)
    call = {"name": "Aigul", "email": "aigul@example.org", "lang": "kk"}
    headers = {"Idempotency-Key": "one", "Accept-Language": "en"}
    address = f"/api/v1/deeds/{deed.slug}/sign-ups"

    refused = client.post(address, call, content_type="application/json", headers=headers)
    resting.end()
    taken = client.post(address, call, content_type="application/json", headers=headers)

    assert (refused.status_code, refused["Content-Type"]) == (503, "application/problem+json")
    assert refused.json()["detail"] == "Only reading works for now: the installation is being looked after."
    assert taken.status_code == 201


def test_the_status_page_says_what_is_paused(client):
    said = client.get("/en/status/").content.decode()

    assert "Something does not work right now." in said
    assert "Paused while we look after the installation." in said


def test_the_status_page_opens_when_all_is_well(client):
    resting.end()

    said = client.get("/kk/status/").content.decode()

    assert "Қазір не істеп тұр" in said
