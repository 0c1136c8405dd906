"""The shared vectors, step by step: what others computed is computed here again."""
import json
import pathlib
import unittest

import group
import keys
import maker
import plain
import proofs
from group import G, challenge, digest, full
from report import receipt_of

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "pkg/ballot/seal/testdata/vectors.json"


def data(text):
    return bytes.fromhex(text)


def number(text):
    return int.from_bytes(data(text), "little")


class Vectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.all = json.loads(VECTORS.read_text(encoding="utf-8"))

    def each(self, name):
        self.assertTrue(self.all[name], name)
        for i, vector in enumerate(self.all[name]):
            with self.subTest(name, i=i):
                yield vector

    def test_hash(self):
        for v in self.each("hash"):
            parts = [data(p) for p in v["parts"]]
            self.assertEqual(full(v["label"], *parts).hex(), v["hash"])
            self.assertEqual(digest(v["label"], *parts).hex(), v["digest"])
            self.assertEqual(challenge(v["label"], *parts), number(v["scalar"]))

    def test_encodings(self):
        for kind, read in (("elements", group.element), ("scalars", group.scalar)):
            for text in self.all[kind]["valid"]:
                self.assertTrue(group.is_hex(text, 32) and read(text) is not None, text)
            for text in self.all[kind]["refused"]:
                self.assertFalse(group.is_hex(text, 32) and read(text) is not None, text)

    def test_receipts(self):
        for v in self.each("receipt"):
            self.assertEqual(receipt_of(data(v["bodyDigest"])), v["receipt"].replace("-", ""))

    def test_signatures(self):
        for v in self.each("signature"):
            self.assertEqual(digest("body", v["body"]).hex(), v["bodyDigest"])
            signed = digest("sign", v["ballot"], v["kind"], v["author"], data(v["bodyDigest"]))
            self.assertEqual(signed.hex(), v["signed"])
            self.assertEqual(G.signed(data(v["key"]), signed, data(v["signature"])), v["holds"])
            self.assertEqual(keys.Key(data(v["seed"])).hex, v["key"])
            if v["holds"]:
                self.assertEqual(keys.Key(data(v["seed"])).sign(signed).hex(), v["signature"])

    def test_election(self):
        v = self.all["election"]
        context = digest("context", v["ballot"], data(v["definitionDigest"]))
        self.assertEqual(context.hex(), v["context"])
        self.assertEqual(digest("election", context, data(v["key"])).hex(), v["election"])

    def test_drawn(self):
        v = self.all["drawn"]
        digits = "".join(str(x) for row in v["choices"] for x in row)
        for counter, scalar in enumerate(v["scalars"]):
            made = challenge("paper", data(v["secret"]), data(v["election"]), v["number"], digits, counter)
            self.assertEqual(made, number(scalar))

    def test_encryption(self):
        for v in self.each("encrypt"):
            r = number(v["r"])
            self.assertEqual(G.base(r).hex(), v["alpha"])
            self.assertEqual(G.add(G.mul(r, data(v["key"])), G.base(v["v"])).hex(), v["beta"])

    def test_membership(self):
        for v in self.each("member"):
            s = v["setting"]
            context = (data(s["election"]), s["author"], data(s["ballotKey"]))
            points = (data(v["alpha"]), data(v["beta"]))
            found = proofs.member(context, v["place"], data(s["key"]), *points, v["proof"])
            self.assertEqual(found, None if v["holds"] else "proof", v["why"])
            if v["holds"]:
                self.assertEqual(self.proved(v, *points), v["proof"])

    def proved(self, v, alpha, beta):
        made, drawn = maker.Maker(), iter(number(x) for x in v["drawn"])
        made.K, made.election = data(v["setting"]["key"]), data(v["setting"]["election"])
        draw = lambda: next(drawn)
        return made.proof(draw, v["setting"]["author"], data(v["setting"]["ballotKey"]), v["place"],
                          number(v["r"]), v["v"], v["top"], alpha, beta)

    def test_ballots(self):
        for v in self.each("ballots"):
            s, size = v["setting"], (v["candidates"], v["choices"], v["limit"])
            job = (json.loads(v["text"]), s["author"], data(s["ballotKey"]), data(s["election"]), data(s["key"]), size)
            self.assertEqual(proofs.ballot(job)[0], [])
            self.assertEqual(receipt_of(digest("body", v["text"])), v["receipt"].replace("-", ""))
            made = maker.Maker(m=size[0], choices=["approve", "oppose"][:size[1]], limit=size[2])
            made.K, made.election = data(s["key"]), data(s["election"])
            teller = type("Teller", (), {"public": data(s["ballotKey"])})
            digits = "".join(str(x) for row in v["marks"] for x in row)
            counter = iter(range(1000))
            draw = lambda: challenge("paper", data(v["secret"]), made.election, v["number"], digits, next(counter))
            self.assertEqual(maker.compact(made.make(v["marks"], s["author"], teller, draw)), v["text"])

    def test_ceremony(self):
        v, everyone = self.all["ceremony"], self.all["ceremony"]["trustees"]
        context, deals = data(v["context"]), [[data(a) for a in t["dealing"]["coefficients"]] for t in everyone]
        for t, coefficients in zip(everyone, deals):
            self.assertEqual([G.base(number(a)) for a in t["polynomial"]], coefficients)
            self.assertEqual(digest("coefficients", context, v["attempt"], t["index"], *coefficients).hex(), t["commitment"])
            self.assertTrue(proofs.dealing(context, v["attempt"], t["index"], coefficients[0], t["dealing"]["proof"]))
            self.assertEqual(proofs.public_part(t["index"], deals).hex(), t["publicShare"])
            self.assertEqual(G.base(number(t["secretShare"])).hex(), t["publicShare"])
            self.opened_shares(context, v, t)
        self.assertEqual(group.total(c[0] for c in deals).hex(), v["key"])
        self.assertEqual(digest("election", context, data(v["key"])).hex(), v["election"])

    def opened_shares(self, context, v, t):
        for share in t["dealing"]["shares"]:
            to = v["trustees"][share["to"] - 1]
            there = G.mul(number(to["transportSecret"]), data(share["ephemeral"]))
            mask = challenge("share", context, v["attempt"], t["index"], share["to"], data(share["ephemeral"]), there)
            self.assertEqual((number(share["cipher"]) - mask) % plain.L, number(t["shares"][share["to"] - 1]))

    def test_partials(self):
        for v in self.each("partial"):
            place = "%d:%d" % (v["row"], v["column"])
            found = proofs.partial(data(v["election"]), v["index"], place, data(v["publicShare"]), data(v["alpha"]), v["partial"])
            self.assertEqual(found, None if v["holds"] else "partial")

    def test_lagrange(self):
        for v in self.each("lagrange"):
            self.assertEqual(list(proofs.weights(v["indices"]).values()), [number(x) for x in v["lambdas"]])

    def test_opened(self):
        for v in self.each("opened"):
            point = data(v["beta"])
            for factor, d in zip(proofs.weights(v["indices"]).values(), v["d"]):
                point = G.sub(point, G.mul(factor, data(d)))
            self.assertEqual(point, G.base(v["count"]))


if __name__ == "__main__":
    unittest.main()
