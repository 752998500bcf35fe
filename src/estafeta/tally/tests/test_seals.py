"""A sealed day can be checked by anybody, and a tampered one betrays itself (docs/proofs.md)."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from estafeta.base.errors import NotPossible
from estafeta.tally import queries, services
from estafeta.tally.models import Fact, Seal
from tests import make

CHECKER = Path(__file__).resolve().parents[1] / "static/tally/check_seal.py"
FIRST = datetime(2026, 5, 9, 6, tzinfo=UTC)


@pytest.fixture
def campaign():
    """An example of two days: five named people and a headcount, then a correction and one more."""
    deed = make.deed(campaign=make.campaign(is_example=True), starts_at=FIRST)
    usual = {
        "campaign_id": deed.campaign_id,
        "deed_id": deed.pk,
        "happened_at": FIRST,
        "territory_id": deed.territory_id,
    }
    people = [make.user(f"Person {number}").person for number in range(5)]
    rows = [
        services.Row("attendance", grade="A", person_id=person.pk, minutes=60, recorded_at=FIRST, **usual)
        for person in people
    ]
    rows.append(services.Row("headcount", grade="C", heads=40, minutes=60, recorded_at=FIRST, unit="School 5", **usual))
    rows.append(
        services.Row("attendance", grade="B", person_id=people[0].pk, recorded_at=FIRST + timedelta(days=2), **usual)
    )
    services.record_many(rows, replay=deed.campaign)
    services.seal_days(deed.campaign)
    return deed.campaign


def checked(folder, said, *more):
    """What the checker says of a file, run on its own, without this project."""
    file = folder / "said.json"
    file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(CHECKER), str(file), *map(str, more)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return ran.returncode == 0, ran.stdout + ran.stderr


def day_of(campaign, number=0):
    seals = list(Seal.objects.filter(campaign=campaign).order_by("day"))
    return json.loads("".join(queries.sealed_day(seals[number])))


def test_each_day_with_facts_is_sealed_once_when_it_is_over(campaign):
    services.record(campaign.deeds.get(), "spectators", grade="C", heads=3, happened_at=FIRST)

    assert services.seal_days(campaign) == []
    assert [(seal.day.isoformat(), seal.entries) for seal in queries.seals_of(campaign)] == [
        ("2026-05-11", 1),
        ("2026-05-09", 6),
    ]


@pytest.mark.parametrize("size", range(1, 18))
def test_the_checker_agrees_with_the_tree_of_every_size(tmp_path, size):
    deed = make.deed(campaign=make.campaign(is_example=True), starts_at=FIRST)
    services.record_many(
        [
            services.Row("headcount", deed.campaign_id, deed.pk, "C", FIRST, heads=n + 1, recorded_at=FIRST)
            for n in range(size)
        ],
        replay=deed.campaign,
    )
    services.seal_days(deed.campaign)

    assert checked(tmp_path, day_of(deed.campaign))[0]
    for proof in queries.proofs_of(deed.campaign.facts.all()).values():
        assert checked(tmp_path, proof)[0]


def test_a_whole_day_is_checked_and_counted_again_without_the_server(campaign, tmp_path):
    holds, told = checked(tmp_path, day_of(campaign))

    assert holds, told
    assert "6 entries" in told
    assert "5 attendance, grade A" in told
    assert "40 headcount, grade C" in told


def test_a_published_day_names_nobody_and_tells_no_two_entries_of_one_person_together(campaign):
    published = "".join(queries.sealed_day(queries.seals_of(campaign).last()))

    closed = [entry["closed"] for number in (0, 1) for entry in day_of(campaign, number)["entries"]]
    assert len(set(closed)) == 7
    for person in Fact.objects.exclude(person=None).values_list("person__name", "person__email"):
        assert not any(word in published for word in person)
    assert "School 5" not in published


@pytest.mark.parametrize("what", ["heads", "grade", "removed", "added", "swapped", "closed"])
def test_a_tampered_day_does_not_hold(campaign, tmp_path, what):
    day = day_of(campaign)
    entries = day["entries"]
    if what == "removed":
        entries.pop()
    elif what == "added":
        entries.append(entries[-1])
    elif what == "swapped":
        entries[0], entries[1] = entries[1], entries[0]
    elif what == "closed":
        entries[0]["closed"] = entries[1]["closed"]
    else:
        entries[5]["open"][what] = {"heads": 41, "grade": "A"}[what]

    holds, told = checked(tmp_path, day)

    assert not holds
    assert "DOES NOT HOLD" in told


def test_who_changes_a_fact_behind_the_triggers_is_found(campaign):
    assert services.broken_seals() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tally_fact DISABLE TRIGGER fact_is_append_only")
        cursor.execute("UPDATE tally_fact SET heads = 4000 WHERE kind = 'headcount'")
        cursor.execute("ALTER TABLE tally_fact ENABLE TRIGGER fact_is_append_only")
    services.rebuild()

    assert len(services.broken_seals()) == 1
    with pytest.raises(CommandError, match="broken seal"):
        call_command("tally", "verify")


@pytest.mark.parametrize("act", ["UPDATE tally_seal SET root = ''", "DELETE FROM tally_seal"])
def test_the_database_refuses_to_change_a_seal(campaign, act):
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)

    assert queries.seals_of(campaign).count() == 2


def test_the_days_follow_each_other_and_none_can_be_left_out(campaign, tmp_path):
    chain = queries.chain_of(campaign)
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(chain))

    assert checked(tmp_path, chain)[0]
    assert checked(tmp_path, day_of(campaign), kept)[0]
    assert not checked(tmp_path, chain | {"seals": chain["seals"][1:]})[0]


def test_an_entry_is_proved_and_a_changed_one_is_not(campaign, tmp_path):
    proof = queries.proof_of(campaign.facts.filter(kind="attendance").first())

    assert checked(tmp_path, proof)[0]
    assert not checked(tmp_path, proof | {"closed": proof["closed"] | {"person_id": 1, "person": 1}})[0]
    assert not checked(tmp_path, proof | {"open": proof["open"] | {"minutes": 600}})[0]
    assert not checked(tmp_path, proof | {"index": proof["index"] + 1})[0]


def test_an_entry_of_today_has_no_proof_yet(campaign):
    fact = services.record(campaign.deeds.get(), "spectators", grade="C", heads=3, happened_at=FIRST)

    assert queries.proof_of(fact) is None


@pytest.fixture
def witness():
    key = Ed25519PrivateKey.generate()
    services.register_witness("Evening Paper", key.public_key().public_bytes_raw().hex())
    return key


def test_a_witness_signs_and_stands_beside_the_seal(client, campaign, witness, tmp_path):
    seal = queries.seals_of(campaign).first()
    key = witness.public_key().public_bytes_raw().hex()
    address = reverse("tally:cosign", args=[campaign.slug, seal.day.isoformat()])
    signature = witness.sign(seal.statement.encode()).hex()

    for _time in range(2):
        assert client.post(address, {"key": key, "signature": signature}).status_code == 302

    assert "Evening Paper" in client.get(reverse("tally:seals")).content.decode()
    day = day_of(campaign, 1)
    assert "signed by Evening Paper" in checked(tmp_path, day, "--key", key)[1]
    day["signatures"][0]["signature"] = "00" * 64
    assert not checked(tmp_path, day)[0]
    assert not checked(tmp_path, day_of(campaign), "--key", key)[0]


def test_a_signature_that_does_not_fit_or_of_a_stranger_is_refused(client, campaign, witness):
    seal, other = queries.seals_of(campaign)
    key = witness.public_key().public_bytes_raw().hex()
    stranger = Ed25519PrivateKey.generate()

    with pytest.raises(NotPossible, match="does not fit"):
        services.cosign(seal, key, witness.sign(other.statement.encode()).hex())
    with pytest.raises(NotPossible, match="registered"):
        services.cosign(seal, stranger.public_key().public_bytes_raw().hex(), stranger.sign(b"").hex())
    address = reverse("tally:cosign", args=[campaign.slug, seal.day.isoformat()])
    assert client.post(address, {"key": "no key", "signature": "\0 nothing"}).status_code == 422


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_sealed_days_are_pages_files_and_a_feed(client, campaign, language):
    seal = queries.seals_of(campaign).first()
    day = f"/{language}/seals/{campaign.slug}/{seal.day.isoformat()}/"

    assert seal.root[:16] in client.get(f"/{language}/seals/").content.decode()
    assert seal.root in client.get(day).content.decode()
    assert json.loads(b"".join(client.get(f"{day}day.json").streaming_content))["statement"] == seal.statement
    assert client.get(f"/{language}/seals/{campaign.slug}/seals.json").json() == queries.chain_of(campaign)
    feed = ET.fromstring(client.get("/feeds/seals.atom", {"lang": language}).content)  # noqa: S314 -- our own
    assert next(entry[0].text for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")).endswith(seal.root)


def test_a_day_that_is_none_is_not_found(client, campaign):
    assert client.get(f"/en/seals/{campaign.slug}/yesterday/").status_code == 404
    assert client.get("/en/seals/nothing/2026-05-09/").status_code == 404


def test_one_sees_the_proof_of_ones_own_entries_and_of_nobody_elses(client, campaign, tmp_path):
    own, other = campaign.facts.filter(kind="attendance", grade="A")[:2]
    client.force_login(own.person.user)

    page = client.get(reverse("tally:mine")).content.decode()
    answer = client.get(reverse("tally:proof", args=[own.pk]))

    assert page.count("proof.json") == 2
    assert checked(tmp_path, answer.content.decode())[0]
    assert client.get(reverse("tally:proof", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("entries", [1, 4])
def test_the_page_of_ones_entries_costs_the_same_however_many(client, entries, django_assert_num_queries):
    person = make.user().person
    deed = make.deed()
    for _number in range(entries):
        services.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=person)
    client.force_login(person.user)

    with django_assert_num_queries(6):
        client.get(reverse("tally:mine"))
