"""ristretto255 (RFC 9496) and Ed25519 (RFC 8032) in plain Python.

Used where libsodium is not there, for the few signatures that libsodium's
versions judge differently, and in tests as a second opinion. Nothing here is
secret, so nothing here takes constant time.
"""
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1, 1, 0)


def odd(x):
    return x & 1


def magnitude(x):
    return P - x if odd(x) else x


def sqrt_ratio(u, v):
    """Whether u/v is a square, and the root of it (or of i·u/v) that is not negative."""
    r = u * pow(v, 3, P) * pow(u * pow(v, 7, P) % P, (P - 5) // 8, P) % P
    check = v * r * r % P
    square, flipped = check == u % P, check == -u % P
    if flipped or check == -u * SQRT_M1 % P:
        r = r * SQRT_M1 % P
    return square or flipped, magnitude(r)


INVSQRT_A_MINUS_D = sqrt_ratio(1, (-1 - D) % P)[1]


def add(p, q):
    """The sum of two points in extended coordinates."""
    x1, y1, z1, t1 = p
    x2, y2, z2, t2 = q
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * D * t1 * t2 % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(p):
    x, y, z, _ = p
    a, b = x * x % P, y * y % P
    h = a + b
    e = h - (x + y) * (x + y) % P
    g = a - b
    f = 2 * z * z % P + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def negative(p):
    x, y, z, t = p
    return -x % P, y, z, -t % P


def multiples(p):
    """0·p … 15·p."""
    rows = [IDENTITY]
    for _ in range(15):
        rows.append(add(rows[-1], p))
    return rows


def joint(pairs):
    """The sum of k·p over pairs (k, multiples of p), doublings shared."""
    total = IDENTITY
    for shift in range(252, -1, -4):
        if total is not IDENTITY:
            total = double(double(double(double(total))))
        for k, rows in pairs:
            digit = k >> shift & 15
            if digit:
                total = add(total, rows[digit])
    return total


def edwards_point(data):
    """The point of an Ed25519 encoding, or None; y must be canonical."""
    n = int.from_bytes(data, "little")
    sign, y = n >> 255, n & (1 << 255) - 1
    if y >= P:
        return None
    square, x = sqrt_ratio(y * y - 1, D * y * y + 1)
    if not square or (x == 0 and sign):
        return None
    if odd(x) != sign:
        x = P - x
    return x, y, 1, x * y % P


def edwards_bytes(p):
    x, y, z, _ = p
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | odd(x) << 255).to_bytes(32, "little")


BASE = edwards_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
BASES = multiples(BASE)


def comb(p):
    """Tables for multiples of a point that is used often: 16^i · 0…15 · p."""
    rows = []
    for _ in range(64):
        rows.append(multiples(p))
        p = double(double(double(double(p))))
    return rows


def combed(k, rows):
    total = IDENTITY
    for i in range(64):
        digit = k >> 4 * i & 15
        if digit:
            total = add(total, rows[i][digit])
    return total


def small(p):
    x, _, _, _ = q = double(double(double(p)))
    return x == 0 and q[1] == q[2]


def signed(key, message, signature):
    """Whether an Ed25519 signature holds: strictly, without the cofactor."""
    s = int.from_bytes(signature[32:], "little")
    a, r = edwards_point(key), edwards_point(signature[:32])
    if s >= L or a is None or r is None or small(a) or small(r):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return edwards_bytes(joint([(s, BASES), (k, multiples(negative(a)))])) == signature[:32]


def decode(data):
    """The point of a ristretto255 encoding, or None."""
    s = int.from_bytes(data, "little")
    if s >= P or odd(s):
        return None
    square = s * s % P
    u1, u2 = (1 - square) % P, (1 + square) % P
    v = (-(D * u1 * u1) - u2 * u2) % P
    is_square, inverse = sqrt_ratio(1, v * u2 * u2 % P)
    den_x = inverse * u2 % P
    x = magnitude(2 * s * den_x % P)
    y = u1 * inverse * den_x * v % P
    t = x * y % P
    if not is_square or odd(t) or y == 0:
        return None
    return x, y, 1, t


def encode(p):
    x, y, z, t = p
    u1, u2 = (z + y) * (z - y) % P, x * y % P
    _, inverse = sqrt_ratio(1, u1 * u2 * u2 % P)
    den1, den2 = inverse * u1 % P, inverse * u2 % P
    z_inverse = den1 * den2 * t % P
    if odd(t * z_inverse % P):
        x, y, den2 = y * SQRT_M1 % P, x * SQRT_M1 % P, den1 * INVSQRT_A_MINUS_D % P
    if odd(x * z_inverse % P):
        y = -y % P
    return magnitude(den2 * (z - y) % P).to_bytes(32, "little")


class Plain:
    """The operations that the verifier needs, on 32-byte encodings that `valid` took."""

    name = "Python"

    def __init__(self):
        self.combs = {}

    def table(self, p):
        """Tables of a point that returns often (the generator, the joint key)."""
        if p not in self.combs:
            if len(self.combs) > 4:
                self.combs.clear()
            self.combs[p] = comb(decode(p))
        return self.combs[p]

    def valid(self, data):
        return len(data) == 32 and decode(data) is not None

    def add(self, p, q):
        return encode(add(decode(p), decode(q)))

    def sub(self, p, q):
        return encode(add(decode(p), negative(decode(q))))

    def mul(self, k, p):
        return encode(joint([(k % L, multiples(decode(p)))]))

    def base(self, k):
        return self.fixed(k, encode(BASE))

    def fixed(self, k, p):
        return encode(combed(k % L, self.table(p)))

    def less(self, z, q, c, p):
        """z·q − c·p, where q is used again and again."""
        part = joint([(c % L, multiples(negative(decode(p))))])
        return encode(add(combed(z % L, self.table(q)), part))

    def signed(self, key, message, signature):
        return signed(key, message, signature)
