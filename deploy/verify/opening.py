"""Sections 9 and 10: the sum is opened, counted, signed."""
import rules as ballot_rules
from group import B, G, O
from proofs import partial as proved, weights


def begin(board):
    board.partials, board.signers, board.lost = {}, set(), set()
    board.result, board.result_hash = None, ""


def of_board(board, author, index):
    """Whether a trustee of this index stands on the board and is not lost."""
    return board.must("order", index in board.publics and index not in board.lost, author)


def partial(board, author, body):
    j = body["index"]
    if not of_board(board, author, j) or not board.must("order", j not in board.partials, author):
        return
    if board.sums is None:
        return
    shares = body["shares"]
    shape = [len(row) for row in board.sums]
    if not board.must("shape", [len(row) for row in shares] == shape, author):
        return
    codes = set()
    for i, row in enumerate(shares):
        for c, share in enumerate(row):
            codes.add(proved(board.election, j, "%d:%d" % (i, c), board.publics[j], board.sums[i][c][0], share))
    for code in ("encoding", "partial"):
        board.must(code, code not in codes, author)
    board.partials[j] = [[bytes.fromhex(s["d"]) for s in row] for row in shares] if codes == {None} else None


def opened(board, indices):
    """n·B of every row and column, with the partials of these trustees."""
    factors = weights(indices)
    out = []
    for i, row in enumerate(board.sums):
        out.append([])
        for c, (_, point) in enumerate(row):
            for j in indices:
                point = G.sub(point, G.mul(factors[j], board.partials[j][i][c]))
            out[-1].append(point)
    return out


def trustee_lost(board, author, body):
    if of_board(board, author, body["index"]):
        board.lost.add(body["index"])
        complete(board)


def tally(board):
    """The counts, None where a sum is not between 0 and all that were collected; or
    nothing where too few trustees opened it."""
    good, k = sorted(j for j, p in board.partials.items() if p), board.defined["threshold"]
    if not board.must("trustees", len(good) >= k, "%d < %d" % (len(good), k) if len(good) < k else "") or not board.sums:
        return None
    first = opened(board, good[:k])
    for last in {tuple(good[-k:]), tuple(good[:k - 1] + good[-1:])}:
        board.must("partial", opened(board, list(last)) == first, str(last))
    numbers, point = {}, O
    for n in range(board.collected + 1):
        numbers[point], point = n, G.add(point, B)
    return [[numbers.get(p) for p in row] for row in first]


def result(board, _, body):
    board.phase, board.result, board.result_hash = "counted", body, board.hashes[-1].hex()
    valid = board.collected - board.invalid
    board.must("tally", (body["valid"], body["invalid"]) == (valid, board.invalid), "valid")
    counts = tally(board)
    if counts is None:
        return
    board.must("tally", counts == body["counts"], "" if counts == body["counts"] else str(counts))
    if board.rules and not any(n is None for row in counts for n in row):
        end = ballot_rules.outcome(board.rules, board.ids, counts, valid)
        for name in ("selected", "tied", "outcome"):
            board.must("result", body[name] == end[name], name)


def sign(board, author, body):
    j = body["index"]
    if of_board(board, author, j) and board.must("order", j not in board.signers, author):
        board.must("result", body["result"] == board.result_hash, author)
        board.signers.add(j)
        complete(board)


def complete(board):
    """All that are not lost have signed, and at least k."""
    awaited = set(board.publics) - board.lost - board.signers
    if board.phase == "counted" and not awaited and len(board.signers) >= board.defined["threshold"]:
        board.phase = "signed"


def declare(board, _, __):
    board.phase = "declared"


def void(board, _, __):
    board.phase = "void"
