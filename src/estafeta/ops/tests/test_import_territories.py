import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from estafeta.territories.models import Territory

TABLE = "ID,PARENT,NAME,TYPE\n1,,Kyrgyzstan,country\n2,1,Osh,oblast\n3,9,Lost,oblast\n"
MAP = ["--map=ID=code", "--map=PARENT=parent", "--map=NAME=name_en", "--map=TYPE=kind", "--prefix=KG-"]


def told(tmp_path, *options, text=TABLE):
    path = tmp_path / "kg.csv"
    path.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("import", "territories", str(path), *options, stdout=out)
    return out.getvalue()


def test_a_table_is_loaded_and_every_refusal_is_told(tmp_path):
    lines = told(tmp_path, *MAP).splitlines()

    assert lines == [
        "territories from kg.csv: 2 created, 1 refused.",
        "  row 4: refused. There is no territory KG-9 for it to lie in.",
    ]
    assert Territory.objects.get(code="KG-2").path == "KG-1/KG-2/"


def test_a_second_time_nothing_has_changed(tmp_path):
    told(tmp_path, *MAP)

    assert told(tmp_path, *MAP).splitlines()[-1] == "Nothing has changed."


def test_a_trial_tells_the_same_and_writes_nothing(tmp_path):
    tried = told(tmp_path, *MAP, "--dry-run").splitlines()

    assert tried[:-1] == told(tmp_path, *MAP).splitlines()
    assert tried[-1] == "A trial: nothing was written."


def test_a_program_is_told_every_fate_when_it_asks(tmp_path):
    (part,) = json.loads(told(tmp_path, *MAP, "--json", "--all"))["parts"]

    assert [(fate["row"], fate["verdict"]) for fate in part["fates"]] == [
        (2, "created"),
        (3, "created"),
        (4, "refused"),
    ]


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("", [], "kg.csv is empty."),
        (TABLE, [], "No column holds the code."),
        (TABLE, ["--map=NO=code"], "There is no column NO."),
        ("code,name_en\n/,x\n", [], "No row could be taken."),
        ("code,name_en\nX,x\n", ["--boundaries=nowhere.geojson"], "There is no file nowhere.geojson."),
    ],
)
def test_what_cannot_be_loaded_fails_with_a_sentence(tmp_path, text, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        told(tmp_path, *options, text=text)

    assert not Territory.objects.exists()
