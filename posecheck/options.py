"""What the user may say about a take beside the recording: the options of a protocol.

A protocol declares its options as a pydantic model whose fields are made with `option`. Command
line and page read from there what to ask, with which words and choices; values that contradict
their description raise one `OptionError` with its sentence.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posecheck.errors import OptionError

Afterwards = Literal["", "note", "measure"]


_FOUND = "auto"  # the choice by which the program finds the answer itself


def option(
    default: Any,
    *,
    label: str,
    help: str,
    choices: Mapping[Any, str] | None = None,
    least: float | None = None,
    most: float | None = None,
    flag: str = "",
    live_only: bool = False,
    afterwards: Afterwards = "",
    announced_by: str = "",
    internal: bool = False,
) -> Any:
    """Return the field of one option.

    Parameters
    ----------
    default
        its value where nothing is said.
    label
        its name on the page.
    help
        what it is for, one sentence.
    choices
        the values it may take, each with its words; None for any value of the field's type.
    least, most
        the range of a number.
    flag
        its name on the command line, where that is not the field's own.
    live_only
        it plans the take in front of the camera and means nothing to a file.
    afterwards
        nobody knows it before the take is over, so the page asks it beside the result: as a "note"
        when it is saved, or to "measure" again with it.
    announced_by
        the option with which the person said before the take that this will be known; then the page
        asks for it openly.
    internal
        it is set by the program and never asked for.
    """
    extra: dict[str, Any] = {
        "label": label,
        "choices": None if choices is None else list(choices.items()),
        "flag": flag,
        "live_only": live_only,
        "afterwards": afterwards,
        "announced_by": announced_by,
        "internal": internal,
    }
    return Field(default=default, description=help, ge=least, le=most, json_schema_extra=extra)


class Option(BaseModel):
    """One option as command line and page ask for it; see `option`."""

    name: str
    label: str
    help: str
    kind: Any
    default: Any
    choices: Sequence[tuple[Any, str]] | None
    least: float | None
    most: float | None
    flag: str
    live_only: bool
    afterwards: Afterwards
    announced_by: str
    internal: bool

    @property
    def found_by_itself(self) -> bool:
        """Whether the program finds the value by itself, unless told otherwise."""
        return self.choices is not None and self.default == _FOUND


class Options(BaseModel):
    """The options of a protocol; a subclass has a field, made with `option`, for each."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def said(cls, given: Mapping[str, Any]) -> Self:
        """Return the options with these values and the defaults of all others.

        Raises
        ------
        OptionError
            an impossible value, or an unknown option.
        """
        if not isinstance(given, Mapping):
            raise OptionError(f"{given!r:.80} holds no options. Give them by name.")
        known = {each.name: each for each in cls.all()}
        for name, value in given.items():
            if name not in known:
                raise OptionError(f'There is no option "{name}" for this test. Leave it out.')
            cls._refuse_unless_chosen(known[name], value)
        try:
            return cls.model_validate(dict(given))
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else ""
            raise OptionError(_sentence(known.get(name), name)) from error

    @classmethod
    def asked(cls) -> list[Option]:
        """Return the options that a person is asked for, in the order of declaration."""
        return [each for each in cls.all() if not each.internal]

    @classmethod
    def all(cls) -> list[Option]:
        """Return every option in the order of declaration."""
        found = []
        for name, field in cls.model_fields.items():
            extra: dict[str, Any] = dict(field.json_schema_extra or {})  # type: ignore[arg-type]
            found.append(
                Option(
                    name=name,
                    label=extra["label"],
                    help=field.description or "",
                    kind=field.annotation,
                    default=field.default,
                    choices=extra["choices"],
                    least=_bound(field.metadata, "ge"),
                    most=_bound(field.metadata, "le"),
                    flag=extra["flag"] or name.replace("_", "-"),
                    live_only=extra["live_only"],
                    afterwards=extra["afterwards"],
                    announced_by=extra["announced_by"],
                    internal=extra["internal"],
                )
            )
        return found

    @staticmethod
    def _refuse_unless_chosen(option: Option, value: Any) -> None:
        if option.choices is None or any(value == choice for choice, _ in option.choices):
            return
        choices = ", ".join(str(choice) for choice, _ in option.choices)
        raise OptionError(f'{option.label}: "{value}" is not known. Choose one of {choices}.')


def _bound(metadata: Sequence[Any], name: str) -> float | None:
    return next((getattr(each, name) for each in metadata if hasattr(each, name)), None)


def _sentence(option: Option | None, name: str) -> str:
    if option is None:
        return f'The option "{name}" cannot be read. Leave it out.'
    if option.least is not None and option.most is not None:
        return f"{option.label} is out of range. Give {option.least:g} to {option.most:g}."
    return f"{option.label} cannot be read. Give it as its help says, or leave it out."
