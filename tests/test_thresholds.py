import ast
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

import posecheck
from posecheck import threshold_file
from posecheck.protocols.chair_rise.thresholds import CHAIR_RISE
from posecheck.protocols.held_lift.thresholds import HELD_LIFT
from posecheck.protocols.posture.thresholds import POSTURE
from posecheck.protocols.slow_march.thresholds import SLOW_MARCH
from posecheck.threshold_file import Degrees, Section, ThresholdFile
from posecheck.thresholds import SHARED

FOLDER = Path(posecheck.__file__).parent
CODE = [
    node
    for path in FOLDER.rglob("*.py")
    if path.name != "thresholds.py"
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
]
# What the code reads: `SECTION.name`, or the whole of a section with `asdict(SECTION)`.
READ = {
    (node.value.id, node.attr)
    for node in CODE
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
}
WHOLE = {
    argument.id
    for node in CODE
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "asdict"
    for argument in node.args
    if isinstance(argument, ast.Name)
}
FILES = {
    "shared": SHARED,
    "slow_march": SLOW_MARCH,
    "posture": POSTURE,
    "held_lift": HELD_LIFT,
    "chair_rise": CHAIR_RISE,
}
ENTRIES = [(owner, entry) for owner, file in FILES.items() for entry in file.entries()]


@pytest.mark.parametrize(("owner", "entry"), ENTRIES, ids=lambda each: getattr(each, "name", each))
def test_every_threshold_says_where_it_comes_from_and_is_used(owner, entry):
    assert len(entry.source) > 10
    # It says what the value rests on, or what would happen with another one.
    assert "engineering default" not in entry.source.lower()
    section, name = entry.name.split(".")
    assert section.upper() in WHOLE or (section.upper(), name) in READ, (
        f"nothing reads {entry.name} of {owner}"
    )


@dataclass(frozen=True)
class Two(Section):
    first: Degrees
    second: Degrees


GOOD = """version = "1"
[two]
first = { value = 1, unit = "deg", source = "made up for this test" }
second = { value = 2, unit = "deg", source = "made up for this test" }
"""


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("second =", "third ="),
        GOOD.replace("first =", "spare ="),
        GOOD + 'spare = { value = 2, unit = "deg", source = "made up for this test" }\n',
        GOOD.replace('2, unit = "deg"', '2, unit = "s"'),
    ],
)
def test_a_file_that_contradicts_its_class_fails_at_import(text, tmp_path, monkeypatch):
    (tmp_path / "thresholds.toml").write_text(text)
    monkeypatch.setattr(threshold_file, "files", lambda _package: tmp_path)
    with pytest.raises(ValueError, match="two"):
        ThresholdFile("somewhere").section("two", Two)


def test_values_come_as_floats(tmp_path, monkeypatch):
    (tmp_path / "thresholds.toml").write_text(GOOD)
    monkeypatch.setattr(threshold_file, "files", lambda _package: tmp_path)
    section = ThresholdFile("somewhere").section("two", Two)
    assert [getattr(section, field.name) for field in fields(Two)] == [1.0, 2.0]
