"""People counted together with campaigns that may not share lists; a forged sketch moves a total by nothing."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from datasketches import update_theta_sketch
from django.core.management import CommandError, call_command
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.people.models import Person
from estafeta.tally import services
from estafeta.tally.queries.leaves import canonical
from estafeta.tally.queries.sketches import sketch_of, union_of
from tests import make

SECRET = b"known to all who merge"


def campaign(first, last):
    """A campaign of the people with these numbers; the same number is the same human in each campaign."""
    deed = make.deed(campaign=make.campaign(is_example=True), starts_at=timezone.now())
    people = Person.objects.bulk_create(
        Person(name=f"Aigul {n}", folded_name=f"aigul {n}", phone=f"+7701{n:07d}", language="en")
        for n in range(first, last)
    )
    services.record_many(
        [
            services.Row("attendance", deed.campaign_id, deed.pk, "A", deed.starts_at, person_id=one.pk)
            for one in people
        ],
        replay=deed.campaign,
    )
    return deed.campaign


@pytest.fixture
def key():
    return known("Neighbours")


def known(name):
    made = Ed25519PrivateKey.generate()
    services.register_witness(name, made.public_key().public_bytes_raw().hex())
    return made


def signed(said, key):
    bare = {name: value for name, value in said.items() if name != "signature"}
    bare["key"] = key.public_key().public_bytes_raw().hex()
    return bare | {"signature": key.sign(canonical(bare)).hex()}


def test_two_campaigns_count_their_people_together_each_once(key):
    ours = sketch_of(campaign(0, 1_500), SECRET, key)
    Person.objects.filter(phone__startswith="+7701").update(phone="")
    theirs = sketch_of(campaign(1_000, 2_200), SECRET, known("Youth"))

    union = union_of([("ours", ours), ("theirs", theirs)], SECRET)

    assert (ours["people"], theirs["people"]) == (1_500, 1_200)
    assert union.low <= 2_200 <= union.high
    assert union.refused == []


def forged(said, key, what):
    """A sketch that claims ten thousand people who never were."""
    other = update_theta_sketch(14)
    for number in range(10_000):
        other.update(number)
    raw = base64.b64encode(other.compact().serialize()).decode()
    big = said | {"sketch": raw}
    stranger = Ed25519PrivateKey.generate()
    return {
        "unsigned": {name: value for name, value in big.items() if name != "signature"},
        "changed after signing": big,
        "signed by a stranger": signed(big | {"people": 10_000, "participations": 10_000}, stranger),
        "more than declared": signed(big, key),
        "more people than participations": signed(big | {"people": 10_000}, key),
        "too small": signed(said | {"people": 999}, key),
        "another secret": signed(said | {"secret": "0" * 16}, key),
        "nonsense": signed(said | {"sketch": base64.b64encode(b"nonsense").decode()}, key),
        "nothing": {},
    }[what]


@pytest.mark.parametrize(
    "what",
    [
        "unsigned", "changed after signing", "signed by a stranger", "more than declared",
        "more people than participations", "too small", "another secret", "nonsense", "nothing",
    ],
)  # fmt: skip
def test_a_forged_sketch_moves_the_total_by_nothing(key, what):
    ours = sketch_of(campaign(0, 1_100), SECRET, key)
    before = union_of([("ours", ours)], SECRET)

    after = union_of([("ours", ours), ("forged", forged(ours, key, what))], SECRET)

    assert (after.people, after.low, after.high) == (before.people, before.low, before.high)
    assert [name for name, _reason in after.refused] == ["forged"]


def test_few_people_make_no_sketch(key):
    with pytest.raises(NotPossible, match="1,000"):
        sketch_of(campaign(0, 999), SECRET, key)


def test_a_sketch_shows_nobody_and_differs_under_another_secret(key):
    made = campaign(0, 1_000)
    ours, other = sketch_of(made, SECRET, key), sketch_of(made, b"a secret of somebody else", key)

    assert ours["sketch"] != other["sketch"]
    assert "+7701" not in json.dumps(ours)


def test_the_command_makes_and_merges(tmp_path, capsys):
    made = campaign(0, 1_000)
    (tmp_path / "secret").write_bytes(SECRET)
    call_command("sketch", "key", str(tmp_path / "key"))
    public = capsys.readouterr().out.split()[-1]
    services.register_witness("We", public)
    sketch, secret = str(tmp_path / "ours.json"), str(tmp_path / "secret")
    call_command("sketch", "make", sketch, campaign=made.slug, key=tmp_path / "key", secret=tmp_path / "secret")
    capsys.readouterr()

    call_command("sketch", "merge", sketch, "--secret", secret, "--json")
    assert json.loads(capsys.readouterr().out)["people"] == 1_000

    (tmp_path / "forged.json").write_text("[]")
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("sketch", "merge", sketch, str(tmp_path / "forged.json"), "--secret", secret)
