"""What the example's heroes did. Every person, place of it and sentence here is invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Brave:
    """One kind of brave deed, told in three languages without a name."""

    titles: dict[str, str]
    stories: dict[str, str]
    beyond_duty: str = ""
    by_her: bool = False


BRAVE: tuple[Brave, ...] = (
    Brave(
        {
            "kk": "Жанған үйден екі баланы алып шықты",
            "ru": "Вынес двух детей из горящего дома",
            "en": "Carried two children out of a burning house",
        },
        {
            "kk": "Көрші үйден түтін көріп, терезені сындырып кірді. Екі бала ұйықтап жатыр екен. Өрт сөндірушілер"
            " келгенше екеуі де далада болды.",
            "ru": "Увидел дым у соседей, разбил окно и вошёл. Двое детей спали. Когда приехали пожарные, оба были на"
            " улице.",
            "en": "Saw smoke next door, broke the window and went in. Two children were asleep. When the firemen came,"
            " both were outside.",
        },
    ),
    Brave(
        {
            "kk": "Мұз астынан балықшыны құтқарды",
            "ru": "Вытащил рыбака из-подо льда",
            "en": "Pulled a fisherman from under the ice",
        },
        {
            "kk": "Мұз ойылғанда басқалар көмек шақырды, ал ол тақтай алып, еңбектеп барды. Екеуі де аман шықты.",
            "ru": "Когда лёд провалился, другие звали на помощь, а он взял доску и пополз. Оба вышли живыми.",
            "en": "When the ice broke, others called for help; he took a board and crawled. Both came out alive.",
        },
    ),
    Brave(
        {
            "kk": "Қарақшыны ұстап, полиция келгенше жібермеді",
            "ru": "Задержала грабителя и держала до приезда полиции",
            "en": "Stopped a robber and held him until the police came",
        },
        {
            "kk": "Дүкеннен қарт әйелдің сөмкесін жұлып қашқан жігітті қуып жетіп, құлатып, жібермеді.",
            "ru": "У пожилой женщины вырвали сумку. Она догнала его через два двора, сбила с ног и не отпустила.",
            "en": "An old woman's bag was torn away. She caught up with him two yards on, tripped him and held on.",
        },
        by_her=True,
    ),
    Brave(
        {
            "kk": "Боранда автобус жолаушыларын аулына жеткізді",
            "ru": "Вывез пассажиров автобуса из бурана",
            "en": "Brought a bus of passengers out of the blizzard",
        },
        {
            "kk": "Түнде трактормен үш рет барып, отыз адамды үйіне әкелді. Жанармайын ешкімнен сұраған жоқ.",
            "ru": "Ночью трижды ездил на тракторе и привёз тридцать человек к себе домой. За солярку не взял.",
            "en": "Went three times by tractor at night and brought thirty people to his home. Nobody paid the fuel.",
        },
    ),
    Brave(
        {
            "kk": "Өзенге батып бара жатқан ананы құтқарды",
            "ru": "Спас тонущую мать в реке",
            "en": "Saved a drowning mother in the river",
        },
        {
            "kk": "Ағыс қатты еді. Киімімен секіріп, жағаға жеткізді, өзі әрең шықты.",
            "ru": "Течение было сильным. Прыгнул одетым, дотянул до берега, сам еле выбрался.",
            "en": "The current was strong. Jumped in with clothes on, brought her to the bank, hardly got out.",
        },
    ),
    Brave(
        {
            "kk": "Газ иісін сезіп, бүкіл кіреберісті оятты",
            "ru": "Почувствовала газ и разбудила весь подъезд",
            "en": "Smelled gas and woke the whole stairway",
        },
        {
            "kk": "Түнгі үште әр есікті қақты. Жетпіс адам далаға шықты; он минуттан кейін бірінші қабат жанды.",
            "ru": "В три часа ночи стучала в каждую дверь. Семьдесят человек вышли; через десять минут загорелся первый"
            " этаж.",
            "en": "Knocked on every door at three at night. Seventy people went out; ten minutes later the ground floor"
            " burned.",
        },
        by_her=True,
    ),
    Brave(
        {
            "kk": "Демалыс күні апаттағы көліктен жүргізушіні алып шықты",
            "ru": "В свой выходной вытащил водителя из горящей машины",
            "en": "Pulled a driver out of a burning car on a day off",
        },
        {
            "kk": "Жұмыста емес еді, қорғаныш киімі де жоқ. Есікті қайырып ашып, жүргізушіні жүз метр сүйреп әкетті.",
            "ru": "Был не на смене и без защиты. Отогнул дверь и оттащил водителя на сто метров.",
            "en": "Was off shift and without protection. Bent the door open and dragged the driver a hundred metres.",
        },
        "Off shift, alone and without protection.",
    ),
    Brave(
        {
            "kk": "Шахтада үйіндіден серіктесін қазып алды",
            "ru": "Откопал товарища из завала в шахте",
            "en": "Dug a mate out of a cave-in",
        },
        {
            "kk": "Екінші рет құлауы мүмкін еді, бәрі шықты. Ол қалып, қырық минут қолымен қазды.",
            "ru": "Кровля могла осесть снова, все вышли. Он остался и сорок минут копал руками.",
            "en": "The roof could have come down again and all went out. He stayed and dug for forty minutes.",
        },
        "Stayed when all had been ordered out.",
    ),
    Brave(
        {
            "kk": "Иттерден оқушыларды қорғап қалды",
            "ru": "Заслонила школьников от стаи собак",
            "en": "Stood between pupils and a pack of dogs",
        },
        {
            "kk": "Балаларды арқасына жасырып, таяқпен тұрды. Қолы жараланды, балалар аман.",
            "ru": "Спрятала детей за спину и стояла с палкой. Рука ранена, дети целы.",
            "en": "Hid the children behind her and stood with a stick. Her hand was hurt, the children were not.",
        },
        by_her=True,
    ),
    Brave(
        {
            "kk": "Жүрегі тоқтаған адамды дәрігер келгенше тірі ұстады",
            "ru": "Удержал человека до приезда врачей",
            "en": "Kept a man alive until the doctors came",
        },
        {
            "kk": "Базарда адам құлады. Жиырма бес минут жүрегін басып, дем берді; ол қазір балаларын өсіріп жүр.",
            "ru": "На рынке упал человек. Двадцать пять минут массаж сердца и дыхание; сейчас он растит своих детей.",
            "en": "A man fell at the market. Twenty-five minutes of heart massage and breath; he lives.",
        },
    ),
    Brave(
        {
            "kk": "Су тасығанда отыз отбасын қайықпен шығарды",
            "ru": "В паводок вывез тридцать семей на лодке",
            "en": "Took thirty families out of the flood by boat",
        },
        {
            "kk": "Екі тәулік ұйықтамады. Өз үйін су алды, оған соңынан ғана барды.",
            "ru": "Двое суток не спал. Свой дом залило, туда пришёл последним.",
            "en": "Did not sleep for two days. His own house was under water; he went there last.",
        },
    ),
    Brave(
        {
            "kk": "Әйелді ұрып жатқан бейтаныстарға араша түсті",
            "ru": "Заступился за незнакомую женщину",
            "en": "Stood up for a woman he did not know",
        },
        {
            "kk": "Үшеу еді. Араша түсті, өзі ауруханаға түсті. Соттағы куәлігі олардың бәрін тоқтатты.",
            "ru": "Их было трое. Заступился и попал в больницу. Его слово в суде остановило всех троих.",
            "en": "There were three. He stepped in and came to hospital. His word in court stopped all of them.",
        },
    ),
)
HIS_NAMES = ("Марат", "Ерлан", "Нұрлан", "Сергей", "Асқар", "Иван", "Данияр", "Бауыржан", "Виктор", "Қайрат")
HER_NAMES = ("Айгүл", "Сәуле", "Гүлнар", "Ольга", "Мәдина", "Жанна", "Әсел", "Наталья", "Раушан", "Ирина")
# Family names that serve men and women alike.
FAMILY = (
    "Өтеген", "Сағын", "Серік", "Шевченко", "Ким", "Бейсен", "Мұқан", "Гордиенко", "Пак", "Тілеу", "Жақып", "Коваленко",
    "Оразбек", "Дәулет", "Шин", "Бондарчук", "Әбіл", "Төлеген", "Мельник", "Құрман", "Сейіт", "Цой", "Жүніс", "Ткач",
)  # fmt: skip
REASONS = {
    "kk": "Өз басына қауіп төніп тұрса да, өзгелерді құтқарды. Қазылар бірауыздан дерлік бағалады.",
    "ru": "Рискуя собой, спас других. Жюри оценило почти единодушно.",
    "en": "Saved others at his or her own risk. The jury was nearly of one mind.",
}
NOT_ENOUGH = {
    "kk": "Игі іс, оған рақмет. Бұл жолы баға шекке жетпеді.",
    "ru": "Доброе дело, спасибо за него. В этот раз оценка не достигла порога.",
    "en": "A good deed, and thank you for it. This time the mark did not reach the bar.",
}
REFUSED = {
    "kk": "Екі тәуелсіз дереккөз табылмады.",
    "ru": "Двух независимых источников найти не удалось.",
    "en": "Two independent sources could not be found.",
}
SOURCES = {
    "kk": ("Көрші куә", "Аудандық газет", "Төтенше жағдайлар бөлімі"),
    "ru": ("Сосед, свидетель", "Районная газета", "Отдел по чрезвычайным ситуациям"),
    "en": ("A neighbour who saw it", "The district's newspaper", "The office for emergencies"),
}
