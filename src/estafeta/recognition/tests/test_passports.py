"""A passport is checked by the stand-alone program in a process of its own, which knows nothing of the platform."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from estafeta.recognition import queries, services
from estafeta.recognition.models import SigningKey
from estafeta.recognition.tests.test_book import held, was_there
from tests import make

CHECKER = Path(__file__).resolve().parents[1] / "static" / "recognition" / "check_passport.py"


@pytest.fixture
def aigul():
    return make.user("Айгүл Әбдіқалықова").person


@pytest.fixture
def certificate(aigul):
    was_there(aigul, held("Мектеп ауласына ағаш отырғызу"), "A", 95)
    return services.issue(aigul, aigul, shown="none")


def checked(folder, passport, *more, status=None):
    """The exit status and the words of the checker: no network, no Django, no setting of ours."""
    folder.joinpath("passport.json").write_text(json.dumps(passport))
    words = [sys.executable, "-I", str(CHECKER), "passport.json", *more]
    if status is not None:
        folder.joinpath("status.json").write_text(json.dumps(status))
        words += ["--status", "status.json"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env={"PATH": ""}, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_passport_is_valid_without_the_platform(tmp_path, certificate):
    passport = services.sign_passport(certificate)

    status, words = checked(
        tmp_path, passport, "--key", queries.public_key(), status=queries.status_list(certificate.place // 2**17)
    )

    assert (status, "VALID." in words, "1 good deeds, 1.6 hours" in words) == (0, True, True)
    assert "Айгүл Әбдіқалықова" in words
    assert "Not revoked as of" in words


def test_a_passport_is_the_same_each_time(certificate):
    assert queries.passport(certificate) == queries.passport(certificate)


@pytest.mark.parametrize(
    "path",
    [
        ("credentialSubject", "result", 1, "value"),
        ("credentialSubject", "identifier", 0, "identityHash"),
        ("validFrom",),
        ("evidence", 0, "name"),
        ("credentialStatus", "statusListIndex"),
        ("proof", "created"),
        ("@context", 0),
    ],
)
def test_whatever_is_changed_is_found(tmp_path, certificate, path):
    passport = json.loads(json.dumps(services.sign_passport(certificate)))
    *way, last = path
    place = passport
    for step in way:
        place = place[step]
    place[last] = "2020-01-01T00:00:00Z" if last in {"validFrom", "created"} else "9999"

    status, words = checked(tmp_path, passport)

    assert (status, "NOT VALID" in words) == (1, True)


def test_a_passport_signed_by_somebody_else_is_not_the_one_trusted(tmp_path, certificate, settings):
    settings.SECRET_KEY = "another installation altogether, with a secret of its own"
    forged = queries.passport(certificate)
    settings.SECRET_KEY = "the one that we trust, with a secret of its own"

    assert checked(tmp_path, forged)[0] == 0
    status, words = checked(tmp_path, forged, "--key", queries.public_key())
    assert (status, "not the one you trust" in words) == (1, True)


def test_another_issuer_can_not_be_named_beside_a_good_signature(tmp_path, certificate):
    passport = services.sign_passport(certificate)
    passport["issuer"]["id"] = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"

    assert "somebody else than its issuer" in checked(tmp_path, passport)[1]


def test_a_revoked_passport_is_found_in_the_list_and_another_is_not(tmp_path, aigul, certificate):
    deed = held("Second", campaign=make.campaign())
    was_there(aigul, deed)
    other = services.issue(aigul, aigul)
    passports = [queries.passport(certificate), queries.passport(other)]
    services.revoke(certificate, aigul, reason="wrong")
    listed = queries.status_list(certificate.place // 2**17)

    found = [checked(tmp_path, passport, status=listed) for passport in passports]

    assert [status for status, _words in found] == [1, 0]
    assert "it was revoked" in found[0][1]


def test_a_forged_list_is_not_believed(tmp_path, aigul, certificate):
    passport = queries.passport(certificate)
    services.revoke(certificate, aigul, reason="wrong")
    number = certificate.place // 2**17
    forged = queries.status_list(number)
    forged["credentialSubject"]["encodedList"] = queries.status_list(number + 1)["credentialSubject"]["encodedList"]
    another = queries.status_list(number + 1)

    assert [checked(tmp_path, passport, status=listed)[0] for listed in (forged, another)] == [1, 1]


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "{", '{"proof": 7}', '{"proof": {}}'])
def test_what_is_no_passport_gets_a_sentence(tmp_path, text):
    tmp_path.joinpath("passport.json").write_text(text)

    done = subprocess.run(
        [sys.executable, "-I", str(CHECKER), "passport.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr


def test_a_passport_is_for_the_person_alone_and_the_lists_are_for_all(client, aigul, certificate):
    address = f"/en/certificates/{certificate.code}/passport.json"
    assert client.get(address).status_code == 302
    client.force_login(make.user("Bolat"))
    assert client.get(address).status_code == 404
    client.force_login(aigul.user)
    assert client.get(address).json() == queries.passport(certificate)
    client.logout()

    assert client.get("/verify/keys.json").json()["in_use"] == SigningKey.objects.get().public
    assert (
        client.get(f"/verify/revoked/{certificate.place // 2**17}.json").json()["type"][1]
        == "BitstringStatusListCredential"
    )
    services.revoke(certificate, aigul, reason="wrong")
    client.force_login(aigul.user)
    assert client.get(address).status_code == 404


def test_the_checker_needs_nothing_but_the_standard_library_and_cryptography():
    imported = {
        line.split()[1].split(".")[0]
        for line in CHECKER.read_text().splitlines()
        if line.startswith(("import ", "from "))
    }

    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
