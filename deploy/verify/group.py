"""Section 1: bytes, framing, hashes, strict JSON, and the group that is chosen once."""
import hashlib
import json
import os
import re

import plain
import sodium

PROTOCOL = "lianluo-ballot/1"
L = plain.L
O = bytes(32)
MOST = 2**53 - 1


def choose():
    """libsodium where it is there (LIANLUO_VERIFY=plain does without), else Python."""
    lib = None if os.environ.get("LIANLUO_VERIFY") == "plain" else sodium.library()
    return sodium.Sodium(lib) if lib else plain.Plain()


G = choose()
B = plain.encode(plain.BASE)


def frame(x):
    if isinstance(x, int):
        x = str(x)
    if isinstance(x, str):
        x = x.encode("utf-8")
    return len(x).to_bytes(4, "big") + x


def full(label, *parts):
    return hashlib.sha512(b"".join(frame(x) for x in (PROTOCOL, label) + parts)).digest()


def digest(label, *parts):
    return full(label, *parts)[:32]


def challenge(label, *parts):
    """scalar(label, …) of the specification."""
    return int.from_bytes(full(label, *parts), "little") % L


class Malformed(Exception):
    """Text that is not JSON as the specification reads it."""


def whole(text):
    if not re.fullmatch(r"0|[1-9][0-9]{0,15}", text) or int(text) > MOST:
        raise Malformed("number " + text[:20])
    return int(text)


def refuse(text):
    raise Malformed("number " + text[:20])


def members(pairs):
    out = dict(pairs)
    if len(out) != len(pairs):
        raise Malformed("a member twice")
    return out


def read(text):
    """The value of a JSON text; raises Malformed for whatever is not strictly JSON."""
    if len(text) > 1 << 28:
        raise Malformed("too long")
    try:
        text.encode("utf-8")
        value = json.loads(text, object_pairs_hook=members, parse_int=whole, parse_float=refuse, parse_constant=refuse)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        return value
    except (ValueError, RecursionError) as wrong:
        raise Malformed(str(wrong)) from None


def is_hex(value, size):
    return isinstance(value, str) and len(value) == 2 * size and re.fullmatch(r"[0-9a-f]*", value) is not None


def scalar(value):
    """The number of a scalar's 64 digits, or None where it is not less than L."""
    n = int.from_bytes(bytes.fromhex(value), "little")
    return n if n < L else None


def element(value):
    """The encoding of 64 digits, or None where it is no element's."""
    data = bytes.fromhex(value)
    return data if G.valid(data) else None


def scale(k, p):
    return G.mul(k, p)


def total(points):
    out = O
    for p in points:
        out = G.add(out, p)
    return out
