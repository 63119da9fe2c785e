"""A head and two controllers for Monado's `remote` driver, over TCP (packet `mndrmt3`, 376 bytes)."""

import socket
import struct
import time
from dataclasses import dataclass, field

PORT = 4242
"""The driver's, not to be chosen."""
EYE_HEIGHT_M = 1.6
"""The driver's world has its origin on the floor; the session's reference space is this much higher."""

Position = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]  # x, y, z, w
STRAIGHT: Quaternion = (0.0, 0.0, 0.0, 1.0)


@dataclass
class Controller:
    """Position in metres from the resting eyes, as the view's world has it."""

    position: Position
    rotation: Quaternion = STRAIGHT
    trigger: float = 0.0
    squeeze: float = 0.0
    stick: tuple[float, float] = (0.0, 0.0)
    stick_click: bool = False
    a_click: bool = False
    b_click: bool = False
    active: bool = True  # switched on and in sight

    def packed(self) -> bytes:
        """Pose, velocities, five fingers, trigger, squeeze, squeeze force, stick, pad; then the buttons."""
        x, y, z = self.position
        floats = struct.pack(
            "<7f6f5f3f2f3f",
            *self.rotation, x, y + EYE_HEIGHT_M, z,
            *[0.0] * 6,
            *[0.0] * 5,
            self.trigger, self.squeeze, self.squeeze,
            *self.stick,
            *[0.0] * 3,
        )  # fmt: skip
        buttons = bytearray(16)
        buttons[1] = self.active
        buttons[4], buttons[6] = self.a_click, self.b_click
        buttons[8] = self.trigger > 0.9
        buttons[9] = self.trigger > 0.0
        buttons[10] = self.stick_click
        return floats + bytes(buttons)


@dataclass
class Body:
    """Who wears the headset."""

    head: Position = (0.0, 0.0, 0.0)
    head_rotation: Quaternion = STRAIGHT
    left: Controller = field(default_factory=lambda: Controller((-0.2, -0.35, -0.3)))
    right: Controller = field(default_factory=lambda: Controller((0.2, -0.35, -0.3)))
    half_fov_rad: float = 0.8

    def packed(self) -> bytes:
        """The driver's whole packet."""
        f = self.half_fov_rad
        eye = struct.pack("<4f7fI", -f, f, f, -f, *STRAIGHT, 0.0, 0.0, 0.0, 0)
        x, y, z = self.head
        head = struct.pack("<7f4B", *self.head_rotation, x, y + EYE_HEIGHT_M, z, 0, 0, 0, 0)
        packet = b"mndrmt3\0" + 2 * eye + head + self.left.packed() + self.right.packed()
        assert len(packet) == 376
        return packet


class Remote:
    """The connection; opened after the OpenXR instance, which holds the driver."""

    def __init__(self, patience_s: float = 10.0) -> None:
        end = time.monotonic() + patience_s
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", PORT), timeout=5.0)
                break
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        self._socket.recv(752, socket.MSG_WAITALL)  # the driver's resting and present packet

    def show(self, body: Body) -> None:
        """Moves the body."""
        self._socket.sendall(body.packed())

    def close(self) -> None:
        """Hangs up."""
        self._socket.close()
