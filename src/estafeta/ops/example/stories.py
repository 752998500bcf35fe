"""The example's news: five stories in three languages, all of them invented and saying so."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import fold, readable_slug
from estafeta.campaigns.models import Campaign
from estafeta.journal.services import record
from estafeta.newsroom.models import Story
from estafeta.newsroom.services import build_kits
from estafeta.tally.queries import figure
from estafeta.tally.services import quote
from estafeta.territories.models import Territory

SOURCE: Final = "Үлгі үшін ойдан жазылған · Придумано для примера · Invented for the example"
# kind, place, days ago, title, lead and text in each language; FIGURE is a figure quoted when the example is loaded.
STORIES: Final = (
    (
        "news", "Temirtau", 55,
        {"kk": "Теміртау оқушылары спорт алаңын сұрады",
         "ru": "Школьники Темиртау попросили спортивную площадку",
         "en": "Pupils of Temirtau asked for a sports ground"},
        {"kk": "Бәрі мектеп ауласындағы бір хаттан басталды.",
         "ru": "Всё началось с одного письма со школьного двора.",
         "en": "It all began with one letter from a school yard."},
        {"kk": "Аула бос тұр еді: не қақпа, не турник. Оқушылар өтініш жазып, нақты не керегін санап шықты: құм, "
               "тақтай, екі қақпа.\n\nБірінші болып **көрші үйдің зейнеткерлері** жауап берді. Ертесіне кеншілер "
               "құм әкелді.",
         "ru": "Двор был пуст: ни ворот, ни турника. Школьники написали обращение и перечислили, чего не хватает: "
               "песок, доски, двое ворот.\n\nПервыми откликнулись **пенсионеры из соседнего дома**. Назавтра горняки "
               "привезли песок.",
         "en": "The yard was empty: no goal, no bar. The pupils wrote an appeal and listed what was missing: sand, "
               "boards, two goals.\n\nThe **pensioners next door** answered first. The day after, miners brought the "
               "sand."},
    ),
    (
        "interview", "Temirtau", 40,
        {"kk": "«Мен тек күрек әкелдім»", "ru": "«Я просто принёс лопату»", "en": "“I only brought a spade”"},
        {"kk": "Кенші алаң салуға қалай келгенін айтады.",
         "ru": "Горняк рассказывает, как оказался на стройке площадки.",
         "en": "A miner tells how he came to build a sports ground."},
        {"kk": "> Ұлым үйге келіп: «Әке, бізге құм керек», — деді. Күректі алдым да, бардым.\n\nКешке қарай ауланың "
               "жартысы жиналыпты. Шайды көршілер әкелді.\n\n## Енді ше?\n\nЕнді кезек бізде: біз де біреуге "
               "көмектесуіміз керек.",
         "ru": "> Сын пришёл и говорит: «Папа, нам нужен песок». Я взял лопату и пошёл.\n\nК вечеру собралась половина "
               "двора. Чай принесли соседи.\n\n## А теперь?\n\nТеперь очередь наша: мы тоже должны кому-то помочь.",
         "en": "> My son came home and said: “Dad, we need sand.” I took a spade and went.\n\nBy the evening half the "
               "yard was there. The neighbours brought tea.\n\n## And now?\n\nNow it is our turn: we have to help "
               "somebody too."},
    ),
    (
        "news", "KZ", 20,
        {"kk": "Эстафета барлық өңірге жетті", "ru": "Эстафета дошла до всех регионов",
         "en": "The relay has reached every region"},
        {"kk": "Бір қаланың өтініші бүкіл елдің ісіне айналды.", "ru": "Просьба одного города стала делом всей страны.",
         "en": "One town's request has become a country's work."},
        {"kk": "Осы сәтте есепте FIGURE тұр, бұл сан өзгермейді. Ал қазір: {{live:participations}}.\n\nӘр сан қалай "
               "саналғанын [есептің өзінен](/kk/tally/method/) көруге болады.",
         "ru": "На этот момент в счёте стоит FIGURE, и это число не изменится. А сейчас: {{live:participations}}.\n\n"
               "Как посчитано каждое число, видно [в самом счёте](/ru/tally/method/).",
         "en": "At that moment the tally held FIGURE, and this number does not change. And now: "
               "{{live:participations}}.\n\nHow each number was counted can be read [in the tally itself]"
               "(/en/tally/method/)."},
    ),
    (
        "release", "KZ", 6,
        {"kk": "Патриоттар форумына шақыру", "ru": "Приглашение на форум патриотов",
         "en": "Invitation to the forum of patriots"},
        {"kk": "Форумда азаматтық қаһармандар марапатталады.", "ru": "На форуме чествуют гражданских героев.",
         "en": "At the forum civic heroes are honoured."},
        {"kk": "Баспасөз өкілдерін шақырамыз. Бағдарлама [форум бетінде](/kk/forum/), логотиптер мен көрсеткіштер "
               "[баспасөз бетінде](/kk/press/).",
         "ru": "Приглашаем прессу. Программа — [на странице форума](/ru/forum/), логотипы и показатели — [на странице "
               "для прессы](/ru/press/).",
         "en": "The press is invited. The programme is [on the forum's page](/en/forum/), logos and figures [on the "
               "page for the press](/en/press/)."},
    ),
    (
        "news", "Temirtau", 2,
        {"kk": "Алаңда алғашқы ойын өтті", "ru": "На площадке сыграли первый матч", "en": ""},
        {"kk": "Оқушылар мен кеншілер тең түсті.", "ru": "Школьники и горняки сыграли вничью.", "en": ""},
        {"kk": "Есеп тең болды, бірақ бәрі жеңдім деп есептейді. Келесі ойын жексенбіде.",
         "ru": "Счёт ничейный, но победителями считают себя все. Следующая игра в воскресенье.", "en": ""},
    ),
)  # fmt: skip


def publish_example_stories(campaign: Campaign, now: datetime | None = None) -> int:
    """Write the stories as published on past days, and the day's press kit; how many stories.

    Why: the last one is there in two languages only, so that a reader of English sees how that is said.
    """
    moment = now or timezone.now()
    kept = quote(figure(campaign, as_of=moment - timedelta(days=20)))
    for kind, place, days, *told in STORIES:
        words = {
            f"{name}_{code}": text[code].replace("FIGURE", f"{{{{figure:{kept.key}}}}}")
            for name, text in zip(("title", "lead", "text"), told, strict=True)
            for code in LANGUAGES
        }
        at = moment - timedelta(days=days)
        story = Story.objects.create(
            kind=kind, campaign=campaign, territory=_place(place), once=f"example:{days}", source=SOURCE,
            slug=readable_slug(words["title_en"] or words["title_ru"]), words_by="Айдана · Үлгі · Пример · Example",
            folded=fold(" ".join(words[f"{name}_{code}"] for name in ("title", "lead") for code in LANGUAGES)),
            published_at=at, **words,
        )  # fmt: skip
        record(None, "published", story)
    build_kits(moment)
    return len(STORIES)


def _place(name: str) -> Territory:
    if name == "KZ":
        return Territory.objects.get(code="KZ")
    return Territory.objects.pickable().filter(name_en=name).order_by("pk")[0]
