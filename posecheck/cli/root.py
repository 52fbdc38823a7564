"""The command `posecheck` and what hangs on it; each subcommand lives in its own module."""

import json

import typer
from rich.console import Console

from posecheck import __version__
from posecheck.assessment import schema

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Measures how you lift your knees and how you stand, on your own machine.",
)
console = Console()


def _show_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit()


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


@app.command("schema")
def print_schema() -> None:
    """Print the JSON schema of an assessment."""
    print(json.dumps(schema(), indent=2))
