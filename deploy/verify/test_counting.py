"""Section 11, against what the other implementations adopt and count."""
import json
import pathlib
import unittest

import rules

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "pkg/ballot/testdata/counting.json"


class Counting(unittest.TestCase):
    def setUp(self):
        self.vectors = json.loads(VECTORS.read_text(encoding="utf-8"))

    def test_rules(self):
        self.assertGreater(len(self.vectors["rules"]), 150)
        for one in self.vectors["rules"]:
            parsed = rules.parse(one["text"])
            holds = parsed is not None and rules.hold(parsed, one["candidates"], parsed["roll"], one["runoff"])
            self.assertEqual(holds, one["holds"], (one["why"], one["text"], one["candidates"]))

    def test_counts(self):
        self.assertGreater(len(self.vectors["counts"]), 150)
        for one in self.vectors["counts"]:
            found = rules.outcome(one["rules"], one["candidates"], one["counts"], one["valid"])
            self.assertEqual(found, {name: one[name] for name in ("selected", "tied", "outcome")}, one)


if __name__ == "__main__":
    unittest.main()
