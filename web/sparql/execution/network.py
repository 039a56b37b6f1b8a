"""Take the Internet away from this process, for good: a seccomp filter that refuses sockets of any family but AF_UNIX.

The second lock on `SERVICE`: the tokeniser refuses the word before a query runs, and should a query get past it, the
worker still cannot open a socket to anywhere. Linux only, on the two machines named below; elsewhere the first lock
stands alone. It guards against queries, not against code: it is no sandbox.
"""

import ctypes
import errno
import platform
import socket
import struct
from typing import Final

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_ERRNO: Final = 0x00050000
_LOAD_WORD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
# (AUDIT_ARCH_*, number of the `socket` system call), from linux/audit.h and the syscall tables
_MACHINES: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid() -> bool:
    """Make `socket(2)` fail with EACCES for every family but AF_UNIX; return whether this machine can."""
    machine = _MACHINES.get(platform.machine())
    if machine is None or platform.system() != "Linux":
        return False
    architecture, number = machine
    refuse = _ERRNO | errno.EACCES
    rules = [
        (_LOAD_WORD, 0, 0, 4),  # seccomp_data.arch
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, refuse),  # a foreign calling convention (32 bit) would evade the numbers below
        (_LOAD_WORD, 0, 0, 0),  # seccomp_data.nr
        (_JUMP_EQUAL, 0, 3, number),
        (_LOAD_WORD, 0, 0, 16),  # seccomp_data.args[0], low half: the family
        (_JUMP_EQUAL, 1, 0, socket.AF_UNIX),
        (_RETURN, 0, 0, refuse),
        (_RETURN, 0, 0, _ALLOW),
    ]
    code = b"".join(struct.pack("HBBI", *rule) for rule in rules)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    program = _Program(len(rules), code)
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
