"""What a report says, section by section, in one language: the page and the PDF show this and nothing else."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafeta.appeals.models import Appeal
from estafeta.reports import rules
from estafeta.reports.queries.shapes import Json, Section, Telling
from estafeta.tally import queries as tally
from estafeta.tally import rules as tally_rules
from estafeta.tally.templatetags.tally import note_of, shown_value, what
from estafeta.ui.numbers import number, percent

HEROES_TOLD: Final = 24  # the others by name
PER: Final = 1000  # inhabitants


def telling(content: Json, language: str, *, key: str, figure_key: str, word: str = "", signed: str = "") -> Telling:
    """Takes: content -- of a report, as `queries.content` gave it; word -- the leader's, in that language.

    Returns: the same for the same content and release, whenever it is asked.
    """
    with translation.override(language):
        figure = tally.from_answer(content["figure"])
        link = f"{settings.SITE_URL}/figures/{figure_key}/"
        return Telling(
            language=language,
            theme=content["campaign"]["theme"][language],
            slogan=content["campaign"]["slogan"][language],
            place=(content["organisation"] or {}).get("name") or content["place"][language],
            dates=f"{_day(content['campaign']['starts_on'])} – {_day(content['campaign']['ends_on'])}",
            as_of=_moment(content["as_of"], content["zone"]),
            notice=_("Example: the campaign of 2010 replayed. Everything finer than its published totals is invented.")
            if content["campaign"]["is_example"]
            else "",
            permalink=f"{settings.SITE_URL}/{language}/report/{key}/",
            figure_link=link,
            word=[paragraph.strip() for paragraph in word.split("\n") if paragraph.strip()],
            signed=signed,
            headline=_shown(figure.participations),
            sections=[
                replace(section, chart_file=f"{section.chart}-{language}.svg" if section.chart else "")
                for section in _sections(content, figure, language, link)
                if section is not None
            ],
            labels={
                "report": _("Final report"),
                "contents": _("Contents"),
                "word": _("A word from the leader"),
                "as_of": _("as of %(moment)s") % {"moment": _moment(content["as_of"], content["zone"])},
                "example": _("Example"),
                "source": _("All figures are from one count and stand under"),
            },
        )


def _sections(content: Json, figure: tally.TallyFigure, language: str, link: str) -> list[Section | None]:
    return [
        _in_one_page(figure, link),
        _growth(content, language),
        _map(content),
        _by(content, "territory", language),
        _by(content, "type", language),
        _by(content, "group", language),
        _crossed(content, language),
        _evidence(content),
        _appeals(content, language),
        _relay(content, language),
        _heroes(content, language),
        _best_deeds(content, language),
        _organisations(content),
        _method(figure),
        _corrections(content),
        _sources(content, language, link),
    ]


def _shown(metric: tally.Metric) -> Json:
    return {
        "value": shown_value(metric),
        "what": what(metric),
        "note": note_of(metric),
        "definition": metric.definition,
        "grades": {grade: (metric.grades or {}).get(grade, 0) for grade in tally_rules.HEADLINE_GRADES},
    }


def _in_one_page(figure: tally.TallyFigure, link: str) -> Section:
    return Section(
        "one-page",
        _("The campaign on one page"),
        figures=[_shown(metric) for metric in figure.metrics],
        links=[{"text": _("These figures for ever"), "href": link}],
    )


def _growth(content: Json, language: str) -> Section | None:
    days = [part for part in content["parts"]["day"] if part["key"]]
    if not days:
        return None
    busiest = max(days, key=lambda part: (part["participations"], part["key"]))
    said = _("The day with the most participations was %(day)s: %(number)s.") % {
        "day": busiest["label"][language],
        "number": number(busiest["participations"]),
    }
    return Section("growth", _("How it grew"), paragraphs=[said], chart="growth", chart_says=said)


def _map(content: Json) -> Section | None:
    if not content["tiles"]:
        return None
    with_deeds = [part for part in content["parts"]["territory"] if part["key"] in content["tiles"] and part["deeds"]]
    said = ngettext(
        "Good deeds were held in %(number)s of %(all)s part of the territory.",
        "Good deeds were held in %(number)s of %(all)s parts of the territory.",
        len(content["tiles"]),
    ) % {"number": number(len(with_deeds)), "all": number(len(content["tiles"]))}
    return Section("map", _("Where it was"), paragraphs=[said], chart="map", chart_says=said, on_own_page=False)


TITLES = {
    "territory": lambda: _("By territory"),
    "type": lambda: _("By kind of deed"),
    "group": lambda: _("By group of people"),
}


def _by(content: Json, way: str, language: str) -> Section | None:
    parts = content["parts"][way]
    if not parts:
        return None
    populations = content["populations"] if way == "territory" else {}
    head = ["", _("participations"), _("D and E, apart"), _("spectators"), _("hours")]
    if way != "group":
        head.append(_("good deeds held"))
    if populations:
        head.append(_("per 1,000 inhabitants"))
    rows = []
    for part in parts:
        apart = sum(part["grades"][grade] for grade in tally_rules.APART_GRADES)
        minutes = part["measured_minutes"] + part["estimated_minutes"]
        row = [
            part["label"][language],
            *map(number, (part["participations"], apart, part["spectators"], minutes // 60)),
        ]
        if way != "group":
            row.append(number(part["deeds"]))
        if populations:
            known = populations.get(part["key"])
            row.append(number(PER * part["participations"] / known["people"], 1) if known else "–")
        rows.append(row)
    says = _("%(title)s: %(what)s") % {"title": TITLES[way](), "what": _("participations of grades A, B and C")}
    return Section(
        f"by-{way}",
        TITLES[way](),
        paragraphs=[_population_note(populations)] if populations else [],
        chart=f"by-{way}",
        chart_says=says,
        table={"head": head, "rows": rows, "numeric": list(range(1, len(head)))},
    )


def _population_note(populations: Json) -> str:
    named = sorted(
        {
            known["source"] if str(known["year"]) in known["source"] else f"{known['source']}, {known['year']}"
            for known in populations.values()
        }
    )
    return _("Inhabitants: %(source)s. A participation is one person in one deed, so this is no share of people.") % {
        "source": "; ".join(named[:3])
    }


def _crossed(content: Json, language: str) -> Section | None:
    columns, rows = content["crossed"]["columns"], content["crossed"]["rows"]
    if len(columns) < 2 or len(rows) < 2:  # noqa: PLR2004 -- fewer are no table of two ways
        return None
    head = ["", *(column["label"][language] for column in columns)]
    shown = [[row["label"][language], *map(number, row["numbers"])] for row in rows]
    return Section(
        "territory-by-group",
        _("Who it was, and where"),
        paragraphs=[_("Participations of grades A, B and C.")],
        table={"head": head, "rows": shown, "numeric": list(range(1, len(head))), "is_wide": True},
    )


def _evidence(content: Json) -> Section:
    rows = [
        [part["key"], str(tally_rules.GRADE_NAMES[part["key"]]), number(part["grades"][part["key"]])]
        for part in content["parts"]["grade"]
    ]
    return Section(
        "evidence",
        _("How well it is evidenced"),
        paragraphs=[
            _("The headline holds grades A, B and C. D and E are shown here and are in no figure of this report.")
        ],
        chart="evidence" if rows else "",
        chart_says=_("Participations by grade of evidence"),
        table={"head": [_("grade"), _("what it means"), _("participations")], "rows": rows, "numeric": [2]},
    )


def _appeals(content: Json, language: str) -> Section | None:
    told = content["appeals"]
    if not told or not told["sent"]:
        return None
    states = [
        [str(label), number(told["states"][state])]
        for state, label in Appeal.Status.choices
        if told["states"].get(state)
    ]
    paragraphs = [
        ngettext("%(number)s appeal for help came in.", "%(number)s appeals for help came in.", told["sent"])
        % {"number": number(told["sent"])}
    ]
    if told["answered"]:
        paragraphs.append(
            _("Half of those that got a word from a coordinator had it within %(hours)s hours; %(share)s within 48.")
            % {"hours": number(told["median_hours"]), "share": percent(told["answered_in_time"], told["answered"])}
        )
    line: list[Json] = []
    if first := told["first"]:
        paragraphs.append(
            _("It began with this one: “%(title)s”, %(place)s.")
            % {"title": first["title"], "place": first["place"][language]}
        )
        names = dict(Appeal.Status.choices)
        line = [
            {"text": str(names[step["status"]]), "at": _moment(step["at"], content["zone"])} for step in first["steps"]
        ]
    return Section(
        "appeals",
        _("Appeals and answers"),
        paragraphs=paragraphs,
        line=line,
        table={"head": [_("state"), _("appeals")], "rows": states, "numeric": [1]},
    )


def _relay(content: Json, language: str) -> Section | None:
    told = content["relay"]
    if not told:
        return None
    rows = [
        [_("good deeds in the relay"), number(told["deeds"])],
        [_("generations"), number(told["generations"])],
        [_("batons accepted, of those answered"), percent(told["accepted"], told["answered"])],
        [_("half of them were passed on within, hours"), number(told["median_hours"])],
        [_("batons on the way"), number(told["on_the_way"])],
        [_("batons lost"), number(told["lost"])],
        [_("days without a new deed"), number(told["quiet_days"])],
    ]
    line = [{"text": f"{deed['title']}, {deed['place'][language]}", "at": _day(deed["at"])} for deed in told["chain"]]
    return Section(
        "relay",
        _("The relay"),
        paragraphs=[_("One deed handed the baton to the next. This is the longest chain, from its beginning:")]
        if line
        else [],
        line=line,
        table={"head": ["", ""], "rows": rows, "numeric": [1]},
    )


def _heroes(content: Json, language: str) -> Section | None:
    told = content["heroes"]
    if not told:
        return None
    said = ngettext("%(number)s civic hero was honoured.", "%(number)s civic heroes were honoured.", told["number"]) % {
        "number": number(told["number"])
    }
    if told["nominated"] is not None and told["verified"] is not None:
        said += " " + _("Nominated: %(nominated)s, verified: %(verified)s.") % {
            "nominated": number(told["nominated"]),
            "verified": number(told["verified"]),
        }
    cards = [
        {
            "kicker": f"{hero['place'][language]} · {_day(hero['on'])}",
            "title": hero["name"] or _("A young hero"),
            "text": hero["story"][language],
            "facts": hero["title"][language],
            "photos": [],
            "href": f"{settings.SITE_URL}/{language}/heroes/{hero['slug']}/",
        }
        for hero in told["told"][:HEROES_TOLD]
    ]
    names = [hero["name"] or _("A young hero") for hero in told["told"][HEROES_TOLD:]]
    return Section("heroes", _("Civic heroes"), paragraphs=[said], cards=cards, names=names)


def _best_deeds(content: Json, language: str) -> Section | None:
    if not content["deeds"]:
        return None
    cards = []
    for deed in content["deeds"]:
        done = f"{number(deed['amount'])} {deed['unit'][language]}" if deed["amount"] and deed["unit"][language] else ""
        cards.append(
            {
                "kicker": f"{deed['type'][language]} · {deed['place'][language]}",
                "title": deed["title"],
                "text": deed["story"],
                "facts": " · ".join(filter(None, [_day(deed["held_at"]), deed["organisation"], done])),
                "photos": deed["photos"],
                "href": f"{settings.SITE_URL}/{language}/deeds/{deed['slug']}/",
            }
        )
    chosen = _("Chosen from as many places as there are, not by size: there is no prize for quantity.")
    return Section("deeds", _("Good deeds, told by those who did them"), paragraphs=[chosen], cards=cards)


def _organisations(content: Json) -> Section | None:
    if not content["organisations"]:
        return None
    return Section("organisations", _("Those who held the deeds"), names=content["organisations"])


def _method(figure: tally.TallyFigure) -> Section:
    rows = [[metric.label, metric.definition] for metric in figure.metrics]
    return Section(
        "method",
        _("How it was counted"),
        paragraphs=[
            _("Only what was recorded is counted: a sign-up is no participation, and nothing counted is ever changed."),
            _("A correction is an entry of its own, with its author and reason, and shows in a public list."),
            _("Method %(version)s. The same question as of the same moment has the same answer for ever.")
            % {"version": figure.method},
        ],
        table={"head": [_("figure"), _("what it says")], "rows": rows, "numeric": []},
    )


def _corrections(content: Json) -> Section:
    told = content["corrections"]
    if not told["number"]:
        return Section("corrections", _("Corrections"), paragraphs=[_("None until this moment.")], on_own_page=False)
    said = ngettext(
        "%(number)s correction until this moment.", "%(number)s corrections until this moment.", told["number"]
    )
    rows = [[_moment(row["at"], content["zone"]), row["grade"], row["reason"]] for row in told["told"]]
    return Section(
        "corrections",
        _("Corrections"),
        paragraphs=[said % {"number": number(told["number"])}],
        table={"head": [_("recorded"), _("grade"), _("reason")], "rows": rows, "numeric": []},
        on_own_page=False,
    )


def _sources(content: Json, language: str, link: str) -> Section:
    address = f"{settings.SITE_URL}/{language}"
    return Section(
        "sources",
        _("Sources and open data"),
        paragraphs=[
            _("The tables of this report are open data: CSV, Parquet and JSON, with a dictionary of their columns."),
            _("Counts from 1 to %(most)s are withheld there, and others beside them, so that nobody is recognised.")
            % {"most": number(rules.SMALLEST - 1)},
            _("A small program in the same archive adds them up again and compares them with the figures here."),
        ],
        links=[
            {"text": _("The figures, for ever"), "href": link},
            {"text": _("How we count"), "href": f"{address}/tally/method/"},
            {
                "text": _("All corrections"),
                "href": f"{address}/tally/corrections/?campaign={content['campaign']['slug']}",
            },
        ],
        on_own_page=False,
    )


def _moment(iso: str, zone: str) -> str:
    return formats.date_format(datetime.fromisoformat(iso).astimezone(ZoneInfo(zone)), "SHORT_DATETIME_FORMAT")


def _day(iso: str | None) -> str:
    return formats.date_format(datetime.fromisoformat(iso), "SHORT_DATE_FORMAT") if iso else ""
