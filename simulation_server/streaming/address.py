"""Where a server listens: loopback alone as yet, and a clear word when a port is taken."""

import ipaddress
import re

import zmq

from simulation_server.schema.errors import MachineError, UserError

_TCP = re.compile(r"tcp://(?P<host>\[[0-9a-fA-F:.]+\]|[^:/\s]+):(?P<port>\d{1,5}|\*)")


def checked_address(address: str) -> str:
    """The address if a server may listen there; port 0 or `*` means any free one.

    Only loopback may be bound: what leaves the machine must be encrypted, and this version does not
    yet encrypt.
    """
    match = _TCP.fullmatch(address)
    if match is None or (match["port"] != "*" and int(match["port"]) > 65535):
        raise UserError(f"address {address!r}: expected tcp://HOST:PORT, for example tcp://127.0.0.1:5571")
    if not _is_loopback(match["host"].strip("[]")):
        raise UserError(
            f"address {address!r} can be reached from other machines, which needs encryption that this "
            "version lacks: listen on tcp://127.0.0.1:PORT and reach it through an SSH tunnel"
        )
    return re.sub(r":0$", ":*", address)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bind(socket: zmq.Socket[bytes], address: str) -> str:
    """Binds and returns the actual address, its port filled in."""
    checked = checked_address(address).replace("//localhost:", "//127.0.0.1:")
    if "[" in checked:
        socket.setsockopt(zmq.IPV6, 1)
    try:
        socket.bind(checked)
    except zmq.ZMQError as error:
        if error.errno == zmq.EADDRINUSE:
            port = address.rpartition(":")[2]
            raise MachineError(
                f"port {port} is taken, perhaps by another Mesonaut server: "
                "stop that one, choose another port, or port 0 for any free one"
            ) from error
        raise MachineError(f"cannot listen on {address}: {error.strerror}; choose another address") from error
    return socket.getsockopt_string(zmq.LAST_ENDPOINT)
