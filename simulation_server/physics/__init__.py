"""Kernels that know nothing of batteries' makers.

Compiled kernels are kept in a folder named after their sources: numba notices a change in a kernel's own
file but not in another kernel that it calls, and would go on running the old physics after an update.
"""

import hashlib
from pathlib import Path

import numba
from platformdirs import user_cache_path


def _fingerprint() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


if not numba.config.CACHE_DIR:
    numba.config.CACHE_DIR = str(user_cache_path("mesonaut") / f"kernels-{_fingerprint()}")
