"""Ed25519 keys that sign, for maker.py: not in constant time, for tests only."""
import hashlib

import plain
from group import L

COMB = plain.comb(plain.BASE)


class Key:
    """An Ed25519 key."""

    def __init__(self, seed):
        h = hashlib.sha512(seed).digest()
        self.a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
        self.rest = h[32:]
        self.public = plain.edwards_bytes(plain.combed(self.a % L, COMB))
        self.hex = self.public.hex()

    def sign(self, message):
        r = int.from_bytes(hashlib.sha512(self.rest + message).digest(), "little") % L
        first = plain.edwards_bytes(plain.combed(r, COMB))
        k = int.from_bytes(hashlib.sha512(first + self.public + message).digest(), "little")
        return first + ((r + k * self.a) % L).to_bytes(32, "little")
