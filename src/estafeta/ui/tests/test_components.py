import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from estafeta.ui.components.figures import segments
from estafeta.ui.marks import ICONS, MARKS
from estafeta.ui.templatetags.ui import register

STATIC = Path(__file__).parents[1] / "static" / "ui"


def shown(source, /, language="en", **context):
    with translation.override(language):
        return Template("{% load ui %}" + source).render(Context(context))


# What each component needs at least; every tag of the library has to be here.
LEAST = {
    "avatar": '{% avatar name="Aigul" %}',
    "badge": '{% badge text="going" %}',
    "button": '{% button text="Go" %}',
    "card": '{% card title="A deed" %}x{% endcard %}',
    "chip": '{% chip text="Near" href="#" %}',
    "chips": '{% chips label="Filters" %}x{% endchips %}',
    "chooser": '{% chooser name="place" url="/x" label="Where?" %}',
    "copy": '{% copy value="x" %}',
    "empty": '{% empty title="Nothing" %}',
    "fact": '{% fact term="When" %}x{% endfact %}',
    "facts": "{% facts %}x{% endfacts %}",
    "field": "{% field field=form.name %}",
    "figure_block": '{% figure_block value=3 what="people" %}',
    "form_errors": "{% form_errors form=form %}",
    "grade_bar": "{% grade_bar grades=grades %}",
    "icon": '{% icon name="clock" %}',
    "link_button": '{% link_button text="Go" href="#" %}',
    "map": '{% map source="/x" label="Map" %}x{% endmap %}',
    "mark": '{% mark name="park" %}',
    "nav_link": '{% nav_link to="ui:look" text="Look" %}',
    "notice": "{% notice %}x{% endnotice %}",
    "page_head": '{% page_head title="A page" %}x{% endpage_head %}',
    "pager": "{% pager %}",
    "panel": "{% panel %}x{% endpanel %}",
    "photo": '{% photo src="/x.jpg" alt="A tree" %}',
    "places": "{% places taken=1 capacity=2 %}",
    "progress_line": '{% progress_line steps=words at=1 label="Way" %}',
    "qr": "{% qr svg=svg %}",
    "section": '{% section title="Near" %}x{% endsection %}',
    "stat": '{% stat value=1 label="deeds" %}',
    "steps": "{% steps names=words at=1 %}",
    "tab": '{% tab text="List" href="#" %}',
    "table": '{% table caption="c" head=words rows=rows %}',
    "table_block": '{% table_block caption="c" %}x{% endtable_block %}',
    "tabs": '{% tabs label="View" %}x{% endtabs %}',
    "tile_grid": '{% tile_grid tiles=tiles label="Regions" %}',
    "trail": '{% trail items=path label="Path" %}',
}
WITHOUT_ARGUMENTS = {"display_attributes", "display_choice", "htmx", "same_page_in_languages", "source_url"}


class ThreeFields(forms.Form):
    name = forms.CharField(help_text="As friends call you.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)
    agreed = forms.BooleanField()


@pytest.fixture
def least_context():
    return {
        "form": ThreeFields(),
        "grades": {"A": 1},
        "words": ["one", "two"],
        "rows": [["a", 1]],
        "tiles": [{"code": "x", "label": "X", "value": 1, "href": "#", "col": 0, "row": 0}],
        "path": [("Kazakhstan", "#"), ("Temirtau", "")],
        "svg": "<svg></svg>",
    }


def test_every_component_is_in_the_list_of_least_arguments():
    assert set(register.tags) - WITHOUT_ARGUMENTS == set(LEAST)


@pytest.mark.parametrize("name", sorted(LEAST))
def test_a_component_shows_itself_with_the_least_it_needs(name, least_context):
    assert shown(LEAST[name], **least_context)


@pytest.mark.parametrize("name", sorted(LEAST))
def test_an_unknown_argument_is_an_error(name, least_context):
    source = LEAST[name].replace(" %}", " surprise=1 %}", 1)

    with pytest.raises(TemplateSyntaxError, match="unexpected keyword argument"):
        shown(source, **least_context)


@pytest.mark.parametrize("name", sorted(LEAST))
def test_what_a_component_is_given_is_text_and_never_markup(name, least_context):
    source = re.sub(r'(?<!name)(?<! to)="[^"]*"', "=spiky", LEAST[name])

    assert "<b>&" not in shown(source, spiky="<b>&", **least_context)


def test_a_field_names_its_hint_and_its_fault_beside_it():
    form = ThreeFields({"name": ""})

    html = shown("{% field field=form.name %}", form=form)

    assert 'aria-describedby="id_name_hint id_name_fault"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_fault"' in html
    assert "This field is required." in html


def test_choices_are_a_group_with_a_legend_and_a_tick_stands_in_its_label():
    html = shown("{% field field=form.kind %}{% field field=form.agreed %}", form=ThreeFields())

    assert html.count("<fieldset") == 1
    assert html.count("<legend") == 1
    assert "(if you like)" in html
    assert '<label class="choice" for="id_agreed"><input type="checkbox"' in html


def test_the_summary_leads_to_each_faulty_field_and_is_absent_while_nothing_is_wrong():
    wrong = ThreeFields({"name": ""})

    assert shown("{% form_errors form=form %}", form=ThreeFields({"name": "A", "agreed": "on"})).strip() == ""
    html = shown("{% form_errors form=form %}", form=wrong)
    assert 'href="#id_name"' in html
    assert 'href="#id_agreed"' in html
    assert "2 things are still to be put right" in html


def test_a_status_of_any_room_has_its_tone_and_an_unknown_one_is_plain():
    tones = [
        shown("{% badge text='x' kind=kind %}", kind=kind).split("badge--")[1].split('"')[0]
        for kind in ("going", "waiting", "cancelled", "verified", "under_way", "mystery")
    ]

    assert tones == ["good", "wait", "off", "achieved", "now", "plain"]


def test_a_mark_that_nobody_drew_becomes_the_common_one_and_a_missing_icon_is_an_error():
    assert "marks.svg#other" in shown("{% mark name='dragons' %}")
    with pytest.raises(ValueError, match="no icon called 'dragon'"):
        shown("{% icon name='dragon' %}")


@pytest.mark.parametrize(("sprite", "names"), [("marks.svg", MARKS), ("icons.svg", ICONS)])
def test_the_names_are_those_that_are_drawn(sprite, names):
    drawn = {part.split('"')[0] for part in (STATIC / sprite).read_text().split('<symbol id="')[1:]}

    assert drawn == set(names)


def test_the_line_is_gold_only_when_the_last_step_is_achieved():
    under_way = shown("{% progress_line steps=s at=1 label='x' %}", s=["asked", ("answered", "3 May"), "done"])
    finished = shown("{% progress_line steps=s at=2 finished=True label='x' %}", s=["asked", "answered", "done"])

    assert "line--finished" not in under_way
    assert 'aria-current="step"' in under_way
    assert "line--finished" in finished
    assert finished.count("line__step--done") == 3


def test_the_parts_of_a_bar_fill_it_and_empty_grades_are_left_out():
    parts = segments({"A": 2, "B": 1, "C": 0, "D": 1})

    assert [(part.grade, part.x, part.width) for part in parts] == [("A", 0, 500), ("B", 500, 250), ("D", 750, 250)]


@pytest.mark.parametrize(("low", "high", "said"), [(5, 9, True), (7, 7, False), (None, None, False)])
def test_a_figure_says_its_range_only_where_there_is_one(low, high, said):
    html = shown("{% figure_block value=7 what='people' low=low high=high %}", low=low, high=high)

    assert ("between" in html) is said


def test_figures_are_written_the_readers_way_also_inside_drawings():
    figure = "{% figure_block value=287430 what='x' grades=g %}{% places taken=1 capacity=3 %}"

    html = shown(figure, "ru", g={"A": 1, "B": 2})

    assert "287\N{NO-BREAK SPACE}430" in html
    assert 'width="333.33"' in html
    assert 'width="333"' in html


def test_rows_of_a_table_carry_the_names_of_their_columns_for_a_phone():
    html = shown("{% table caption='c' head=h rows=r numeric='1' %}", h=["Region", "Deeds"], r=[[("K", "/k/"), 1234]])

    assert '<th scope="row"><a href="/k/">K</a></th>' in html
    assert '<td data-label="Deeds" class="numeric">1,234</td>' in html


def test_a_row_with_too_few_cells_is_an_error():
    with pytest.raises(ValueError, match="shorter"):
        shown("{% table caption='c' head=h rows=r %}", h=["a", "b"], r=[["x"]])


def test_the_pager_keeps_the_filters_and_a_single_page_has_none():
    request = RequestFactory().get("/deeds/", {"q": "park", "page": "2"})
    context = {"request": request, "page": Paginator(range(100), 20).page(2)}

    html = shown("{% pager page=page %}", **context)

    assert 'href="?q=park&amp;page=1" rel="prev"' in html
    assert 'href="?q=park&amp;page=3" rel="next"' in html
    assert 'aria-current="page"' in html
    assert shown("{% pager page=page %}", page=Paginator(range(5), 20).page(1)).strip() == ""


def test_a_chooser_works_without_a_script():
    results = [{"value": "7", "text": "Zhambyl", "path": "Almaty region"}]

    html = shown("{% chooser name='place' url='/find' label='Where?' results=r value='7' %}", r=results)

    assert 'name="place_q"' in html
    assert '<button class="button button--secondary" type="submit" name="search" value="place"' in html
    assert '<input type="radio" name="place" value="7" checked>' in html


def test_what_was_chosen_before_is_sent_again():
    html = shown("{% chooser name='place' url='/find' label='Where?' value='7' text='Zhambyl' %}")

    assert '<input type="hidden" name="place" value="7">' in html


def test_a_tile_says_its_name_and_value_and_leads_on():
    tiles = [
        {"code": "a", "label": "North Kazakhstan", "short": "NK", "value": 12500, "href": "/a/", "col": 0, "row": 0},
        {"code": "b", "label": "Ulytau", "value": 0, "href": "", "col": 1, "row": 0},
    ]

    html = shown("{% tile_grid tiles=t label='Regions' current='a' %}", t=tiles)

    assert 'href="/a/" aria-label="North Kazakhstan: 12,500"' in html
    assert 'aria-label="Ulytau: 0"' in html
    assert "tile--current" in html
    assert "tile--0" in html


def test_the_names_of_a_phones_tiles_are_the_customary_ones_and_differ():
    labels = ["Северо-Казахстанская область", "Алматы", "Алматинская область", "Астана"]
    tiles = [{"code": str(at), "label": label, "value": 1, "col": at, "row": 0} for at, label in enumerate(labels)]

    html = shown("{% tile_grid tiles=t label='Regions' %}", t=tiles)

    assert re.findall(r'tile__short"[^>]*>([^<]+)', html) == ["СКО", "Алм", "АлО", "Аст"]
    assert re.findall(r"<tspan[^>]*>([^<]+)", html)[:2] == ["Северо-", "Казахстанская"]
