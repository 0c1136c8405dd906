"""Section 11: which rules may be adopted, and what they make of counts."""
import itertools
import random
import unittest

import maker
import rules
from written import verified


def made(**changed):
    base = {"version": "1", "method": "approval_capped", "places": 2, "limit": 2, "choices": ["approve"], "roll": 45,
            "suspended_count": True, "quorum": 30, "pass": 23, "tie": "runoff", "short": "empty", "equal_number": False, "paper_floor": 3}
    return {**base, **changed}


def end(approvals, valid=45, **changed):
    ids = "abcdefgh"[:len(approvals)]
    found = rules.outcome(made(**changed), list(ids), [[n] for n in approvals], valid)
    return "".join(found["selected"]), "".join(found["tied"]), found["outcome"]


class Adopted(unittest.TestCase):
    def test_thresholds(self):
        for n, quorum, least in ((45, 30, 23), (60, 40, 31), (101, 68, 51), (160, 107, 81), (231, 154, 116),
                                 (300, 200, 151), (397, 265, 199), (450, 300, 226), (1000, 667, 501)):
            right = made(roll=n, quorum=quorum)
            right["pass"] = least
            self.assertTrue(rules.hold(right, 3, n, False), n)
            for name in ("quorum", "pass", "roll"):
                self.assertFalse(rules.hold({**right, name: right[name] - 1}, 3, n, False), (n, name))
                self.assertFalse(rules.hold({**right, name: right[name] + 1}, 3, n, False), (n, name))

    def test_differential(self):
        for places, m, equal, runoff, holds in (
                (10, 20, False, False, True), (12, 15, False, False, True), (10, 12, False, False, True), (10, 11, False, False, True),
                (10, 10, False, False, False), (10, 10, True, False, True), (10, 9, True, False, False), (11, 12, False, False, False),
                (11, 13, False, False, True), (11, 12, False, True, True), (1, 1, False, True, False), (0, 3, True, False, False)):
            found = rules.hold(made(places=places, limit=places, equal_number=equal, **{"pass": 1 if runoff else 23}), m, 45, runoff)
            self.assertEqual(found, holds, (places, m, equal, runoff))

    def test_methods(self):
        self.assertTrue(rules.hold(made(method="approval_per_item", limit=5), 5, 45, False))
        self.assertFalse(rules.hold(made(method="approval_per_item", limit=2), 5, 45, False))
        self.assertTrue(rules.hold(made(method="package", places=1, limit=1, equal_number=True), 1, 45, False))
        self.assertFalse(rules.hold(made(method="package", places=1, limit=1, equal_number=True), 2, 45, False))
        self.assertFalse(rules.hold(made(method="package", places=1, limit=1), 1, 45, False))
        self.assertFalse(rules.hold(made(choices=["oppose", "approve"]), 3, 45, False))
        self.assertTrue(rules.hold(made(choices=["approve", "oppose"]), 3, 45, False))

    def test_form(self):
        good = maker.compact(made())
        self.assertEqual(rules.parse(good), made())
        for bad in ("", "[]", good.replace('"tie"', '"Tie"'), good.replace("runoff", "lots"), good.replace("capped", "ranked"),
                    good.replace('"roll":45', '"roll":"45"'), good.replace("false", "null"), good[:-1] + ',"x":1}'):
            self.assertIsNone(rules.parse(bad), bad)


class Counted(unittest.TestCase):
    def test_outcomes(self):
        self.assertEqual(end([30, 40, 10]), ("ba", "", "decided"))
        self.assertEqual(end([30, 30, 10]), ("ab", "", "decided"))
        self.assertEqual(end([22, 40, 10]), ("b", "", "short"))
        self.assertEqual(end([0, 0, 0]), ("", "", "short"))
        self.assertEqual(end([23, 40, 23]), ("b", "ac", "runoff"))
        self.assertEqual(end([25, 25, 25]), ("", "abc", "runoff"))
        self.assertEqual(end([23, 40, 23], tie="presidium"), ("b", "ac", "presidium"))
        self.assertEqual(end([23, 40, 23], tie="admit_all"), ("bac", "ac", "decided"))
        self.assertEqual(end([22, 22, 40]), ("c", "", "short"))
        self.assertEqual(end([46, 0, 0]), ("", "", "void"))
        self.assertEqual(end([40, 40, 40]), ("", "", "void"))

    def test_invariants(self):
        chance = random.Random(3)
        for _ in range(2000):
            approvals = [chance.randrange(20, 31) for _ in range(5)]
            for tie in ("runoff", "presidium", "admit_all"):
                selected, tied, outcome = end(approvals, places=3, limit=5, tie=tie)
                count = dict(zip("abcde", approvals))
                self.assertTrue(all(count[x] >= 23 for x in selected + tied))
                self.assertTrue(len(selected) <= 3 or tie == "admit_all")
                left = [x for x in "abcde" if x not in selected + tied]
                self.assertTrue(all(count[x] <= count[y] for x, y in itertools.product(left, selected)))
                more = end([approvals[0] + 1] + approvals[1:], places=3, limit=5, tie=tie)[0]
                self.assertTrue("a" not in selected or "a" in more, (approvals, tie))


class Whole(unittest.TestCase):
    """Boards of every method, from the definition to the declaration."""

    def test_methods(self):
        both = ["approve", "oppose"]
        for more in ({"method": "approval_per_item", "limit": 3, "choices": both}, {"choices": both},
                     {"method": "recommendation"}, {"tie": "admit_all"}, {"tie": "presidium"},
                     {"method": "package", "m": 1, "places": 1, "limit": 1, "equal_number": True, "choices": both},
                     {"runoff_of": "before", "pass": 1}):
            for seed in (1, 2):
                board = verified(maker.whole(seed=seed, rules=dict(more)).bundle())
                self.assertEqual((board.failures, board.phase), ([], "declared"), more)

    def test_seven_trustees_and_no_ballots(self):
        made = maker.Maker(seats=8, n=7, k=4)
        made.define(), made.begin_attempt(1), made.deal()
        made.post("complaint", "trustee:2", {"attempt": 1, "index": 2, "against": 5, "reason": "份额不符"}, made.trustees[2])
        made.begin_attempt(2), made.deal(), made.confirm()
        for seat in range(1, 9):
            made.voter(seat)
        made.freeze(), made.by_chair("open", {}), made.close(8, 0)
        made.by_chair("trustee_lost", {"index": 1, "reason": "手机丢失"})
        for j in (2, 4, 5, 6, 7):
            made.partial(j)
        made.result([[0], [0], [0]], 0, 0, [], outcome="short")
        made.sign((2, 3, 4, 5, 6, 7)), made.declare()
        board = verified(made.bundle())
        self.assertEqual((board.failures, board.phase, board.attempt), ([], "declared", 2))

    def test_going_over_to_paper(self):
        made = maker.Maker(paper_floor=2)
        made.define(), made.ceremony()
        for seat in range(1, 7):
            made.voter(seat)
        made.freeze(), made.by_chair("open", {})
        made.cast(1, [[1], [0], [0]])
        made.by_chair("paper_only", {"reason": "断网"})
        made.teller(1), made.teller(2)
        for seat in (2, 3, 4):
            made.void_key(seat), made.by_chair("paper_issue", {"seat": seat})
        made.paper([[1], [1], [0]]), made.paper(None), made.paper([[0], [1], [0]], agree=False), made.paper([[1], [0], [0]])
        maker.finish(made, 6, 1, 1)
        board = verified(made.bundle())
        self.assertEqual((board.failures, board.phase), ([], "declared"))
        self.assertEqual(board.result["counts"], [[3], [1], [0]])

    def test_a_board_on_its_way(self):
        """Verified as far as it goes; with ballots still covered it is no bundle yet."""
        made = maker.whole(papers=([[1], [1], [0]], None))
        for kind, phase in (("deal", "ceremony"), ("close", "open"), ("partial", "closed"), ("sign", "counted"), ("declare", "signed")):
            until = next(i for i, d in enumerate(made.drafts) if d[0] == kind)
            board = verified(made.bundle(made.drafts[:until]))
            self.assertEqual((board.failures, board.phase), ([], phase))
        entries = made.entries()
        entries[-1]["bodyDigest"] = maker.digest("body", entries[-1].pop("body")).hex()
        self.assertEqual([f["code"] for f in verified(maker.sealed(entries)).failures], ["bundle"])


if __name__ == "__main__":
    unittest.main()
