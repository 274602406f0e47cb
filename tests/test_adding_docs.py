"""What contributors read stays true: names are where documents say, pages are linked, and lists are complete."""

from __future__ import annotations

import ast
import dataclasses
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forecasting.methods import COMPONENTS
from scheduler.cost.objective import PRESETS, ObjectiveWeights, terms_of
from scheduler.neighbourhoods.choosing import FLOOR, Recipe, recipes
from tests.house import FOLDERS, PACKAGES, ROOT, functions, place, sources, tree
from tests.written_names import declared
from wfm.domain.planning import Channel
from wfm.domain.rules.shift_rules import SHIFT_RULES
from wfm.domain.rules.work_rules import RULES
from wfm.services.readers.formats import FORMATS
from wfm.ui.charts.forecast_frames import NAIVE
from wfm.ui.frame.navigation import PAGES

DOCS = ROOT / "docs"
ADDING = sorted(DOCS.glob("adding-a*.md"))
LINKING = (ROOT / "CONTRIBUTING.md", DOCS / "architecture.md")

SUBJECTS = ("rule", "channel", "page", "import-format", "objective-term", "forecaster", "neighbourhood")
"""What can be added."""

PARTS = ("domain", "documents", "machine", "staffing", "database", "services", "cli", "ui")
"""Packages within `wfm`."""

PLACED = re.compile(r"((?:`\w+`(?:,| and| or|, and)? )+)(?:\([^)]*\) )?(?:in|of|at the foot of) `([\w/.-]+\.py)`")
"""Names in backticks, and the file they are said to be in."""


def text_of(name: str) -> str:
    """A document."""
    return (DOCS / name).read_text(encoding="utf-8")


def file_meant(written: str, text: str) -> Path | None:
    """The source file that a path or its end stands for; of several the one that the text names in full."""
    found = [path for path in sources(*FOLDERS) if f"/{place(path)}".endswith(f"/{written}")]
    if len(found) > 1:
        found = [path for path in found if f"`{place(path)}`" in text]
    return found[0] if len(found) == 1 else None


def placed(document: Path) -> Iterator[tuple[str, str]]:
    """Every name a document puts into a file, with the file."""
    for names, file in PLACED.findall(re.sub(r"\s+", " ", document.read_text(encoding="utf-8"))):
        for name in re.findall(r"`(\w+)`", names):
            yield name, file


def table(document: str, header: str) -> list[list[str]]:
    """The rows of the table with that header, cell by cell."""
    lines = text_of(document).partition(f"\n{header}\n")[2].splitlines()[1:]
    rows = list(itertools.takewhile(lambda line: line.startswith("|"), lines))
    assert rows, f"{document} has no table {header}"
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def first_cells(document: str, header: str) -> list[str]:
    """What stands in backticks in the first cell of each row of a table."""
    return [row[0].strip("`") for row in table(document, header)]


def reading(holder: str, among: set[str]) -> set[str]:
    """Files of the packages that read one of some attributes of a name, or of an attribute of that name."""
    found = set()
    for path in sources(*PACKAGES):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in among:
                owner = node.value
                if holder in (getattr(owner, "id", None), getattr(owner, "attr", None)):
                    found.add(place(path))
    return found


def calling(name: str) -> set[str]:
    """Files of the packages that call something by its bare name."""
    return {
        place(path)
        for path in sources(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


def test_what_can_be_added_has_a_page() -> None:
    """None is missing, and none has another name."""
    assert {re.sub(r"^adding-an?-", "", path.stem) for path in ADDING} == set(SUBJECTS)


@pytest.mark.parametrize("document", [*ADDING, DOCS / "glossary.md"], ids=lambda path: path.stem)
def test_every_name_is_in_the_file_it_is_said_to_be_in(document: Path) -> None:
    """`name` in `file.py` is a function, class, constant, parameter or field of that one file."""
    faults, found, text = [], list(placed(document)), document.read_text(encoding="utf-8")
    assert found, f"{document.name} puts no name into a file"
    for name, written in found:
        file = file_meant(written, text)
        if file is None:
            faults.append(f"{written} is no file, or may be several")
        elif name not in declared(file):
            faults.append(f"{written} has no {name}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("`draw` in `choosing.py`", [("draw", "choosing.py")]),
        ("`a`, `b` and `c` of\n`x/y.py`", [("a", "x/y.py"), ("b", "x/y.py"), ("c", "x/y.py")]),
        ("`Rep` (a dataclass) in `reps.py`", [("Rep", "reps.py")]),
        ("`draw` and then `choosing.py`", []),
    ],
)
def test_names_and_their_files_are_found(sentence: str, found: list[tuple[str, str]], tmp_path: Path) -> None:
    """The test before this one reads what people write."""
    document = tmp_path / "adding-a-thing.md"
    document.write_text(sentence, encoding="utf-8")
    assert list(placed(document)) == found


@pytest.mark.parametrize("document", ADDING, ids=lambda path: path.stem)
@pytest.mark.parametrize("linking", LINKING, ids=lambda path: path.stem)
def test_every_page_is_linked(document: Path, linking: Path) -> None:
    """Whoever contributes finds it from both doors."""
    link = document.relative_to(linking.parent).as_posix()
    assert f"]({link})" in linking.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ADDING, ids=lambda path: path.stem)
def test_steps_are_counted_through(document: Path) -> None:
    """Steps have numbers in order, so that one may point to another."""
    numbers = [int(n) for n in re.findall(r"^(\d+)\. ", document.read_text(encoding="utf-8"), flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 5


def test_the_glossary_has_each_word_once_in_order() -> None:
    """A reader finds a word by its letters, and one meaning for it."""
    words = [row[0].casefold() for row in table("glossary.md", "| word | meaning | where |")]
    assert words == sorted(set(words))


def test_every_room_is_told() -> None:
    """A room of a package, and a module beside its rooms, stand in that package's table of the architecture."""
    tables = re.split(r"^\| in `([\w/]+)` \| \|$", text_of("architecture.md"), flags=re.MULTILINE)[1:]
    told = {
        f"{package}/{name}"
        for package, rows in zip(tables[::2], tables[1::2], strict=True)
        for row in rows.partition("\n\n")[0].splitlines()
        for name in re.findall(r"`(\w+)`", row.split("|")[1] if row else "")
    }
    packages = (ROOT / package for package in ("scheduler", "forecasting", *(f"wfm/{p}" for p in PARTS)))
    rooms = {place(path.parent) for package in packages for path in package.glob("*/__init__.py")}
    modules = {place(path).removesuffix(".py") for package in tables[::2] for path in (ROOT / package).glob("[!_]*.py")}
    assert told == rooms | modules


def test_every_file_that_tells_channels_apart_is_listed() -> None:
    """A module that names a member of `Channel` decides by it."""
    listed = first_cells("adding-a-channel.md", "| file | what it decides |")
    assert set(listed) == reading("Channel", set(Channel.__members__))


def test_every_word_for_a_channel_is_told() -> None:
    """Readers learn which channels there are where a history and a targets file are described, and in the glossary."""
    words = ", ".join(Channel)
    for document in ("importing.md", "staffing.md", "glossary.md"):
        assert words in text_of(document), document


def test_every_rule_is_told() -> None:
    """Each has its row among the places that restate it, and its name among what a check counts."""
    names = {rule.name for rule in (*RULES, *SHIFT_RULES)}
    rows = table("adding-a-rule.md", "| rule | limit | where the search restates it |")
    assert {name for row in rows for name in row[0].split(", ")} == names
    counted = text_of("format.md").partition("## What `wfm check` counts")[2]
    assert not [name for name in names if f"`{name}`" not in counted]


def test_every_page_of_the_app_is_in_the_navigation() -> None:
    """A module among the pages is an entry, and the navigation alone makes entries."""
    modules = {path.stem for path in (ROOT / "wfm" / "ui" / "pages").rglob("*.py")} - {"__init__"}
    assert {entry.draw.__module__.rpartition(".")[2] for entry in PAGES} == modules
    assert calling("PageEntry") == {"wfm/ui/frame/navigation.py"}


def test_formats_are_made_in_one_file() -> None:
    """As the page on import formats says."""
    assert calling("Format") == {"wfm/services/readers/formats.py"}


@pytest.mark.parametrize(
    "place_of_names", ["docs/importing.md", "docs/commands.md", "CHANGELOG.md", "wfm/ui/pages/importing.py"]
)
def test_every_vendor_is_named_where_planners_look(place_of_names: str) -> None:
    """The title of each format, without its last word; generic files are called generic, or described."""
    vendors = {format.title.removesuffix(" history") for format in FORMATS if format.kind != "generic"}
    assert all(format.title.endswith(" history") for format in FORMATS if format.kind != "generic")
    text = (ROOT / place_of_names).read_text(encoding="utf-8")
    assert not [vendor for vendor in vendors if vendor not in text]


def test_every_file_that_reads_a_price_is_listed() -> None:
    """Prices are read off `weights`; the exact measure itself is a method's `self` or a function's parameter."""
    prices = {field.name for field in dataclasses.fields(ObjectiveWeights)} | {"shortage_prices"}
    listed = first_cells("adding-an-objective-term.md", "| file | reads |")
    assert set(listed) == reading("weights", prices)


def test_every_price_is_in_the_table_of_the_objective() -> None:
    """Each weight with what the presets give it; the share from which shortage is deep stands in words."""
    rows = table("scheduling.md", "| term | what | unit | " + " | ".join(PRESETS) + " |")
    told = {row[0].strip("`"): [float(cell) for cell in row[3:]] for row in rows}
    fields = [field.name for field in dataclasses.fields(ObjectiveWeights) if field.name != "deep_from"]
    assert told == {name: [getattr(weights, name) for weights in PRESETS.values()] for name in fields}
    assert f"`deep_from` ({ObjectiveWeights().deep_from:g})" in text_of("scheduling.md")


def test_every_term_of_a_result_is_told() -> None:
    """The description of result files lists the keys of the cost, in order."""
    (measure,) = (f for f in functions(ROOT / "scheduler/cost/objective.py") if f.name == terms_of.__name__)
    (returned,) = (node.value for node in ast.walk(measure) if isinstance(node, ast.Return))
    assert isinstance(returned, ast.Dict)
    keys = [key.value for key in returned.keys if isinstance(key, ast.Constant)]
    assert f"| `terms` | the parts of the cost: {', '.join(map(str, keys))} |" in text_of("format.md")


def test_every_file_of_forecasters_is_listed() -> None:
    """Each method's class is in a file of the table, each file of the table has one; the documents count them."""
    listed = re.findall(r"^ +\| `(forecasting/[\w/]+\.py)` \|", text_of("adding-a-forecaster.md"), re.MULTILINE)
    assert set(listed) == {type(component).__module__.replace(".", "/") + ".py" for component in COMPONENTS}
    assert f" {len(COMPONENTS)} methods:" in text_of("forecasting.md")
    assert f" {len(COMPONENTS)} methods " in text_of("tuning.md")


def test_the_naive_method_is_one_of_them() -> None:
    """The page shows its error beside the forecast's, and finds it by its name."""
    assert NAIVE in {component.name for component in COMPONENTS}


def test_recipes_are_made_in_one_file_and_described() -> None:
    """Every field that a recipe is drawn by is told; what it learns is not a contributor's."""
    assert calling("Recipe") == {"scheduler/neighbourhoods/choosing.py"}
    drawn_by = [f.name for f in dataclasses.fields(Recipe) if f.name not in ("name", "gain", "seconds", "tries")]
    assert not [name for name in drawn_by if f"`{name}`" not in text_of("adding-a-neighbourhood.md")]


def test_every_recipe_can_have_its_least_share() -> None:
    """Least shares leave half of the tries to what pays."""
    assert FLOOR * len(recipes()) <= 0.5
