"""Sections 4 and 6: the definition, the roll and the keys."""
import rules as ballot_rules
from group import PROTOCOL, digest


def begin(board):
    board.defined, board.rules = None, None
    board.ids, board.suspended, board.context = [], {}, b""
    board.trustee_keys, board.teller_keys, board.last_keys = {}, {}, {}
    board.owners, board.voided = {}, set()
    board.live, board.paper_seats, board.frozen_seats, board.late = {}, set(), set(), 0


def once(items):
    return len(set(items)) == len(items)


def definition(board, _, body):
    board.phase, board.defined = "defined", body
    roll, scrutineers, k = body["roll"], body["scrutineers"], body["threshold"]
    board.suspended = {r["seat"]: r["suspended"] for r in roll}
    board.ids, n = [c["id"] for c in body["candidates"]], len(scrutineers)

    board.must("definition", body["protocol"] == PROTOCOL, "protocol")
    board.must("definition", body["ballot"] != "", "ballot")
    board.must("definition", [r["seat"] for r in roll] == list(range(1, len(roll) + 1)), "roll")
    board.must("definition", once([r["mandate"] for r in roll]), "mandate")
    board.must("definition", board.ids and once(board.ids), "candidates")
    board.must("definition", once(scrutineers) and all(board.suspended.get(s) is False for s in scrutineers), "scrutineers")
    board.must("definition", 3 <= n <= 7 and n < 2 * k and k <= n, "threshold")
    adopt(board, body, roll)
    board.context = digest("context", body["ballot"], board.digest)
    board.belongs(body["chair"], "chair")


def adopt(board, body, roll):
    board.rules = ballot_rules.parse(body["rules"])
    if not board.must("rules", board.rules is not None, "form"):
        return
    counted = sum(1 for r in roll if board.rules["suspended_count"] or not r["suspended"])
    board.must("rules", ballot_rules.hold(board.rules, len(board.ids), counted, body["runoff_of"] != ""))


def on_roll(board, seat):
    return board.must("order", seat in board.suspended, "seat %d" % seat)


def suspension(board, _, body):
    seat = body["seat"]
    if on_roll(board, seat):
        has = seat in board.live or seat in board.paper_seats
        board.must("suspended", not (body["suspended"] and has), "seat %d" % seat)
        board.suspended[seat] = body["suspended"]


def voter(board, author, body):
    seat, key = body["seat"], body["key"]
    if not on_roll(board, seat):
        return
    board.must("suspended", not board.suspended[seat], author)
    board.must("twice", seat not in board.live and seat not in board.paper_seats, author)
    board.must("key", key not in board.voided, author)
    board.belongs(key, author)
    board.live[seat] = board.last_keys[seat] = key


def key_void(board, _, body):
    seat, key = body["seat"], body["key"]
    if board.must("key", board.live.get(seat) == key, "seat %d" % seat):
        board.must("twice", seat not in board.cast, "seat %d" % seat)
        del board.live[seat]
        board.voided.add(key)


def paper_issue(board, _, body):
    seat = body["seat"]
    if not on_roll(board, seat):
        return
    board.must("suspended", not board.suspended[seat], "seat %d" % seat)
    board.must("twice", seat not in board.live and seat not in board.paper_seats, "seat %d" % seat)
    if board.phase in ("frozen", "open") and seat not in board.frozen_seats | board.paper_seats:
        board.late += 1
    board.paper_seats.add(seat)


def teller(board, author, body):
    t = body["teller"]
    if board.must("order", t not in board.teller_keys, author):
        board.belongs(body["key"], author)
        board.teller_keys[t] = body["key"]


def freeze(board, _, body):
    board.phase = "frozen"
    screen, paper = len(board.live), len(board.paper_seats)
    keys = [x for seat in sorted(board.live) for x in (seat, bytes.fromhex(board.live[seat]))]
    stated = (body["present"], body["screen"], body["paper"])
    board.must("freeze", stated == (screen + paper, screen, paper), "present")
    board.must("freeze", bytes.fromhex(body["keys"]) == digest("keys", *keys), "keys")
    if board.rules:
        board.must("quorum", screen + paper >= board.rules["quorum"], str(screen + paper))
    board.frozen_seats, board.present = set(board.live), screen + paper


def opened(board, _, __):
    board.phase = "open"
