"""The types of deed and groups of people that every installation begins with; the eleven of 2010 come first."""

from typing import Any


def _type(
    slug: str,
    name: tuple[str, str, str],
    unit: tuple[str, str, str],
    bring: tuple[str, str, str] = ("", "", ""),
    *,
    minutes: int = 180,
    places: int = 30,
    minors: bool = True,
) -> dict[str, Any]:
    row: dict[str, Any] = {"slug": slug, "fits_minors": minors, "usual_minutes": minutes, "usual_capacity": places}
    for field, words in (("name", name), ("unit", unit), ("bring", bring)):
        row |= {f"{field}_{language}": word for language, word in zip(("kk", "ru", "en"), words, strict=True)}
    return row


_GLOVES = (
    "Жұмыс қолғабы, ауыстырып киетін киім, ауызсу",
    "Рабочие перчатки, сменная одежда, вода",
    "Work gloves, old clothes, water",
)
_SHOES = ("Спорттық киім мен аяқкиім, ауызсу", "Спортивная форма и обувь, вода", "Sports clothes and shoes, water")
_VISITORS = ("көрермен", "зрителей", "spectators")
_PEOPLE = ("көмек алған адам", "человек получили помощь", "people helped")

TYPES: list[dict[str, Any]] = [
    _type(
        "veterans",
        ("Ардагерлерге көмек", "Помощь ветеранам", "Help for veterans"),
        ("көмек алған ардагер", "ветеранов получили помощь", "veterans helped"),
        minutes=180,
        places=15,
    ),
    _type(
        "children-home",
        ("Балалар үйлеріне көмек", "Помощь детским домам", "Help for children's homes"),
        ("бала", "детей", "children"),
        ("Ауыстырып киетін аяқкиім", "Сменная обувь", "Indoor shoes"),
        minutes=180,
        places=20,
    ),
    _type(
        "monument",
        ("Ескерткіштерді күту", "Уход за памятниками", "Care for monuments"),
        ("ретке келтірілген ескерткіш", "памятников приведено в порядок", "monuments put in order"),
        _GLOVES,
    ),
    _type(
        "park",
        ("Саябақтар мен алаңқайлар", "Парки и скверы", "Parks and squares"),
        ("көркейтілген шаршы метр", "квадратных метров благоустроено", "square metres put in order"),
        _GLOVES,
        places=50,
    ),
    _type(
        "playground",
        ("Ойын және спорт алаңдары", "Детские и спортивные площадки", "Playgrounds and sports grounds"),
        ("жасалған алаң", "площадок сделано", "grounds made"),
        _GLOVES,
        minutes=240,
    ),
    _type(
        "concert",
        ("Қайырымдылық концерттері", "Благотворительные концерты", "Charity concerts"),
        _VISITORS,
        minutes=120,
        places=40,
    ),
    _type(
        "contest",
        ("Байқаулар", "Конкурсы", "Contests"),
        ("қатысушы жұмысы", "работ участников", "entries"),
        minutes=180,
        places=40,
    ),
    _type(
        "exhibition",
        ("Көрмелер", "Выставки", "Exhibitions"),
        _VISITORS,
        minutes=360,
        places=20,
    ),
    _type(
        "festival",
        ("Фестивальдар", "Фестивали", "Festivals"),
        _VISITORS,
        minutes=360,
        places=100,
    ),
    _type(
        "sport",
        ("Спорттық жарыстар", "Спортивные соревнования", "Sports competitions"),
        ("команда", "команд", "teams"),
        _SHOES,
        minutes=240,
        places=80,
    ),
    _type(
        "auto-rally",
        ("Автошерулер", "Автопробеги", "Auto rallies"),
        ("жүріп өткен шақырым", "километров пройдено", "kilometres driven"),
        (
            "Жүргізуші куәлігі, көлік құжаттары, ауызсу",
            "Водительское удостоверение, документы на машину, вода",
            "Driving licence, the car's papers, water",
        ),
        minutes=480,
        minors=False,
    ),
    _type(
        "tree-planting",
        ("Ағаш отырғызу", "Посадка деревьев", "Tree planting"),
        ("отырғызылған ағаш", "деревьев посажено", "trees planted"),
        ("Жұмыс қолғабы, күрек, ауызсу", "Рабочие перчатки, лопата, вода", "Work gloves, a spade, water"),
        places=60,
    ),
    _type(
        "clean-up",
        ("Сенбілік", "Субботник", "Clean-up"),
        ("қап қоқыс", "мешков мусора", "bags of rubbish"),
        _GLOVES,
        places=50,
    ),
    _type(
        "blood",
        ("Қан тапсыру", "Сдача крови", "Blood donation"),
        ("рет қан тапсырылды", "донаций", "donations"),
        ("Жеке куәлік", "Удостоверение личности", "Identity card"),
        minutes=90,
        places=40,
        minors=False,
    ),
    _type(
        "elderly-help",
        ("Қарттарға көмек", "Помощь пожилым", "Help for the elderly"),
        ("көмек алған қария", "пожилых людей получили помощь", "elderly people helped"),
        minutes=120,
        places=12,
    ),
    _type(
        "books",
        ("Кітап жинау", "Сбор книг", "Books"),
        ("кітап", "книг", "books"),
        ("Сыйға беретін кітаптар", "Книги в дар", "Books to give"),
        minutes=120,
    ),
    _type(
        "first-aid",
        ("Алғашқы көмекке үйрету", "Обучение первой помощи", "First aid"),
        ("үйренген адам", "человек обучено", "people taught"),
        minutes=150,
        places=20,
    ),
    _type(
        "repair",
        ("Жөндеу жұмыстары", "Ремонт", "Repair"),
        ("жөнделген бөлме", "комнат отремонтировано", "rooms repaired"),
        _GLOVES,
        minutes=360,
        places=12,
        minors=False,
    ),
    _type(
        "food",
        ("Азық-түлікпен көмек", "Помощь продуктами", "Food"),
        ("азық-түлік жиынтығы", "продуктовых наборов", "food parcels"),
        minutes=180,
        places=20,
    ),
    _type(
        "animals",
        ("Жануарларға көмек", "Помощь животным", "Animals"),
        ("көмек алған жануар", "животных получили помощь", "animals helped"),
        _GLOVES,
        places=15,
    ),
    _type(
        "teaching",
        ("Сабақтар мен шеберлік сыныптары", "Уроки и мастер-классы", "Teaching"),
        ("сабақ", "занятий", "lessons"),
        minutes=90,
        places=20,
    ),
    _type(
        "water",
        ("Бұлақтар мен өзендер", "Родники и реки", "Springs and rivers"),
        ("метр жағалау тазартылды", "метров берега очищено", "metres of bank cleaned"),
        _GLOVES,
        places=40,
    ),
    _type(
        "other",
        ("Басқа игі іс", "Другое доброе дело", "Another good deed"),
        _PEOPLE,
    ),
]


def _group(slug: str, kk: str, ru: str, en: str) -> dict[str, str]:
    return {"slug": slug, "name_kk": kk, "name_ru": ru, "name_en": en}


GROUPS: list[dict[str, str]] = [
    _group("doctors", "дәрігерлер", "врачи", "doctors"),
    _group("miners", "кеншілер", "шахтёры", "miners"),
    _group("youth", "жастар", "молодёжь", "young people"),
    _group("veterans", "ардагерлер", "ветераны", "veterans"),
    _group("entrepreneurs", "кәсіпкерлер", "предприниматели", "entrepreneurs"),
    _group("pupils", "оқушылар", "школьники", "pupils"),
    _group("students", "студенттер", "студенты", "students"),
    _group("teachers", "мұғалімдер", "учителя", "teachers"),
    _group("athletes", "спортшылар", "спортсмены", "athletes"),
    _group("civil-servants", "мемлекеттік қызметшілер", "госслужащие", "civil servants"),
    _group("soldiers", "әскери қызметшілер", "военнослужащие", "soldiers"),
    _group("artists", "өнер адамдары", "артисты", "artists"),
    _group("pensioners", "зейнеткерлер", "пенсионеры", "pensioners"),
    _group("farmers", "фермерлер", "фермеры", "farmers"),
    _group("families", "отбасылар", "семьи", "families"),
]
