"""Boards that somebody tampered with: each is found, under its code. `drafts` are signed
and chained anew, so these are attacks by who holds the key; the operator's come last."""
import json
import unittest

import maker
from group import B, G
from written import verified

GOOD = maker.whole(papers=([[1], [1], [0]], [[0], [1], [0]]))
ENTRIES = GOOD.entries()


def codes(data, **more):
    return {f["code"] for f in verified(data, **more).failures}


def at(kind, nth=0, drafts=None):
    return [i for i, d in enumerate(drafts or GOOD.drafts) if d[0] == kind][nth]


def changed(kind, change, nth=0):
    """The good board with one body changed by who signs it."""
    drafts, i = list(GOOD.drafts), at(kind, nth)
    body = json.loads(ENTRIES[i]["body"])
    change(body)
    drafts[i] = drafts[i][:2] + (body,) + drafts[i][3:]
    return GOOD.bundle(drafts)


def moved(made, i, to):
    drafts = list(made.drafts)
    drafts.insert(to, drafts.pop(i))
    return made.bundle(drafts)


def setting(name, value):
    return lambda body: body.__setitem__(name, value)


def played(play, **rules):
    """A board begun as ever and ended by `play`."""
    made = maker.Maker(seed=9, **rules)
    made.define(), made.ceremony(), made.teller(1), made.teller(2)
    play(made)
    return made.bundle()


def opened(made, paper=(), seats=6):
    for seat in range(1, seats + 1 - len(paper)):
        made.voter(seat)
    for seat in paper:
        made.by_chair("paper_issue", {"seat": seat})
    made.freeze(len(paper))
    made.by_chair("open", {})


def swapped(items, i, j):
    items[i], items[j] = items[j], items[i]


ONE = [[1], [0], [0]]


class Corrupt(unittest.TestCase):
    """Who signs one entry signs something else instead."""

    def test_changed_bodies(self):
        point, other = G.base(77).hex(), G.base(78).hex()
        table = [
            ("definition", setting("threshold", 1), "definition"),
            ("definition", setting("scrutineers", [1, 1, 2]), "definition"),
            ("definition", lambda b: b["roll"][1].__setitem__("seat", 3), "definition"),
            ("definition", lambda b: swapped(b["candidates"], 0, 1), "ceremony"),
            ("definition", lambda b: b.__setitem__("rules", b["rules"].replace('"pass":4', '"pass":3')), "rules"),
            ("definition", lambda b: b.__setitem__("rules", b["rules"].replace('"tie":', '"tie":"runoff","tie":')), "rules"),
            ("definition", lambda b: b.__setitem__("rules", "{}"), "rules"),
            ("trustee", setting("seat", 4), "ceremony"),
            ("trustee", setting("transport", "00" * 32), "ceremony"),
            ("trustee", setting("transport", "01" * 32), "encoding"),
            ("trustee", setting("commitment", "01" * 32), "ceremony"),
            ("trustee", setting("attempt", 2), "ceremony"),
            ("deal", lambda b: b["coefficients"].__setitem__(1, point), "ceremony"),
            ("deal", lambda b: b["coefficients"].append(point), "ceremony"),
            ("deal", lambda b: b["proof"].__setitem__("z", "01" + "00" * 31), "ceremony"),
            ("deal", lambda b: b["proof"].__setitem__("z", "ff" * 32), "encoding"),
            ("deal", lambda b: b["shares"].reverse(), "ceremony"),
            ("deal", lambda b: b["shares"][0].__setitem__("ephemeral", "00" * 32), "ceremony"),
            ("deal", lambda b: b["shares"][0].__setitem__("cipher", "ff" * 32), "encoding"),
            ("confirm", setting("key", point), "ceremony"),
            ("confirm", setting("head", "00" * 32), "ceremony"),
            ("freeze", setting("keys", "00" * 32), "freeze"),
            ("freeze", setting("present", 5), "freeze"),
            ("ballot", setting("election", "00" * 32), "context"),
            ("ballot", lambda b: b["votes"].pop(), "shape"),
            ("ballot", lambda b: b["total"].pop(), "shape"),
            ("ballot", lambda b: b["votes"][0][0]["proof"].pop(), "shape"),
            ("ballot", lambda b: b["rows"].append([]), "shape"),
            ("ballot", lambda b: b["votes"][0][0].__setitem__("alpha", "01" * 32), "encoding"),
            ("ballot", lambda b: b["votes"][0][0]["proof"][0].__setitem__("c", "ff" * 32), "encoding"),
            ("ballot", lambda b: b["votes"][0][0].__setitem__("beta", other), "proof"),
            ("ballot", lambda b: b["votes"][0][0].__setitem__("alpha", "00" * 32), "proof"),
            ("ballot", lambda b: swapped(b["votes"], 0, 1), "proof"),
            ("paper", setting("number", 7), "teller"),
            ("paper", setting("ballot", "{}"), "body"),
            ("paper", setting("invalid", True), "body"),
            ("paper_agree", setting("entry", "00" * 32), "teller"),
            ("close", setting("collected", 5), "collected"),
            ("close", setting("issued", 7), "collected"),
            ("close", setting("paper", 3), "teller"),
            ("partial", lambda b: b["shares"][0][0].__setitem__("d", point), "partial"),
            ("partial", lambda b: b["shares"][0].append(b["shares"][0][0]), "shape"),
            ("partial", lambda b: b["shares"][0][0].__setitem__("z", "ff" * 32), "encoding"),
            ("result", lambda b: b["counts"][0].__setitem__(0, 3), "tally"),
            ("result", setting("invalid", 1), "tally"),
            ("result", setting("outcome", "short"), "result"),
            ("result", lambda b: b["selected"].reverse(), "result"),
            ("result", setting("tied", ["p1"]), "result"),
            ("sign", setting("result", "00" * 32), "result"),
        ]
        for kind, change, code in table:
            with self.subTest(kind, code=code):
                self.assertIn(code, codes(changed(kind, change)))

    def test_the_good_board_is_good(self):
        self.assertEqual(codes(GOOD.bundle()), set())


class Order(unittest.TestCase):
    """The right things at the wrong time, twice, or by the wrong hands."""

    def test_moved(self):
        after, opening = at("close") + 1, at("open")
        self.assertIn("order", codes(moved(GOOD, at("ballot"), after)))
        self.assertIn("order", codes(moved(GOOD, at("voter"), opening)))
        self.assertIn("order", codes(moved(GOOD, at("deal"), 1)))
        self.assertIn("order", codes(moved(GOOD, at("confirm"), at("deal", 2))))
        self.assertIn("early", codes(moved(GOOD, at("partial"), opening + 1)))
        self.assertIn("trustees", codes(moved(GOOD, at("result"), at("partial"))))
        self.assertIn("order", codes(moved(GOOD, at("definition"), 1)))

    def test_dropped(self):
        for kind, code in (("ballot", "collected"), ("paper_agree", "collected"), ("partial", "trustees"),
                           ("trustee", "order"), ("confirm", "order"), ("freeze", "order"), ("sign", "order"), ("voter", "freeze")):
            drafts = [d for i, d in enumerate(GOOD.drafts) if i != at(kind)]
            with self.subTest(kind):
                self.assertIn(code, codes(GOOD.bundle(drafts)))

    def test_twice_on_screen(self):
        def play(made):
            opened(made)
            made.cast(1, ONE), made.cast(1, ONE)
        self.assertEqual(codes(played(play)), {"twice"})

    def test_replayed(self):
        drafts = list(GOOD.drafts)
        drafts.insert(at("ballot") + 1, drafts[at("ballot")])
        self.assertLessEqual({"copied", "twice"}, codes(GOOD.bundle(drafts)))

    def test_screen_and_paper(self):
        def play(made):
            opened(made)
            made.cast(1, ONE)
            made.by_chair("paper_issue", {"seat": 1})
        self.assertEqual(codes(played(play)), {"twice"})

    def test_key_voided_after_its_vote(self):
        def play(made):
            opened(made)
            made.cast(1, ONE)
            made.void_key(1)
        self.assertEqual(codes(played(play)), {"twice"})

    def test_voided_key_comes_back(self):
        def play(made):
            made.voter(1)
            key = made.live[1]
            made.void_key(1)
            made.post("voter", "seat:1", {"seat": 1, "key": key.hex, "device": "tablet"}, key)
        self.assertEqual(codes(played(play)), {"key"})

    def test_nobody_on_the_roll(self):
        self.assertEqual(codes(played(lambda made: made.voter(7))), {"order"})

    def test_one_key_two_parts(self):
        def play(made):
            key = made.tellers[1]
            made.post("voter", "seat:2", {"seat": 2, "key": key.hex, "device": "own"}, key)
        self.assertEqual(codes(played(play)), {"key"})

    def test_vote_for_another(self):
        def play(made):
            opened(made)
            made.post("ballot", "seat:2", made.make(ONE, "seat:2", made.live[1]), made.live[1])
        self.assertLessEqual({"signature", "proof"}, codes(played(lambda m: (play(m), m.close(6, 1)))))

    def test_vote_without_a_key(self):
        def play(made):
            opened(made, paper=(6,))
            stranger = made.new_key()
            made.post("ballot", "seat:6", made.make(ONE, "seat:6", stranger), stranger)
        self.assertIn("key", codes(played(play)))

    def test_suspended(self):
        def play(made):
            made.by_chair("suspension", {"seat": 2, "suspended": True, "reason": "职务暂停"})
            made.voter(2)
        self.assertEqual(codes(played(play)), {"suspended"})

    def test_quorum(self):
        self.assertIn("quorum", codes(played(lambda m: opened(m, seats=3))))

    def test_floor(self):
        def play(made):
            opened(made, paper=(6,))
            made.paper(ONE)
            made.close(6, 0)
        self.assertEqual(codes(played(play)), {"floor"})

    def test_a_number_twice(self):
        def play(made):
            opened(made, paper=(5, 6))
            made.paper(ONE)
            made.papers = 0
            made.paper(None)
        self.assertEqual(codes(played(play)), {"teller"})

    def test_more_papers_than_issued(self):
        def play(made):
            opened(made, paper=(6,))
            made.paper(ONE), made.paper(ONE)
            made.close(6, 0)
        self.assertEqual(codes(played(play)), {"collected"})

    def test_too_many_approvals(self):
        def play(made):
            opened(made)
            made.cast(1, [[1], [1], [1]])
            made.close(6, 1)
        self.assertEqual(codes(played(play)), {"proof"})

    def test_a_vote_of_two(self):
        def play(made):
            opened(made)
            made.cast(1, [[2], [0], [0]])
            made.close(6, 1)
        self.assertEqual(codes(played(play)), {"proof"})

    def test_copied_ciphertext(self):
        def play(made):
            opened(made)
            body = made.make(ONE, "seat:1", made.live[1])
            made.post("ballot", "seat:1", body, made.live[1])
            made.post("ballot", "seat:2", body, made.live[2])
            made.close(6, 2)
        self.assertLessEqual({"copied", "proof"}, codes(played(play)))

    def test_lost_trustee_signs(self):
        drafts = list(GOOD.drafts)
        lost = GOOD.draft("trustee_lost", "chair", {"index": 3, "reason": "手机丢失"}, GOOD.chair)
        drafts.insert(at("result") + 1, lost)
        self.assertIn("order", codes(GOOD.bundle(drafts)))


if __name__ == "__main__":
    unittest.main()
