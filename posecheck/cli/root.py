"""The command `posecheck` and what hangs on it; each subcommand lives in its own module."""

import json
from importlib.metadata import version
from typing import Any

import typer
from typer.core import TyperGroup

from posecheck.assessment import schema
from posecheck.cli import StoppedError
from posecheck.cli.app import app as open_page
from posecheck.cli.batch import batch
from posecheck.cli.edit import edit
from posecheck.cli.history import history
from posecheck.cli.protocol_command import command_of
from posecheck.cli.report import report
from posecheck.cli.transfer import (
    archive,
    delete,
    dictionary,
    export,
    import_takes,
    rescore_takes,
)
from posecheck.protocols import installed


class _Root(TyperGroup):
    """Carries Ctrl-C past typer, which would end without a word."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise StoppedError from error


app = typer.Typer(
    cls=_Root,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Measures how you lift your knees and how you stand, on your own machine.",
)
for _protocol in installed().values():
    app.command(_protocol.command)(command_of(_protocol))
app.command("app")(open_page)
app.command("history")(history)
app.command("edit")(edit)
app.command("report")(report)
app.command("export")(export)
app.command("dictionary")(dictionary)
app.command("archive")(archive)
app.command("import")(import_takes)
app.command("delete")(delete)
app.command("rescore")(rescore_takes)
app.command("batch")(batch)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(version("posecheck"))
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
