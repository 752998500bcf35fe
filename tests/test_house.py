"""The rules of the house that import-linter and ruff cannot see (docs/architecture.md)."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "src" / "estafeta"
PYTHON = sorted([*HOUSE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "conftest.py"])
TEMPLATES = sorted(HOUSE.glob("*/templates/**/*.html"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- writers --------------------------------------------------------------------------------------

DJANGOS_OWN_DOORS = {"src/estafeta/accounts/models.py"}  # a user's manager makes users: `createsuperuser` calls it
WRITING_ROOMS = {"bench", "example", "services", "admin", "management", "migrations", "tests"}
WRITERS = {
    *("save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"),
    *("asave", "acreate", "aupdate", "adelete", "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create"),
}
NO_POSITIONS = {"save", "update", "delete"}  # a dictionary, a cache, a picture are given things by position


def writes(source: str) -> list[int]:
    """The lines on which rows are written."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITERS
        and not (node.args and node.func.attr in NO_POSITIONS)
        and not (node.func.attr == "update" and not node.keywords)
    ]


def test_only_services_and_the_operators_admin_write():
    wrong = [
        f"{named(path)}:{line}"
        for path in PYTHON
        if path.is_relative_to(HOUSE)
        and not {part.removesuffix(".py") for part in path.parts} & WRITING_ROOMS
        and named(path) not in DJANGOS_OWN_DOORS
        for line in writes(path.read_text())
    ]

    assert wrong == []


def test_the_rule_about_writers_can_fail():
    assert writes("deed.save(update_fields=['title'])\nseen.update({1})\nDeed.objects.filter().update(title='x')") == [
        1,
        3,
    ]


# --- floors of templates --------------------------------------------------------------------------


def floors() -> dict[str, int]:
    """Every package's floor, from the roof (0) down, as the contract says."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    return {name: depth for depth, layer in enumerate(layers) for name in re.findall(r"\w+", layer)}


def reaching(text: str, package: str, order: dict[str, int]) -> list[str]:
    used = re.findall(r"""{%\s*(?:include|extends)\s+["']([\w-]+)/""", text)
    return [other for other in used if other != package and other in order and order[other] <= order[package]]


def test_templates_use_only_their_own_and_lower_floors():
    order = floors()
    wrong = [
        f"{named(path)} reaches {other}"
        for path in TEMPLATES
        for other in reaching(path.read_text(), path.relative_to(HOUSE).parts[0], order)
    ]

    assert wrong == []


def test_the_rule_about_templates_can_fail():
    text = "{% extends 'ui/base.html' %} {% include \"web/_card.html\" %} {% include 'deeds/_card.html' %}"

    assert reaching(text, "deeds", floors()) == ["web"]


# --- strict content security policy ---------------------------------------------------------------

INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type=["'](?:application/(?:ld\+)?json|importmap)["'])|<style|\sstyle=|\son\w+=|javascript:""",
    re.IGNORECASE,
)


def test_templates_hold_no_inline_style_or_script():
    wrong = [f"{named(path)}: {match[0]}" for path in TEMPLATES for match in INLINE.finditer(path.read_text())]

    assert wrong == []


# --- ceilings -------------------------------------------------------------------------------------


def longer_than(ceiling: int, paths: list[Path]) -> list[str]:
    return [
        f"{named(path)}: {lines}"
        for path in paths
        if "migrations" not in path.parts and (lines := path.read_text().count("\n")) > ceiling
    ]


def test_no_module_is_longer_than_400_lines():
    assert longer_than(400, PYTHON) == []


def test_the_settings_fit_on_250_lines():
    assert longer_than(250, [HOUSE / "project" / "settings.py"]) == []


def test_no_template_is_longer_than_120_lines():
    assert longer_than(120, TEMPLATES) == []


# --- reasons --------------------------------------------------------------------------------------

EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:).*")
WITH_REASON = re.compile(r"# (?:noqa: [A-Z0-9, ]+ -- |type: ignore\[[\w, -]+\]  # -- |pragma: no cover -- )\S.+")


def test_every_exception_to_a_rule_gives_its_reason():
    wrong = [
        f"{named(path)}: {match[0].strip()}"
        for path in PYTHON
        for match in EXCEPTION.finditer(path.read_text())
        if path != Path(__file__) and not WITH_REASON.match(match[0])
    ]

    assert wrong == []


# --- what must not be recorded --------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-test.lock", "requirements-setup.lock", "package-lock.json"]
)
def test_locks_record_no_address_of_a_registry(name):
    text = (ROOT / name).read_text()

    assert re.findall(r'"resolved"|--(?:extra-)?index-url|--find-links', text) == []


# --- what is documented ---------------------------------------------------------------------------


def dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    browser = json.loads((ROOT / "package.json").read_text())
    return [
        *(
            re.split(r"[\[<>=]", named)[0]
            for named in project["dependencies"] + project["optional-dependencies"]["test"]
        ),
        *browser["dependencies"],
        *browser["devDependencies"],
    ]


def test_every_dependency_has_its_line():
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
    told = {name.strip() for row in rows for name in row.split(",")}

    assert [name for name in dependencies() if name not in told] == []
    assert [name for name in told - {"package", "---"} if name not in dependencies()] == []


SETTING = re.compile(r"""(?:env\.(?:text|flag|whole|words)|environ\.get)\(\s*["']([A-Z_]+)["']""")
NOT_FOR_OPERATORS = {"DJANGO_SETTINGS_MODULE", "CHROMIUM", "CI", "DATABASE_URL_FILE"}


def test_every_setting_has_its_line():
    read = {name for path in PYTHON if "tests" not in path.parts for name in SETTING.findall(path.read_text())}
    rows = re.findall(r"^\| (`[A-Z][^|]+) \|", (ROOT / "docs/operating.md").read_text(), re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}

    assert sorted(read - told - NOT_FOR_OPERATORS) == []
    assert sorted(told - read) == []


DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_every_link_in_the_documents_leads_somewhere():
    wrong = [
        f"{named(path)}: {target}"
        for path in DOCUMENTS
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text())
        if "://" not in target and not (path.parent / target).exists()
    ]

    assert wrong == []
