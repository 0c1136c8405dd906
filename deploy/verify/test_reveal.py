"""A challenged ballot: an honest device's opens, every other is found out."""
import json
import pathlib
import tempfile
import unittest

import maker
import report
import reveal
from group import Malformed, digest
from test_verify import run
from words import TEXTS


class Reveals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = made = maker.Maker(choices=["approve", "oppose"])
        made.define(), made.ceremony()
        for seat in range(1, 5):
            made.voter(seat)
        made.freeze(), made.by_chair("open", {})
        cls.bundle = made.bundle()
        cls.board = report.verify(cls.bundle)
        cls.choices = [[1, 0], [0, 1], [0, 0]]
        secrets = []
        def draw():
            secrets.append(made.scalar())
            return secrets[-1]
        body = made.make(cls.choices, "seat:1", made.live[1], draw)
        # r, then what the two branches take: c, z, w
        r = [maker.hexed(x) for x in secrets[0:24:4]]
        cls.good = {"body": maker.compact(body), "author": "seat:1", "key": made.live[1].hex,
                    "choices": cls.choices, "r": [r[0:2], r[2:4], r[4:6]]}

    def found(self, **changed):
        return reveal.check(self.board, maker.compact({**self.good, **changed}).encode())

    def test_honest(self):
        code, choices, wrong = self.found()
        self.assertEqual((choices, wrong), (self.choices, []))
        self.assertEqual(code, report.receipt_of(digest("body", self.good["body"])))

    def test_lies(self):
        other = [[0, 1], [0, 1], [0, 0]]
        for changed, code in (({"choices": other}, "reveal"), ({"choices": [[2, 0], [0, 1], [0, 0]]}, "reveal"),
                              ({"choices": self.choices[:2]}, "shape"), ({"r": [[]]}, "shape"),
                              ({"r": [[maker.hexed(5)] * 2] * 3}, "reveal"), ({"r": [["ff" * 32] * 2] * 3}, "reveal"),
                              ({"author": "seat:2"}, "proof"), ({"author": "seat:2"}, "key"),
                              ({"body": self.good["body"].replace(self.made.election.hex(), "00" * 32)}, "context")):
            self.assertIn(code, self.found(**changed)[2], changed)

    def test_malformed(self):
        for data in (b"", b"{}", b"\xff", b"[]", json.dumps({**self.good, "body": "{}"}).encode(), json.dumps({**self.good, "key": 1}).encode()):
            with self.assertRaises(Malformed):
                reveal.check(self.board, data)

    def test_program(self):
        with tempfile.TemporaryDirectory() as folder:
            bundle, shown = pathlib.Path(folder) / "bundle.json", pathlib.Path(folder) / "reveal.json"
            bundle.write_bytes(self.bundle)
            shown.write_text(maker.compact(self.good), encoding="utf-8")
            code, said = run(bundle, "--reveal", shown)
            self.assertEqual(code, 0, said)
            self.assertIn(TEXTS["zh"]["honest"], said)
            shown.write_text(maker.compact({**self.good, "choices": [[0, 1]] * 3}), encoding="utf-8")
            code, said = run(bundle, "--reveal", shown, "--lang", "en")
            self.assertEqual(code, 1)
            self.assertIn(TEXTS["en"]["lied"] % "reveal", said)
            shown.write_text("{}", encoding="utf-8")
            self.assertEqual(run(bundle, "--reveal", shown)[0], 1)
            self.assertEqual(run(bundle, "--reveal", shown.with_name("absent"))[0], 2)


if __name__ == "__main__":
    unittest.main()
