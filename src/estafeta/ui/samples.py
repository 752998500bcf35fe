"""What the page of all components shows: true-to-life words, the longest ones, one and a thousand."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.templatetags.static import static

from estafeta.ui.marks import ICONS, MARKS


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Ваше имя", max_length=200, help_text="Так вас увидит только организатор.")
    phone = forms.CharField(label="Телефон", required=False)
    places = forms.IntegerField(label="Орын саны", min_value=1, max_value=500)
    on = forms.DateField(label="Күні", widget=forms.DateInput(attrs={"type": "date"}))
    region = forms.ChoiceField(
        label="Облыс",
        choices=[("", "—"), ("KZ-SEV", "Солтүстік Қазақстан облысы"), ("KZ-KAR", "Қарағанды облысы")],
    )
    kind = forms.ChoiceField(
        label="Кім шақырады?",
        widget=forms.RadioSelect,
        choices=[("ngo", "Үкіметтік емес ұйым"), ("school", "Мектеп"), ("friends", "Достар, көршілер, әріптестер")],
    )
    fits = forms.MultipleChoiceField(
        label="Для кого",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("young", "Молодёжь"), ("miners", "Шахтёры"), ("doctors", "Врачи")],
    )
    story = forms.CharField(label="Расскажите, что нужно", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="Мен 16 жасқа толдым немесе ата-анам келіседі")


# (code, name, three letters, value, column, row)
TILES = [
    ("KZ-ZAP", "Батыс Қазақстан", "БҚО", 8120, 0, 1),
    ("KZ-AKT", "Ақтөбе", "АҚТ", 11240, 1, 1),
    ("KZ-KUS", "Қостанай", "ҚОС", 14310, 2, 0),
    ("KZ-SEV", "Солтүстік Қазақстан", "СҚО", 9870, 3, 0),
    ("KZ-AKM", "Ақмола", "АҚМ", 12030, 3, 1),
    ("KZ-AST", "Астана", "АСТ", 31200, 4, 1),
    ("KZ-PAV", "Павлодар", "ПАВ", 13760, 4, 0),
    ("KZ-ABA", "Абай", "АБА", 7420, 5, 1),
    ("KZ-VOS", "Шығыс Қазақстан", "ШҚО", 15680, 6, 1),
    ("KZ-ATY", "Атырау", "АТЫ", 6540, 0, 2),
    ("KZ-ULY", "Ұлытау", "ҰЛЫ", 0, 2, 1),
    ("KZ-KAR", "Қарағанды", "ҚАР", 48350, 3, 2),
    ("KZ-MAN", "Маңғыстау", "МАҢ", 5210, 0, 3),
    ("KZ-KZY", "Қызылорда", "ҚЫЗ", 9020, 2, 2),
    ("KZ-TUR", "Түркістан", "ТҮР", 22480, 3, 3),
    ("KZ-SHY", "Шымкент", "ШЫМ", 18640, 3, 4),
    ("KZ-ZHA", "Жамбыл", "ЖАМ", 10330, 4, 3),
    ("KZ-ALM", "Алматы облысы", "АОБ", 16050, 5, 3),
    ("KZ-ALA", "Алматы", "АЛА", 39480, 5, 4),
    ("KZ-ZHE", "Жетісу", "ЖЕТ", 7710, 6, 2),
]


QR = '<svg viewBox="0 0 5 5"><path d="M0 0h2v2H0zM3 0h2v2H3zM0 3h2v2H0zM3 3h1v1H3zM4 4h1v1H4z"/></svg>'


def samples() -> dict[str, Any]:
    wrong = SampleForm({"name": "", "phone": "8 777", "places": "-1", "kind": "", "fits": ["miners"]}, prefix="wrong")
    wrong.is_valid()
    moment = datetime(2010, 6, 1, 14, 5, tzinfo=ZoneInfo("Asia/Almaty"))
    return {
        "form": SampleForm(),
        "wrong": wrong,
        "marks": [*sorted(MARKS - {"other"}), "other"],
        "icons": sorted(ICONS),
        "as_of": moment,
        "grades": {"A": 182_400, "B": 61_250, "C": 43_780},
        "all_grades": {"A": 1200, "B": 640, "C": 300, "D": 410, "E": 35},
        "way": [("Спросили", "2 апреля"), ("Ответили", "3 апреля"), "Делается", "Сделано"],
        "way_done": [
            ("Сұралды", "2 сәуір"),
            ("Жауап берілді", "3 сәуір"),
            ("Істелуде", "10 сәуір"),
            ("Істелді", "29 мамыр"),
        ],
        "wizard": ["type", "what", "where", "when", "places", "who", "preview"],
        "head": ["Облыс", "Іс", "Адам", "Сағат"],
        "rows": [
            [("Қарағанды облысы", "#table"), 96, 48_350, 120_400],
            [("Солтүстік Қазақстан облысы", "#table"), 21, 9_870, 24_118],
            ["Ұлытау облысы", 0, None, None],
        ],
        "total": ["Барлығы", 117, 58_220, 144_518],
        "thousand": Paginator(range(20_000), 20).page(500),
        "trail": [("Қазақстан", "#"), ("Қарағанды облысы", "#"), ("Теміртау", "")],
        "tiles": [
            {"code": code, "label": name, "short": short, "value": value, "col": col, "row": row, "href": f"#{code}"}
            for code, name, short, value, col, row in TILES
        ],
        "tile_rows": [[name, value] for _code, name, _short, value, _col, _row in TILES],
        "tile_head": ["Аймақ", "Адам"],
        "results": [
            {"value": "1", "text": "Жамбыл", "path": "Қазақстан › Жамбыл облысы"},
            {"value": "2", "text": "Жамбыл", "path": "Қазақстан › Алматы облысы › Жамбыл ауданы"},
            {
                "value": "3",
                "text": "Жамбыл",
                "path": "Қазақстан › Солтүстік Қазақстан облысы › Жамбыл ауданы › Пресновка",
            },
        ],
        "banner_text": "Үлгі науқан. Жарияланған жиынтық сандардан ұсақ деректің бәрі ойдан шығарылған.",
        "map_source": static("ui/sample/points.json"),
        "map_areas": "",
        "qr": QR,
    }
