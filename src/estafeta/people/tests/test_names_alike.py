"""Which spellings may be one human's, and which are another's: a list written by hand."""

import pytest

from estafeta.base.texts import fold_name
from estafeta.people.rules import names_alike

pytestmark = pytest.mark.no_database

SAME = [
    # scripts and keyboards
    ("Жұмабаев Болат", "Жумабаев Болат"),
    ("Жұмабаев Болат", "Zhumabayev Bolat"),
    ("Джумабаев Болат", "Jumabayev Bolat"),
    ("Джумабаев Болат", "Жұмабаев Болат"),
    ("Қайрат Нұртаев", "Кайрат Нуртаев"),
    ("Қайрат Нұртаев", "Qairat Nurtaev"),
    ("Әйгерім Сейітова", "Айгерим Сейитова"),
    ("Әйгерім Сейітова", "Aygerim Seyitova"),
    ("Гүлнәр Әбенова", "Гульнар Абенова"),
    ("Ғабит Мүсірепов", "Gabit Musirepov"),
    ("Іңкәр Өтебаева", "Инкар Отебаева"),
    ("Үміт Төлегенова", "Умит Толегенова"),
    ("Хасан Қожахметов", "Khassan Kozhakhmetov"),
    ("Мұхтар Әуезов", "Mukhtar Auezov"),
    ("Сәуле Шаяхметова", "Saule Shayakhmetova"),
    ("Ерлан Дюсенов", "Yerlan Dyusenov"),
    ("Шоқан Уәлиханов", "Shokan Ualikhanov"),
    ("Юлия Цой", "Yuliya Tsoy"),
    ("Сергей Щербаков", "Sergey Shcherbakov"),
    ("Дмитрий Соловьёв", "Дмитрий Соловьев"),
    ("Наталья Ким", "Natalya Kim"),
    ("Анастасия Ли", "Anastassiya Li"),
    ("Ильяс Есенберлин", "Ilyas Yesenberlin"),
    ("Жамбыл Жабаев", "Jambyl Jabaev"),
    # letters that look alike
    ("Асель Ахметова", "Аceль Axмeтова"),
    ("Тимур Хасенов", "Tимур Xaceнов"),
    # capitals, blanks, hyphens
    ("АЙГУЛЬ СЕИТОВА", "айгуль  сеитова"),
    ("Анна-Мария Фишер", "Анна Мария Фишер"),
    ("Асель Ахметова", "Ассель Ахметова"),
    # order and patronymic
    ("Айгуль Сеитова", "Сеитова Айгуль"),
    ("Сеитова Айгуль Болатовна", "Айгуль Болатовна Сеитова"),
    ("Сеитова Айгуль Болатовна", "Айгуль Сеитова"),
    ("Нұрлан Бекұлы Ахметов", "Нурлан Ахметов"),
    ("Дана Серікқызы Оспанова", "Оспанова Дана"),
    ("Иван Петрович Сидоров", "Сидоров Иван"),
    ("Айгуль Сеитова", "Айгуль С."),
    ("А. Сеитова", "Айгуль Сеитова"),
    ("Иванов И. П.", "Иванов Иван Петрович"),
    ("Айгуль", "Айгуль Сеитова"),
    # one slip of the pen
    ("Александр Михайлов", "Alexander Mikhailov"),
    ("Нурсултан Ержанов", "Нурслутан Ержанов"),
    ("Бекзат Мырзахметов", "Бекзат Мырзахмтов"),
    ("Гульмира Кенжебекова", "Гульмира Кенжебеккова"),
    ("Айгерим Сулейменова", "Айгерим Сулейманова"),
]  # fmt: skip

NOT_SAME = [
    # a family on one phone
    ("Айгуль Сеитова", "Дана Сеитова"),
    ("Айгуль Сеитова", "Болат Сеитов"),
    ("Серик Ахметов", "Сауле Ахметова"),
    ("Нурлан Ибрагимов", "Нурлан Исмаилов"),
    ("Иван Сидоров", "Иван Петров"),
    ("Дана Оспанова", "Дина Оспанова"),
    ("Алина Ким", "Арина Ким"),
    ("Аида Жунусова", "Аина Жунусова"),
    ("Марат Омаров", "Мурат Омаров"),
    ("Ерлан Смагулов", "Арлан Смагулов"),
    ("Айдос Касымов", "Айдар Касымов"),
    ("Иванов Александр", "Иванова Александра"),
    ("Валерий Михайлов", "Валерия Михайлова"),
    ("Асан Үсенов", "Үсен Асанов"),
    ("Болат Серікұлы", "Серік Болатұлы"),
    ("Айгуль Сеитова", "Айгуль Ахметова"),
    ("Айгуль Болатовна Сеитова", "Айгуль Маратовна Сеитова"),
    ("Сеитова Дана Болатовна", "Сеитова Айгуль Болатовна"),
    ("А. Сеитова", "Болат Сеитов"),
    ("А. С.", "Айгуль Сеитова"),
    ("Айгуль", "Айгерим"),
    ("Karina Lee", "Marina Lee"),
    ("Нурбек Тлеуов", "Нурлан Тлеуов"),
    ("Мария Ван", "Мария Хан"),
    ("Айгуль Сеитова Жамал", "Айгуль Сеитова"),
    ("", "Айгуль Сеитова"),
]  # fmt: skip


def test_the_list_is_long_enough():
    assert len(SAME) + len(NOT_SAME) >= 60


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_may_be_one_human(one, other):
    assert names_alike(fold_name(one), fold_name(other)), (fold_name(one), fold_name(other))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_who_is_named_first_does_not_matter(one, other):
    assert names_alike(fold_name(other), fold_name(one))


@pytest.mark.parametrize(("one", "other"), NOT_SAME)
def test_these_are_two(one, other):
    assert not names_alike(fold_name(one), fold_name(other)), (fold_name(one), fold_name(other))
    assert not names_alike(fold_name(other), fold_name(one))
