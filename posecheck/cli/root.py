"""The command `posecheck` and what hangs on it; each subcommand lives in its own module.

A subcommand's module is loaded when it is run. Its name and what it does stand here, so that help
and version answer without loading any of them.
"""

import json
import os
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from posecheck.cli import stopped

# Name: where its function is, and what it does.
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "app": (
        "posecheck.cli.root:open_page",
        "Open the page in your browser; it is served to this machine and to you only.",
    ),
    "history": (
        "posecheck.cli.history:history",
        "List the takes kept, open one, compare two, or tell the course over time.",
    ),
    "edit": (
        "posecheck.cli.edit:edit",
        "Correct name, notes, pain, effort or date of a take; nothing measured is touched.",
    ),
    "report": (
        "posecheck.cli.transfer:report",
        "Write the report of a take as a self-contained page or as an accessible PDF.",
    ),
    "export": (
        "posecheck.cli.transfer:export",
        "Write takes in open formats: CSV, Parquet, JSON, C3D, TRC and MOT, BIDS, FHIR, GDT.",
    ),
    "dictionary": (
        "posecheck.cli.transfer:dictionary",
        "Write what every measure is: name, unit, sign, definition and source.",
    ),
    "archive": (
        "posecheck.cli.transfer:archive",
        "Write everything kept of a person to one file, for 'posecheck import' elsewhere.",
    ),
    "import": (
        "posecheck.cli.transfer:import_takes",
        "Add the takes of an archive; those that are here already stay as they are.",
    ),
    "delete": (
        "posecheck.cli.transfer:delete",
        "Delete a take, or every take of a person, with the recordings.",
    ),
    "rescore": (
        "posecheck.cli.transfer:rescore_takes",
        "Score the recordings kept with this version and show what changes.",
    ),
    "batch": (
        "posecheck.cli.batch:batch",
        "Score every take of one test in a folder into one table; go on where it was stopped.",
    ),
    "schema": ("posecheck.cli.root:print_schema", "Print the JSON schema of an assessment."),
}


class _Root(TyperGroup):
    """Loads a subcommand when it is run, and carries Ctrl-C past typer without a word lost."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all subcommands, each with a stand-in that knows what it does."""
        from posecheck.registry import installed

        known = {each.command: each.about for each in installed().values()}
        known |= {name: said for name, (_, said) in _COMMANDS.items()}
        for name, said in known.items():
            self.commands.setdefault(name, TyperCommand(name, help=said))
        return list(known)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Put the subcommand itself in the place of its stand-in."""
        function = _function(args[0])
        if function is None:
            self.list_commands(ctx)  # for what may have been meant
        else:
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command(args[0])(function)
            self.commands[args[0]] = typer.main.get_command(alone)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise stopped(error) from error


def _function(name: str) -> Callable[..., None] | None:
    """Return the function of a subcommand; None where there is none of that name."""
    if name in _COMMANDS:
        module, _, function = _COMMANDS[name][0].partition(":")
        found: Callable[..., None] = getattr(import_module(module), function)
        return found
    from posecheck.cli.protocol_command import command_of
    from posecheck.registry import installed

    return next((command_of(each) for each in installed().values() if each.command == name), None)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(version("posecheck"))
        raise typer.Exit()


app = typer.Typer(
    cls=_Root,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Measures how you lift your knees, stand and rise from a chair, on your own machine.",
)


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


def open_page(
    port: Annotated[
        int | None,
        typer.Option(min=1024, max=65535, help="Port on this machine; 8501 or the next free one."),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser by itself.")] = True,
    model: Annotated[
        Path | None, typer.Option(help="The pose model's file, where it is not the installed one.")
    ] = None,
) -> None:
    """Open the page in your browser; it is served to this machine and to you only."""
    from posecheck.cli.render import Terminal
    from posecheck.cli.source import model_or_download

    verified = model_or_download(model)
    if model is not None:
        os.environ["POSECHECK_MODEL"] = str(verified.absolute())
    # Imported late: Streamlit takes two seconds to load.
    from posecheck.app.server import serve
    from posecheck.capture.native import heard

    try:
        serve(port, browser)
    except KeyboardInterrupt as error:
        said = "posecheck: stopped. A take that had begun is kept for next time."
        with heard():  # the pose model may be at work in another thread
            Terminal(stderr=True, soft_wrap=True).print(said)
        # In order, unlike other commands: the page keeps its open takes at the very end.
        raise typer.Exit(stopped(error).code) from error


def print_schema() -> None:
    """Print the JSON schema of an assessment."""
    from posecheck.assessment_file import schema

    print(json.dumps(schema(), indent=2))
