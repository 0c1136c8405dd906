"""What the operator can do alone: every hash made anew, no signature; and what heads and
receipts are for."""
import json
import unittest

import maker
from group import digest
from report import receipt_of
from test_attacks import ENTRIES, GOOD, at, codes, swapped


class Operator(unittest.TestCase):
    """Who has the server and no key."""

    def tampered(self, change):
        entries = json.loads(json.dumps(ENTRIES))
        change(entries)
        before = "00" * 32
        for seq, e in enumerate(entries):
            e["seq"], e["prev"] = seq, before
            made = digest("entry", bytes.fromhex(before), seq, e["at"], e["kind"], e["author"],
                          digest("body", e["body"]), bytes.fromhex(e["signature"]))
            e["hash"] = before = made.hex()
        return maker.sealed(entries)

    def test_rehashed(self):
        i = at("ballot")
        table = [
            (lambda es: es[i].__setitem__("body", es[i]["body"].replace("0", "1", 1)), "signature"),
            (lambda es: es[i].__setitem__("author", "seat:2"), "signature"),
            (lambda es: es.pop(i), "collected"),
            (lambda es: swapped(es, i, i + 1), "result"),
            (lambda es: es[i].__setitem__("at", "2026-11-23T06:00:00.000Z"), "clock"),
            (lambda es: es[i].__setitem__("at", "2026-11-23 07:00:00"), "clock"),
            (lambda es: es[-1].__setitem__("kind", "destroy"), "order"),
            (lambda es: es[i].__setitem__("kind", "void"), "order"),
        ]
        for n, (change, code) in enumerate(table):
            with self.subTest(n):
                self.assertIn(code, codes(self.tampered(change)))

    def test_not_rehashed(self):
        for name in ("seq", "prev", "hash", "at", "kind", "author", "body", "signature"):
            entries = json.loads(json.dumps(ENTRIES))
            entries[5][name] = entries[-1][name]
            with self.subTest(name):
                self.assertIn("chain", codes(maker.sealed(entries)))

    def test_witnesses(self):
        last = len(ENTRIES) - 1
        good = (last, ENTRIES[-1]["hash"])
        self.assertEqual(codes(GOOD.bundle(), heads=[good, (0, ENTRIES[0]["hash"])]), set())
        rolled_back = maker.sealed(ENTRIES[:-1])
        self.assertEqual(codes(rolled_back, heads=[good]), {"head"})
        fork = GOOD.bundle(GOOD.drafts[:-1] + [GOOD.draft("void", "chair", {"reason": "…"}, GOOD.chair)])
        self.assertEqual(codes(fork), set())
        self.assertEqual(codes(fork, heads=[good]), {"head"})

    def test_receipts(self):
        body = next(e["body"] for e in ENTRIES if e["kind"] == "ballot")
        receipt = receipt_of(digest("body", body))
        dashed = "-".join(receipt[i:i + 4] for i in range(0, 20, 4))
        self.assertEqual(codes(GOOD.bundle(), receipts=[receipt, dashed, dashed.upper(), " " + dashed.replace("-", " ")]), set())
        self.assertEqual(codes(GOOD.bundle(), receipts=["aaaa-aaaa-aaaa-aaaa-aaaa", ""]), {"receipt"})


if __name__ == "__main__":
    unittest.main()
