"""Sections 7 and 8, and the close of section 9: ballots, papers and their numbers."""
import proofs
from forms import BALLOT, fits
from group import G, O, Malformed, read


def begin(board):
    board.cast, board.papers, board.agreed, board.numbers = set(), {}, set(), set()
    board.only_paper, board.alphas, board.jobs, board.work = False, set(), [], []
    board.present, board.issued, board.collected, board.invalid = 0, 0, 0, 0
    board.sums = None


def size(board):
    return len(board.ids), len(board.rules["choices"]), board.rules["limit"]


def examine(board, author, key, body, counts):
    """Puts a ballot among those whose proofs are checked together at the end."""
    for row in body["votes"]:
        for vote in row:
            board.must("copied", vote["alpha"] not in board.alphas, author)
            board.alphas.add(vote["alpha"])
    if board.rules and board.election:
        job = (body, author, bytes.fromhex(key), board.election, board.key, size(board))
        board.jobs.append((board.seq, author, counts))
        board.work.append(job)


def ballot(board, author, body):
    seat = int(author.partition(":")[2])
    board.must("suspended", not board.suspended.get(seat), author)
    board.must("order", not board.only_paper, author)
    first = board.must("twice", seat not in board.cast and seat not in board.paper_seats, author)
    if not board.must("key", seat in board.live, author):
        return
    board.cast.add(seat)
    examine(board, author, board.live[seat], body, lambda: first)


def paper(board, author, body):
    board.must("order", board.phase == "open" or board.only_paper, author)
    entry = board.hashes[-1].hex()
    board.papers[entry] = body
    if body["invalid"]:
        board.must("body", body["ballot"] == "", author)
        return
    try:
        inner = read(body["ballot"])
    except Malformed:
        inner = None
    if board.must("body", fits(BALLOT, inner), author) and board.teller_keys.get(1):
        examine(board, "paper:%d" % body["number"], board.teller_keys[1], inner, lambda: entry in board.agreed)


def paper_agree(board, author, body):
    board.must("order", board.phase == "open" or board.only_paper, author)
    entry = body["entry"]
    if board.must("teller", entry in board.papers and entry not in board.agreed, author):
        number = board.papers[entry]["number"]
        board.must("teller", number not in board.numbers, "number %d" % number)
        board.numbers.add(number)
        board.agreed.add(entry)


def paper_only(board, author, _):
    board.must("order", not board.only_paper, author)
    board.only_paper = True


def close(board, _, body):
    board.phase = "closed"
    agreed = [board.papers[e] for e in board.papers if e in board.agreed]
    q, seats = len(agreed), board.paper_seats
    board.issued = len(board.frozen_seats | seats)
    board.collected, board.invalid = len(board.cast) + q, sum(p["invalid"] for p in agreed)
    stated = [body[x] for x in ("issued", "collected", "screen", "paper", "invalid")]
    board.must("collected", stated == [board.issued, board.collected, len(board.cast), q, board.invalid], "close")
    board.must("collected", board.collected <= board.issued <= board.present + board.late, "issued")
    board.must("collected", q <= len(seats), "paper")
    board.must("teller", body["paper"] <= q, "close")
    board.must("teller", board.numbers == set(range(1, q + 1)), "number")
    if board.rules:
        board.must("floor", q == 0 or q >= board.rules["paper_floor"], str(q))
    prove(board)


def prove(board):
    """Checks all ballots' proofs and adds up those that count."""
    if not board.rules:
        return
    here, (m, u, _) = board.seq, size(board)
    sums = [[[O, O] for _ in range(u)] for _ in range(m)]
    for (seq, author, counts), (wrong, points) in zip(board.jobs, board.spread(proofs.ballot, board.work)):
        board.seq = seq
        for code in ("context", "shape", "encoding", "proof"):
            board.must(code, code not in wrong, author)
        if points and counts():
            gather(sums, points)
    board.seq, board.sums, board.jobs, board.work = here, sums, [], []


def gather(sums, points):
    for row, parts in zip(points, sums):
        for (alpha, beta), part in zip(row, parts):
            part[0], part[1] = G.add(part[0], alpha), G.add(part[1], beta)
