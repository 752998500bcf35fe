"""The published range of people against nations whose truth is known (`estafeta bench nation` makes 200 of them)."""

from django.db import transaction

from estafeta.ops.bench.nation import counted, made_up
from tests import make


def test_the_range_holds_the_truth_where_naive_counting_is_far_off():
    make.country()
    held, naive = 0, []
    for seed in range(30):
        nation = made_up(seed, 600)
        with transaction.atomic():
            people = counted(nation).people
            transaction.set_rollback(True)
        held += people.low <= nation.truth <= people.high
        naive.append(nation.naive / nation.truth)

    assert held >= 28
    assert min(naive) > 1.5


def test_spellings_and_forms_of_one_person_are_one_and_a_child_on_the_same_phone_is_another():
    make.country()
    nation = made_up(1, 600)
    nation.heads = []
    typed = [
        ("Айгүл Ахметов", "8 701 123 45 67"),
        ("АХМЕТОВ АЙГҮЛ", "+77011234567"),
        ("Ольга Ахметов", "7(701)123-45-67"),
    ]
    nation.named = [(0, name, phone) for name, phone in typed]

    assert counted(nation).people.value == 2
    assert nation.naive == 3
