"""Makes whole boards, for the tests: every deputy, trustee and teller in one place,
with randomness from a seed. Never use it for a ballot."""
import json
import random

import rules as ballot_rules
from group import B, G, L, O, PROTOCOL, challenge, digest, total
from keys import Key
from proofs import weights


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def hexed(k):
    return (k % L).to_bytes(32, "little").hex()


class Maker:
    """A board in the making. `drafts` are (kind, author, body, Key, tag); a body may be a
    function that is given a function from tags to hashes, so that `bundle` can seal
    altered drafts anew."""

    def __init__(self, seed=1, seats=6, n=3, k=2, **rules):
        self.rng = random.Random(seed)
        self.n, self.k, self.seats = n, k, seats
        m = rules.pop("m", 3)
        self.runoff_of = rules.pop("runoff_of", "")
        self.rules = {
            "version": "2026", "method": "approval_capped", "places": 2, "limit": 2, "choices": ["approve"],
            "roll": seats, "suspended_count": True, "quorum": -(-2 * seats // 3), "pass": seats // 2 + 1,
            "tie": "runoff", "short": "empty", "equal_number": False, "paper_floor": 2, **rules}
        self.ids = ["p%d" % (i + 1) for i in range(m)]
        self.drafts, self.tag, self.ballot = [], 0, "ballot-%d" % seed
        self.chair = self.new_key()
        self.live, self.tellers, self.suspended = {}, {}, set()
        self.sums = [[[O, O] for _ in self.rules["choices"]] for _ in self.ids]
        self.papers = 0

    def new_key(self):
        return Key(self.rng.randbytes(32))

    def scalar(self):
        return self.rng.randrange(1, L)

    def post(self, kind, author, body, key):
        self.drafts.append(self.draft(kind, author, body, key))
        return self.drafts[-1][4]

    def draft(self, kind, author, body, key):
        self.tag += 1
        return kind, author, body, key, self.tag

    def by_chair(self, kind, body):
        return self.post(kind, "chair", body, self.chair)

    def define(self):
        body = {
            "protocol": PROTOCOL, "ballot": self.ballot, "runoff_of": self.runoff_of,
            "congress": {"name": "辰溪县", "division": "431223", "term": 17, "session": 4},
            "title": "民生实事项目票决", "rules": compact(self.rules),
            "candidates": [{"id": x, "title": "项目" + x, "dossier": digest("d", x).hex()} for x in self.ids],
            "roll": [{"seat": s, "mandate": "m%d" % s, "name": "代表%d" % s, "suspended": s in self.suspended}
                     for s in range(1, self.seats + 1)],
            "chair": self.chair.hex, "scrutineers": list(range(1, self.n + 1)), "threshold": self.k}
        self.context = digest("context", self.ballot, digest("body", compact(body)))
        self.by_chair("definition", body)

    def begin_attempt(self, attempt):
        self.attempt, k = attempt, self.k
        self.trustees = {i: self.new_key() for i in range(1, self.n + 1)}
        self.transport = {i: self.scalar() for i in self.trustees}
        self.f = {i: [self.scalar() for _ in range(k)] for i in self.trustees}
        self.A = {i: [G.base(a) for a in f] for i, f in self.f.items()}
        for i, key in self.trustees.items():
            commitment = digest("coefficients", self.context, attempt, i, *self.A[i])
            self.post("trustee", "trustee:%d" % i, {
                "attempt": attempt, "index": i, "seat": i, "key": key.hex,
                "transport": G.base(self.transport[i]).hex(), "commitment": commitment.hex()}, key)

    def share(self, i, j):
        return sum(a * j**t for t, a in enumerate(self.f[i])) % L

    def sealed_share(self, i, j):
        e = self.scalar()
        there = G.mul(e, G.base(self.transport[j]))
        mask = challenge("share", self.context, self.attempt, i, j, G.base(e), there)
        return {"to": j, "ephemeral": G.base(e).hex(), "cipher": hexed(self.share(i, j) + mask)}

    def deal(self):
        for i, key in self.trustees.items():
            w = self.scalar()
            c = challenge("dealing", self.context, self.attempt, i, self.A[i][0], G.base(w))
            self.last_deal = self.post("deal", "trustee:%d" % i, {
                "attempt": self.attempt, "index": i, "coefficients": [a.hex() for a in self.A[i]],
                "proof": {"c": hexed(c), "z": hexed(w + c * self.f[i][0])},
                "shares": [self.sealed_share(i, j) for j in self.trustees if j != i]}, key)

    def confirm(self):
        self.K = total(a[0] for a in self.A.values())
        self.election = digest("election", self.context, self.K)
        for i, key in self.trustees.items():
            self.post("confirm", "trustee:%d" % i, lambda hash_of, i=i, a=self.attempt, last=self.last_deal: {
                "attempt": a, "index": i, "key": self.K.hex(), "head": hash_of(last)}, key)

    def ceremony(self):
        self.begin_attempt(1)
        self.deal()
        self.confirm()

    def teller(self, t):
        self.tellers[t] = self.new_key()
        self.post("teller", "teller:%d" % t, {"teller": t, "name": "计票人", "key": self.tellers[t].hex}, self.tellers[t])

    def voter(self, seat):
        self.live[seat] = key = self.new_key()
        self.post("voter", "seat:%d" % seat, {"seat": seat, "key": key.hex, "device": "own"}, key)

    def void_key(self, seat):
        self.by_chair("key_void", {"seat": seat, "key": self.live.pop(seat).hex, "reason": "手机丢失"})

    def freeze(self, paper=0):
        keys = [x for s in sorted(self.live) for x in (s, self.live[s].public)]
        self.frozen = len(self.live)
        self.by_chair("freeze", {"present": len(self.live) + paper, "screen": len(self.live),
                                 "paper": paper, "keys": digest("keys", *keys).hex()})

    def proof(self, draw, author, ballot_key, place, r, v, h, alpha, beta):
        c, z, commitments = [0] * (h + 1), [0] * (h + 1), []
        v = min(v, h)  # who holds more claims the most there is, in vain
        for j in range(h + 1):
            if j != v:
                c[j], z[j] = draw(), draw()
        w = draw()
        for j in range(h + 1):
            held = G.sub(beta, G.base(j))
            commitments += [G.base(w), G.mul(w, self.K)] if j == v else [G.less(z[j], B, c[j], alpha), G.less(z[j], self.K, c[j], held)]
        asked = challenge("member", self.election, author, ballot_key, place, self.K, alpha, beta, *commitments)
        c[v] = (asked - sum(c)) % L
        z[v] = w + c[v] * r
        return [{"c": hexed(c[j]), "z": hexed(z[j])} for j in range(h + 1)]

    def make(self, choices, author, key, draw=None, count=True):
        """The body of a ballot; choices are rows of 0 and 1."""
        draw = draw or self.scalar
        u, m, limit = len(self.rules["choices"]), len(self.ids), self.rules["limit"]
        secrets, points, votes = [], [], []
        for i, row in enumerate(choices):
            secrets.append([]), points.append([]), votes.append([])
            for c, v in enumerate(row):
                r = draw()
                alpha, beta = G.base(r), G.add(G.mul(r, self.K), G.base(v))
                proof = self.proof(draw, author, key.public, "vote:%d:%d" % (i, c), r, v, 1, alpha, beta)
                secrets[-1].append(r), points[-1].append((alpha, beta))
                votes[-1].append({"alpha": alpha.hex(), "beta": beta.hex(), "proof": proof})
        rows = [self.summed(draw, author, key, "row:%d" % i, secrets[i], choices[i], 1, points[i]) for i in range(m)] if u > 1 else []
        first = ([s[0] for s in secrets], [row[0] for row in choices], limit, [p[0] for p in points])
        sums = self.summed(draw, author, key, "total", *first) if limit < m else []
        if count:
            self.count(points)
        return {"election": self.election.hex(), "votes": votes, "rows": rows, "total": sums}

    def summed(self, draw, author, key, place, secrets, values, h, points):
        alpha, beta = total(a for a, _ in points), total(b for _, b in points)
        return self.proof(draw, author, key.public, place, sum(secrets) % L, sum(values), h, alpha, beta)

    def count(self, points):
        for row, parts in zip(points, self.sums):
            for (alpha, beta), part in zip(row, parts):
                part[0], part[1] = G.add(part[0], alpha), G.add(part[1], beta)

    def cast(self, seat, choices):
        author = "seat:%d" % seat
        self.post("ballot", author, self.make(choices, author, self.live[seat]), self.live[seat])

    def drawer(self, number, choices):
        """The randomness that both tellers draw for one paper ballot."""
        counter, digits = iter(range(1 << 30)), "".join(str(v) for row in choices for v in row)
        return lambda: challenge("paper", b"S" * 32, self.election, number, digits, next(counter))

    def paper(self, choices=None, agree=True):
        """Enters the next paper ballot; an invalid one without choices."""
        if agree:
            self.papers += 1
        number = self.papers if agree else self.papers + 1
        text = "" if choices is None else compact(self.make(
            choices, "paper:%d" % number, self.tellers[1], self.drawer(number, choices), agree))
        tag = self.post("paper", "teller:1", {"number": number, "invalid": choices is None, "ballot": text}, self.tellers[1])
        if agree:
            self.post("paper_agree", "teller:2", lambda hash_of: {"entry": hash_of(tag)}, self.tellers[2])

    def close(self, issued, screen, invalid=0):
        self.by_chair("close", {"issued": issued, "collected": screen + self.papers,
                                "screen": screen, "paper": self.papers, "invalid": invalid})

    def opened_share(self, j, i, c):
        x = sum(self.share(d, j) for d in self.trustees) % L
        alpha, w = self.sums[i][c][0], self.scalar()
        d = G.mul(x, alpha)
        asked = challenge("partial", self.election, j, "%d:%d" % (i, c), G.base(x), alpha, d, G.base(w), G.mul(w, alpha))
        return {"d": d.hex(), "c": hexed(asked), "z": hexed(w + asked * x)}

    def partial(self, j):
        shares = [[self.opened_share(j, i, c) for c in range(len(row))] for i, row in enumerate(self.sums)]
        self.post("partial", "trustee:%d" % j, {"index": j, "shares": shares}, self.trustees[j])

    def counts(self, most):
        factors = weights(range(1, self.k + 1))
        x = sum(f * sum(self.share(d, j) for d in self.trustees) for j, f in factors.items()) % L
        found = {G.base(v): v for v in range(most + 1)}
        return [[found[G.sub(beta, G.mul(x, alpha))] for alpha, beta in row] for row in self.sums]

    def result(self, counts, valid, invalid, selected, tied=(), outcome="decided"):
        self.result_tag = self.by_chair("result", {"counts": counts, "valid": valid, "invalid": invalid,
                                 "selected": list(selected), "tied": list(tied), "outcome": outcome})

    def sign(self, who=None):
        for i in who or self.trustees:
            self.post("sign", "trustee:%d" % i, lambda hash_of, i=i: {"index": i, "result": hash_of(self.result_tag)}, self.trustees[i])

    def declare(self):
        self.by_chair("declare", {"minutes": ""})

    def entries(self, drafts=None):
        """The drafts signed and chained."""
        out, hashes, prev = [], {}, "00" * 32
        for seq, (kind, author, body, key, tag) in enumerate(self.drafts if drafts is None else drafts):
            body = body(lambda tag: hashes.get(tag, "00" * 32)) if callable(body) else body
            text = body if isinstance(body, str) else compact(body)
            at = "2026-11-23T07:%02d:%02d.%03dZ" % (seq // 60 % 60, seq % 60, 0)
            body_digest = digest("body", text)
            signature = key.sign(digest("sign", self.ballot, kind, author, body_digest))
            made = digest("entry", bytes.fromhex(prev), seq, at, kind, author, body_digest, signature).hex()
            out.append({"seq": seq, "at": at, "kind": kind, "author": author, "body": text,
                        "signature": signature.hex(), "prev": prev, "hash": made})
            hashes[tag] = prev = made
        return out

    def bundle(self, drafts=None):
        return sealed(self.entries(drafts))


def sealed(entries):
    """The bytes of a bundle of these entries."""
    return compact({"protocol": PROTOCOL, "entries": entries}).encode()


def whole(seed=1, seats=6, rules=None, choose=None, papers=(), late_paper=False, n=3, k=2):
    """A ballot from the definition to the declaration. `choose(seat)` gives a seat's rows;
    `papers` are the papers' rows (None an invalid one), their seats the last ones."""
    made = Maker(seed, seats, n, k, **(rules or {}))
    u = len(made.rules["choices"])
    choose = choose or (lambda seat: [[1] + [0] * (u - 1) if i < made.rules["limit"] and (i or seat % 3) else [0] * u for i in range(len(made.ids))])
    made.define()
    made.ceremony()
    if papers:
        made.teller(1), made.teller(2)
    screen = range(1, seats + 1 - len(papers))
    for seat in screen:
        made.voter(seat)
    for seat in range(seats + 1 - len(papers), seats + 1):
        made.by_chair("paper_issue", {"seat": seat})
    made.freeze(len(papers))
    made.by_chair("open", {})
    for seat in screen:
        made.cast(seat, choose(seat))
    for rows in papers:
        made.paper(rows)
    finish(made, len(screen) + len(papers), len(screen), sum(1 for p in papers if p is None))
    return made


def finish(made, issued, screen, invalid=0):
    """Close, open, count, sign and declare."""
    made.close(issued, screen, invalid)
    for j in range(1, made.k + 1):
        made.partial(j)
    collected = screen + made.papers
    counts = made.counts(collected)
    end = ballot_rules.outcome(made.rules, made.ids, counts, collected - invalid)
    made.result(counts, collected - invalid, invalid, end["selected"], end["tied"], end["outcome"])
    made.sign()
    made.declare()
