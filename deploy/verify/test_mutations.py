"""Small boards, changed in every small way: no change may pass, none may crash."""
import copy
import json
import random
import unittest

import board
import maker
import report
from group import Malformed, read

GOOD = maker.whole(seed=5, seats=5, papers=([[1], [0]], [[1], [1]]),
                   rules={"m": 2, "places": 2, "limit": 2, "equal_number": True})
DATA = GOOD.bundle()
ENTRIES = GOOD.entries()

# What may say something else without anything being wrong: what only people read, and
# what only the trustee can judge whom a share is for.
FREE = {("voter", "device"), ("teller", "name"), ("declare", "minutes"), ("deal", "cipher")}


def chain_holds(data):
    """Whether at least form and chain survive: most changes end here, cheaply."""
    try:
        entries = board.entries_of(data.decode("utf-8"))
    except (Malformed, UnicodeDecodeError):
        return False
    found = board.Board()
    for entry in entries:
        found.seq = len(found.hashes)
        found.digest = board.digest("body", entry["body"])
        found.chain(entry)
    return not found.failures


def leaves(value, path=()):
    if isinstance(value, dict):
        for name in value:
            yield from leaves(value[name], path + (name,))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, path + (i,))
    else:
        yield path


def other(value):
    """Another value of the same form."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if len(value) == 64 and all(c in "0123456789abcdef" for c in value):
        return "02" + "00" * 31 if value[:2] != "02" else "04" + "00" * 31
    return {"own": "tablet", "": "00" * 32, "decided": "short"}.get(value, value + "x")


def put(value, path, new):
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = new


def got(value, path):
    for step in path:
        value = value[step]
    return value


def with_body(i, body):
    drafts = list(GOOD.drafts)
    drafts[i] = drafts[i][:2] + (body,) + drafts[i][3:]
    return GOOD.bundle(drafts)


def firsts():
    """The first entry of every kind."""
    seen = set()
    for i, entry in enumerate(ENTRIES):
        if entry["kind"] not in seen:
            seen.add(entry["kind"])
            yield i, entry["kind"], json.loads(entry["body"])


class Mutations(unittest.TestCase):
    def test_good(self):
        self.assertEqual(report.verify(DATA).failures, [])

    def test_bytes(self):
        missed = []
        for i in range(0, len(DATA), 9):
            data = bytearray(DATA)
            data[i] ^= 1
            if chain_holds(bytes(data)) and not report.verify(bytes(data)).failures:
                missed.append((i, DATA[i - 20:i + 20]))
        self.assertEqual(missed, [])

    def test_cut_and_doubled_bytes(self):
        chance = random.Random(1)
        for _ in range(300):
            i, j = sorted(chance.randrange(len(DATA)) for _ in range(2))
            for data in (DATA[:i], DATA[:i] + DATA[j:], DATA[:j] + DATA[i:], DATA[:i] + b'"' + DATA[i:]):
                self.assertFalse(data != DATA and chain_holds(data), (i, j))

    def test_leaves_although_everyone_signs(self):
        for i, kind, body in firsts():
            for path in leaves(body):
                changed = copy.deepcopy(body)
                put(changed, path, other(got(body, path)))
                found = report.verify(with_body(i, changed)).failures
                free = (kind, path[-1]) in FREE
                self.assertEqual(not found, free, (kind, path, found))

    def test_forms(self):
        for i, kind, body in firsts():
            text = maker.compact(body)
            wrong = [text[:-1] + (',"more":1}' if body else '"more":1}'), "[%s]" % text, "", "null", text + " x"]
            wrong += [text.replace('"' + name + '"', '"' + name.upper() + '"', 1) for name in body]
            wrong += [maker.compact({k: v for k, v in body.items() if k != name}) for name in body]
            wrong += [maker.compact({**body, name: None}) for name in body]
            wrong += [maker.compact({**body, name: {"a": [1]}}) for name in body]
            wrong += ['{"%s":1,%s' % (name, text[1:]) for name in body]
            for bad in wrong:
                found = {f["code"] for f in report.verify(with_body(i, bad)).failures}
                self.assertIn("body", found, (kind, bad[:80]))

    def test_entries(self):
        for name in ENTRIES[0]:
            for bad in (None, 1.5, -1, [], {}, "x", "", True, "0" * 63 + "A", 2**53, 10**30):
                entries = copy.deepcopy(ENTRIES)
                entries[3][name] = bad
                self.assertTrue(report.verify(maker.sealed(entries)).failures, (name, bad))
        for bad in (b"", b"[]", b"{}", b"null", b"\xff", b"\xef\xbb\xbf" + DATA, b"[" * 100000, DATA + b"{}",
                    DATA.replace(b'{"protocol"', b'{"protocol":"lianluo-ballot/1","protocol"', 1),
                    DATA.replace(b"ballot/1", b"ballot/2", 1), b'{"protocol":"lianluo-ballot/1","entries":[]}',
                    b'{"protocol":"lianluo-ballot/1","entries":[1]}', DATA.decode().encode("utf-16")):
            self.assertEqual([f["code"] for f in report.verify(bad).failures], ["bundle"], bad[:40])


class Strict(unittest.TestCase):
    def test_refused(self):
        for text in ("1.0", "1e0", "-0", "-1", "01", "NaN", "Infinity", "9007199254740992", "9" * 5000, '"\\ud800"',
                     '"\ud800"', '"\n"', "'a'", '{"a":1,"a":1}', "[1,]", "{} {}", "\ufeff1", "١", ""):
            with self.assertRaises(Malformed, msg=ascii(text)[:40]):
                read(text)

    def test_read(self):
        for text, value in (("0", 0), ("9007199254740991", 2**53 - 1), ('"\\ud83d\\ude00"', "😀"), (' { "a" : [ ] } ', {"a": []})):
            self.assertEqual(read(text), value)


if __name__ == "__main__":
    unittest.main()
