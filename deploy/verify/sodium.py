"""The same operations as plain.py, by libsodium."""
import ctypes
import ctypes.util
import pathlib

import plain

FOLDER = pathlib.Path(__file__).resolve().parent
NAMES = ("libsodium.so.23", "libsodium.so.26", "libsodium.so", "libsodium.dylib", "libsodium.dll")


def library():
    """libsodium of this folder or of the system; None where there is none that knows ristretto255."""
    found = ctypes.util.find_library("sodium")
    names = [str(FOLDER / n) for n in NAMES if (FOLDER / n).exists()] + list(NAMES) + ([found] if found else [])
    for name in names:
        try:
            lib = ctypes.CDLL(name)
            lib.crypto_scalarmult_ristretto255, lib.crypto_core_ed25519_is_valid_point
        except (OSError, AttributeError):
            continue
        if lib.sodium_init() >= 0:
            return lib
    return None


def scalar(k):
    return (k % plain.L).to_bytes(32, "little")


class Sodium:
    """The operations that the verifier needs, on 32-byte encodings that `valid` took."""

    name = "libsodium"

    def __init__(self, lib):
        self.lib = lib

    def call(self, function, *arguments):
        """The point that a function writes. It refuses the identity (with zeros in its
        place, which is the identity's encoding); nothing else fails on what is valid."""
        out = ctypes.create_string_buffer(32)
        function(out, *arguments)
        return out.raw

    def valid(self, data):
        return len(data) == 32 and self.lib.crypto_core_ristretto255_is_valid_point(data) == 1

    def add(self, p, q):
        return self.call(self.lib.crypto_core_ristretto255_add, p, q)

    def sub(self, p, q):
        return self.call(self.lib.crypto_core_ristretto255_sub, p, q)

    def mul(self, k, p):
        return self.call(self.lib.crypto_scalarmult_ristretto255, scalar(k), p)

    def base(self, k):
        return self.call(self.lib.crypto_scalarmult_ristretto255_base, scalar(k))

    def fixed(self, k, p):
        return self.mul(k, p)

    def less(self, z, q, c, p):
        """z·q − c·p."""
        return self.sub(self.mul(z, q), self.mul(c, p))

    def signed(self, key, message, signature):
        """Whether an Ed25519 signature holds. Newer versions of libsodium multiply by the
        cofactor; where every point has the group's order, that makes no difference."""
        on_curve = self.lib.crypto_core_ed25519_is_valid_point
        if on_curve(key) != 1 or on_curve(signature[:32]) != 1:
            return plain.signed(key, message, signature)
        length = ctypes.c_ulonglong(len(message))
        return self.lib.crypto_sign_verify_detached(signature, message, length, key) == 0
