"""Pages that are made from the code when the site is built, so that they cannot differ from it.

MkDocs calls `on_files`; see `hooks` in `mkdocs.yml`.
"""

import json
from collections.abc import Iterator, Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from posecheck.assessment_file import schema
from posecheck.export.tables import COLUMNS
from posecheck.measures import UNITS, MeasureKind
from posecheck.registry import AnyProtocol, installed
from posecheck.threshold_file import ThresholdFile
from posecheck.thresholds import SHARED


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those that stand in the folder."""
    for name, content in (
        ("dictionary.md", dictionary()),
        ("thresholds.md", thresholds()),
        ("assessment.schema.json", json.dumps(schema(), indent=2)),
    ):
        files.append(File.generated(config, name, content=content))
    return files


def dictionary() -> str:
    """Return the page with every measure and every column of the exported tables."""
    parts = [
        "# Data dictionary",
        "Every quantity that posecheck measures, made from the registry of measures that command "
        "line, page, report and exports read. `posecheck dictionary` writes the same as a table.",
    ]
    for protocol in installed().values():
        parts += [f"## {protocol.title}", protocol.about]
        parts += [_of_measure(kind) for kind in _kinds(protocol)]
    rows = [(f"`{name}`", words) for name, words in COLUMNS.items()]
    parts += ["## Columns of the tables", _table(("column", "what it holds"), rows)]
    return "\n\n".join(parts) + "\n"


def _kinds(protocol: AnyProtocol) -> Iterator[MeasureKind]:
    kinds = (*protocol.measures, *protocol.repetition_measures)
    yield from {kind.name: kind for kind in kinds}.values()


def _of_measure(kind: MeasureKind) -> str:
    rows = [
        ("unit", f"{UNITS[kind.unit]}, {kind.digits} decimals"),
        ("positive", kind.sign),
        ("sides", "left and right have values of their own" if kind.per_side else ""),
        ("seen from", ", ".join(kind.views)),
        ("classes", "; ".join(f"`{name}`: {words}" for name, words in kind.classes.items())),
        ("source", kind.source),
        ("tested on", kind.tested_on),
        ("formerly", ", ".join(f"`{name}`" for name in kind.formerly)),
    ]
    said = "\n".join(f"- **{name}**: {words}" for name, words in rows if words)
    return f"### {kind.label}\n\n`{kind.name}`. {kind.definition}\n\n{said}"


def thresholds() -> str:
    """Return the page with every number that decides something, its unit and its source."""
    parts = [
        "# Thresholds",
        "Every number that decides something stands in a file with its unit and its source; the "
        "code reads it by name. An assessment names the versions it was made with.",
        *_of_file("Shared by all protocols", SHARED),
    ]
    for protocol in installed().values():
        if protocol.thresholds is not None:
            parts += _of_file(protocol.title, protocol.thresholds)
    return "\n\n".join(parts) + "\n"


def _of_file(title: str, file: ThresholdFile) -> list[str]:
    rows = [
        (f"`{each.name}`", f"{each.value:g}", each.unit, each.source) for each in file.entries()
    ]
    return [
        f"## {title}",
        f"Version {file.version}.",
        _table(("name", "value", "unit", "where it comes from"), rows),
    ]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(each) for each in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
