from estafeta.base.fields import alphabetical
from estafeta.territories.models import Territory
from tests import make

IN_ORDER = ["Zeta", "Абай", "Ақмола", "Ақтөбе", "Атырау", "Әлем", "Ель", "Ёлка", "Қарағанды", "Ұлытау", "Шу", "Інжу"]


def test_names_stand_in_the_order_of_the_kazakh_alphabet():
    for name in sorted(IN_ORDER, reverse=True):
        make.territory(name)

    ordered = Territory.objects.order_by(alphabetical("name_kk")).values_list("name_kk", flat=True)

    assert list(ordered) == IN_ORDER
