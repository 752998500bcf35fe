"""The files by which others run the house name only what it has."""

import json
import re
from pathlib import Path

import pytest
import yaml

from estafeta.ops import metrics

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
VALUE = re.compile(r"{{-?\s*(.*?)\s*-?}}")


def settings_documented() -> set[str]:
    return set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs/operating.md").read_text()))


@pytest.mark.django_db
def test_every_figure_that_is_watched_is_given():
    given = set(re.findall(r"^# TYPE (\w+)", metrics.exposition().decode(), re.MULTILINE))
    watched = (DEPLOY / "grafana/estafeta.json").read_text() + (DEPLOY / "prometheus/alerts.yml").read_text()

    named = set(re.findall(r"\bestafeta_\w+", watched))

    assert len(named) >= 6
    assert named - given == set()


@pytest.mark.no_database
def test_the_dashboard_and_the_rules_can_be_read():
    dashboard = json.loads((DEPLOY / "grafana/estafeta.json").read_text())
    rules = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())

    assert all(panel["targets"][0]["expr"] for panel in dashboard["panels"])
    assert all(rule["expr"] and rule["annotations"]["summary"] for rule in rules["groups"][0]["rules"])


@pytest.mark.no_database
def test_compose_sets_only_settings_that_exist_and_calls_parts_that_exist():
    house = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    ours = {name: service for name, service in house["services"].items() if name != "db"}

    assert {tuple(service["command"]) for service in ours.values()} == {
        ("estafeta", "up", "--only", "web"),
        ("estafeta", "up", "--only", "jobs"),
    }
    assert {name for service in ours.values() for name in service["environment"]} - settings_documented() == set()


@pytest.mark.no_database
@pytest.mark.parametrize("unit", ["estafeta", "estafeta-web", "estafeta-jobs"])
def test_units_start_the_house_and_let_it_write_where_it_must(unit):
    said = (DEPLOY / f"systemd/{unit}.service").read_text()

    assert re.search(r"^ExecStart=/srv/estafeta/.venv/bin/estafeta up( --only (web|jobs))?$", said, re.MULTILINE)
    assert "ReadWritePaths=/srv/estafeta/var\n" in said


@pytest.mark.no_database
@pytest.mark.parametrize("template", sorted(path.name for path in (DEPLOY / "helm/estafeta/templates").iterdir()))
def test_the_charts_templates_ask_for_values_that_exist_and_become_yaml(template):
    values = yaml.safe_load((DEPLOY / "helm/estafeta/values.yaml").read_text())
    text = (DEPLOY / "helm/estafeta/templates" / template).read_text()

    filled = VALUE.sub(lambda found: _filled(found[1], values), text)
    documents = list(yaml.safe_load_all(filled))

    assert all(document["kind"] and document["metadata"]["name"] for document in documents)
    for document in documents:
        if document["kind"] == "ConfigMap":
            assert set(document["data"]) - settings_documented() == set()


def _filled(asked: str, values: dict) -> str:
    if asked.startswith(("if ", "end")):
        return ""
    if asked == ".Release.Name":
        return "release"
    found = re.search(r"\.Values((?:\.\w+)+)", asked)
    assert found, asked
    value: object = values
    for part in found[1].strip(".").split("."):
        assert isinstance(value, dict)
        value = value[part]
    if "toYaml" in asked or "quote" in asked:
        return json.dumps(value if "toYaml" in asked else str(value))
    return str(value).removeprefix("https://") if "urlParse" in asked else str(value)
