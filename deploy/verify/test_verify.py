"""The program as people call it, the arithmetic both ways, and bundles that others made."""
import contextlib
import hashlib
import io
import json
import pathlib
import random
import tempfile
import unittest

import group
import keys
import maker
import plain
import sodium
import verify
from group import digest
from report import receipt_of
from words import CHECKS, OUTCOMES, PHASES, TEXTS

FOLDER = pathlib.Path(__file__).resolve().parent
BUNDLES = sorted((FOLDER.parents[1] / "pkg/ballot/board/testdata").glob("bundle-*.json"))


def run(*argv):
    """Exit code and output of the program."""
    out = io.StringIO()
    out.reconfigure = lambda **_: None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = verify.main([*map(str, argv), "--jobs", "1"])
    return code, out.getvalue()


class Program(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.made = maker.whole()
        cls.good = pathlib.Path(cls.folder.name) / "good.json"
        cls.good.write_bytes(cls.made.bundle())

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_good(self):
        entry = self.made.entries()[-1]
        body = next(e["body"] for e in self.made.entries() if e["kind"] == "ballot")
        receipt = receipt_of(digest("body", body))
        code, said = run(self.good, "--head", "%d:%s" % (entry["seq"], entry["hash"]), "--receipt", receipt)
        self.assertEqual(code, 0)
        self.assertIn(TEXTS["zh"]["good"], said)
        self.assertNotIn(TEXTS["zh"]["alone"], said)
        code, said = run(self.good, "--lang", "en")
        self.assertEqual(code, 0)
        self.assertIn(TEXTS["en"]["good"], said)
        for check in CHECKS:
            self.assertIn("[%s]" % check, said)

    def test_bad(self):
        code, said = run(self.good, "--head", "0:" + "00" * 32, "--receipt", "\x1b[2Jx")
        self.assertEqual(code, 1)
        self.assertIn("✗ [head]", said)
        self.assertNotIn("\x1b", said)
        many = [x for i in range(20) for x in ("--receipt", "r%d" % i)]
        self.assertIn(TEXTS["zh"]["more"] % 8, run(self.good, *many)[1])
        self.assertIn(TEXTS["zh"]["alone"], run(self.good, *many)[1])
        code, said = run(self.good, "--receipt", "abcd", "--json")
        self.assertEqual((code, [f["code"] for f in json.loads(said)["failures"]]), (1, ["receipt"]))

    def test_unreadable(self):
        code, said = run(self.good.parent / "absent.json")
        self.assertEqual(code, 2)
        self.assertIn("absent.json", said)
        heads = [("--head", bad) for bad in ("", "x", "1:", "-1:" + "00" * 32, "9999999999:" + "00" * 32)]
        for wrong in [("--lang", "fr"), *heads]:
            with self.assertRaises(SystemExit) as refused:
                run(self.good, *wrong)
            self.assertEqual(refused.exception.code, 2, wrong)

    def test_words(self):
        self.assertEqual(TEXTS["zh"].keys(), TEXTS["en"].keys())
        for table in (CHECKS, PHASES, OUTCOMES):
            for zh, en in table.values():
                self.assertTrue(any(ord(c) > 0x4e00 for c in zh) and en.isascii() or "≤" in en, zh)
        for name, zh in TEXTS["zh"].items():
            self.assertEqual(zh.count("%"), TEXTS["en"][name].count("%"), name)


class Others(unittest.TestCase):
    def test_bundles(self):
        self.assertTrue(BUNDLES)
        for path in BUNDLES:
            code, said = run(path, "--lang", "en")
            self.assertEqual(code, 0, path.name + "\n" + said)


class Arithmetic(unittest.TestCase):
    """libsodium and Python give the same, and what RFC 9496 says."""

    def setUp(self):
        lib = sodium.library()
        self.engines = [plain.Plain()] + ([sodium.Sodium(lib)] if lib else [])

    def test_of_the_rfc(self):
        multiples = ("00" * 32, "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
                     "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
                     "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259")
        refused = ("00" + "ff" * 31, "ff" * 31 + "7f", "f3" + "ff" * 30 + "7f", "ed" + "ff" * 30 + "7f", "01" + "00" * 31,
                   "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371", "00" * 31, "")
        for engine in self.engines:
            for k, text in enumerate(multiples):
                self.assertEqual(engine.base(k).hex(), text)
                self.assertTrue(engine.valid(bytes.fromhex(text)))
            for text in refused:
                self.assertFalse(engine.valid(bytes.fromhex(text)), (engine.name, text))

    def test_alike(self):
        chance, (first, *rest) = random.Random(4), self.engines
        for _ in range(10):
            k, z = chance.randrange(plain.L), chance.randrange(plain.L)
            p, q = first.base(k), first.base(z)
            for engine in rest + [first]:
                for got, wanted in ((engine.base(k), p), (engine.mul(z, p), first.base(k * z)), (engine.add(p, q), first.base(k + z)),
                                    (engine.sub(p, q), first.base(k - z)), (engine.less(z, p, k, q), group.O),
                                    (engine.less(z, group.B, 1, p), first.base(z - k)), (engine.mul(z, group.O), group.O),
                                    (engine.mul(0, p), group.O), (engine.sub(p, p), group.O), (engine.fixed(k, q), first.base(k * z))):
                    self.assertEqual(got, wanted, engine.name)

    def test_signatures_at_the_edges(self):
        """What libraries judge differently is judged alike here: no small order, no torsion
        that only the cofactor hides, s below L, canonical keys."""
        key, message = keys.Key(b"k" * 32), b"m" * 32
        good = key.sign(message)
        s = int.from_bytes(good[32:], "little")
        identity, torsion = (1).to_bytes(32, "little"), (plain.P - 1).to_bytes(32, "little")
        twisted = plain.add(plain.edwards_point(good[:32]), plain.edwards_point(torsion))
        table = [(key.public, good, True), (key.public, good[:32] + (s + plain.L).to_bytes(32, "little"), False),
                 (identity, identity + bytes(32), False), (torsion, identity + bytes(32), False),
                 (key.public, identity + good[32:], False), (key.public, plain.edwards_bytes(twisted) + good[32:], False),
                 (b"\xff" * 32, good, False), ((plain.P + 3).to_bytes(32, "little"), good, False), (key.public, good[:63] + b"\xff", False)]
        for engine in self.engines:
            for public, signature, holds in table:
                self.assertEqual(engine.signed(public, message, signature), holds, (engine.name, signature.hex()))

    def test_a_key_with_torsion_is_judged_without_the_cofactor(self):
        """Such a key verifies where its challenge is even (here the torsion is of order 2)."""
        key, torsion = keys.Key(b"t" * 32), plain.edwards_point((plain.P - 1).to_bytes(32, "little"))
        public = plain.edwards_bytes(plain.add(plain.edwards_point(key.public), torsion))
        judged = set()
        for n in range(20):
            message = bytes([n]) * 32
            r = plain.edwards_bytes(plain.combed(n + 5, keys.COMB))
            k = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % plain.L
            signature = r + ((n + 5 + k * key.a) % plain.L).to_bytes(32, "little")
            for engine in self.engines:
                self.assertEqual(engine.signed(public, message, signature), k % 2 == 0, engine.name)
            judged.add(k % 2 == 0)
        self.assertEqual(judged, {True, False})


if __name__ == "__main__":
    unittest.main()
