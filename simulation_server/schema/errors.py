"""The errors a user can meet, each with the exit code of the command that meets it.

MesonautError
├── UserError        exit 2: the input is wrong; the message says value, what was expected, remedy
│   ├── RecipeError
│   ├── SceneError
│   └── FileError
├── MachineError     exit 3: no display, port taken, disk full, runtime missing
│   └── ServerGone
├── PhysicsError     exit 1: a computation left its range (NaN, pressure out of reach) and was stopped
└── WireError        a message that does not follow the protocol; the connection goes on
"""


class MesonautError(Exception):
    """Anything Mesonaut refuses or stops, said in one line."""

    exit_code = 1


class UserError(MesonautError):
    """The input is wrong; the message names the value, what was expected and the remedy."""

    exit_code = 2


class RecipeError(UserError):
    """A recipe with an unknown key or a value out of its range."""


class SceneError(UserError):
    """A scene's file with an unknown key or something that cannot be shown, asked or done."""


class FileError(UserError):
    """A file that is missing, broken or not of the expected kind."""


class MachineError(MesonautError):
    """The machine lacks something: a display, a port, an OpenXR runtime, disk space."""

    exit_code = 3


class ServerGone(MachineError):
    """The simulation server does not answer."""


class PhysicsError(MesonautError):
    """A computation left its valid range and was stopped."""


class WireError(MesonautError):
    """A message that does not follow the protocol."""
