"""What the engine and rank 0 say to each other: lists of plain values and arrays over a socket."""

import socket
import struct
from typing import Any

import msgspec
import numpy as np

_LENGTH = struct.Struct("<Q")
_ARRAY = "\0array"


def pack(values: list[Any]) -> bytes:
    """Encodes numbers, text, None and arrays."""
    return msgspec.msgpack.encode(
        [
            [_ARRAY, value.dtype.str, list(value.shape), value.tobytes()]
            if isinstance(value, np.ndarray)
            else value
            for value in values
        ]
    )


def unpack(message: bytes) -> list[Any]:
    """The values of `pack`."""
    return [
        np.frombuffer(value[3], dtype=value[1]).reshape(value[2]).copy()
        if isinstance(value, list) and value and value[0] == _ARRAY
        else value
        for value in msgspec.msgpack.decode(message)
    ]


def send(connection: socket.socket, values: list[Any]) -> None:
    """Sends one message, its length first."""
    message = pack(values)
    connection.sendall(_LENGTH.pack(len(message)) + message)


def receive(connection: socket.socket) -> bytes | None:
    """One message, still packed; None when the other side is gone."""
    head = _exactly(connection, _LENGTH.size)
    return None if head is None else _exactly(connection, _LENGTH.unpack(head)[0])


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    parts = []
    while size:
        try:
            part = connection.recv(min(size, 1 << 20))
        except ConnectionError:
            return None
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
