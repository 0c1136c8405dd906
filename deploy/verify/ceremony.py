"""Section 5: the trustees make a key that nobody has."""
from group import O, digest, element, scalar, total
from proofs import dealing, known, public_part


def begin(board):
    board.attempt, board.there, board.deals, board.confirmed = 1, {}, {}, set()
    board.last_deal, board.key, board.election, board.publics = b"", None, None, {}


def mine(board, author, body, done):
    """Whether this is a trustee of the definition, in the present attempt, for the first time."""
    n = len(board.defined["scrutineers"])
    fits = board.must("ceremony", body["attempt"] == board.attempt and 1 <= body["index"] <= n, author)
    return board.must("order", body["index"] not in done, author) and fits


def points(board, values, author):
    """The elements of hexadecimal strings, or None where one is none."""
    found = [element(v) for v in values]
    return found if board.must("encoding", None not in found, author) else None


def trustee(board, author, body):
    if not mine(board, author, body, board.there):
        return
    board.phase, i = "ceremony", body["index"]
    board.must("ceremony", body["seat"] == board.defined["scrutineers"][i - 1], "seat %d" % body["seat"])
    found = points(board, [body["transport"]], author)
    board.must("ceremony", not found or found[0] != O, author)
    board.belongs(body["key"], author)
    board.trustee_keys[i] = body["key"]
    board.there[i] = body


def deal(board, author, body):
    n, k, i = len(board.defined["scrutineers"]), board.defined["threshold"], body["index"]
    if not mine(board, author, body, board.deals) or not board.must("order", len(board.there) == n, author):
        return
    board.last_deal = board.hashes[-1]
    shares = body["shares"]
    right = len(body["coefficients"]) == k and [s["to"] for s in shares] == [j for j in range(1, n + 1) if j != i]
    board.must("ceremony", right, author)
    coefficients = points(board, body["coefficients"], author)
    sent = points(board, [s["ephemeral"] for s in shares], author)
    board.must("encoding", all(scalar(s["cipher"]) is not None for s in shares) and known(body["proof"]), author)
    if sent:
        board.must("ceremony", O not in sent, author)
    board.deals[i] = coefficients or [O]
    if coefficients:
        committed(board, author, body, coefficients)


def committed(board, author, body, coefficients):
    i = body["index"]
    made = digest("coefficients", board.context, body["attempt"], i, *coefficients)
    board.must("ceremony", made.hex() == board.there[i]["commitment"], author + " commitment")
    board.must("ceremony", coefficients[0] != O, author)
    if known(body["proof"]):
        right = dealing(board.context, body["attempt"], i, coefficients[0], body["proof"])
        board.must("ceremony", right, author + " proof")


def complaint(board, author, body):
    i, j, n = body["index"], body["against"], len(board.defined["scrutineers"])
    board.must("order", i in board.there, author)
    if board.must("ceremony", body["attempt"] == board.attempt and 1 <= j <= n and i != j, author):
        board.attempt += 1
        board.there, board.deals, board.confirmed = {}, {}, set()


def confirm(board, author, body):
    n = len(board.defined["scrutineers"])
    if not mine(board, author, body, board.confirmed) or not board.must("order", len(board.deals) == n, author):
        return
    key = total(c[0] for c in board.deals.values())
    board.must("encoding", element(body["key"]) is not None, author)
    board.must("ceremony", bytes.fromhex(body["key"]) == key != O, author + " key")
    board.must("ceremony", bytes.fromhex(body["head"]) == board.last_deal, author + " head")
    board.confirmed.add(body["index"])
    if len(board.confirmed) == n:
        board.phase, board.key = "keyed", key
        board.election = digest("election", board.context, key)
        board.publics = {j: public_part(j, board.deals.values()) for j in board.deals}
