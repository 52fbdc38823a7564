"""The command that opens the page: private by its flags, like the settings file."""

import tomllib
from pathlib import Path

from posecheck.cli.app import command

SETTINGS = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def flags(port: int = 8501, browser: bool = True) -> dict[str, str]:
    given = [flag for flag in command(port, browser) if flag.startswith("--")]
    return dict(flag.removeprefix("--").split("=", 1) for flag in given)


def test_the_page_is_served_to_this_machine_only_and_tells_nobody():
    assert flags()["server.address"] == "127.0.0.1"
    assert flags()["browser.gatherUsageStats"] == "false"
    assert flags()["client.showErrorDetails"] == "none"


def test_port_and_browser():
    assert flags(9000)["server.port"] == "9000"
    assert flags(browser=False)["server.headless"] == "true"
    assert flags(browser=True)["server.headless"] == "false"


def test_the_settings_file_and_the_command_say_the_same():
    table = tomllib.loads(SETTINGS.read_text())
    settings = {
        f"{section}.{name}": value for section in table for name, value in table[section].items()
    }
    assert {name: str(value).lower() for name, value in settings.items()} == {
        name: value.lower() for name, value in flags().items() if name in settings
    }


def test_the_page_it_serves_is_in_the_package():
    script = next(part for part in command(8501, True) if part.endswith(".py"))
    assert Path(script).is_file()
