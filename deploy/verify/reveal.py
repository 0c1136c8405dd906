"""Section 7: a ballot that a deputy challenged, opened before another device's eyes."""
import proofs
from forms import BALLOT, KEY, SCALAR, fits, number, text
from group import B, G, Malformed, digest, element, read, scalar
from report import receipt_of
from urn import size

FORM = {"body": text, "author": text, "key": KEY, "choices": [[number]], "r": [[SCALAR]]}


def parsed(data):
    """The reveal and its ballot; raises Malformed."""
    try:
        opened = read(data.decode("utf-8"))
        ballot = read(opened["body"]) if fits(FORM, opened) else None
    except UnicodeDecodeError as wrong:
        raise Malformed(str(wrong)) from None
    if not fits(BALLOT, ballot):
        raise Malformed("no reveal")
    return opened, ballot


def locked(board, vote, v, r):
    """Whether a ciphertext is v, encrypted with r."""
    r = scalar(r)
    if r is None or v > 1:
        return False
    held = G.mul(r, board.key) if v == 0 else G.add(G.mul(r, board.key), B)
    return element(vote["alpha"]) == G.base(r) and element(vote["beta"]) == held


def check(board, data):
    """What a device had locked: its code, the choices that it admits, and what is wrong."""
    opened, ballot = parsed(data)
    code = receipt_of(digest("body", opened["body"]))
    if board.election is None or board.rules is None:
        return code, opened["choices"], ["order"]
    (m, u, _), choices, r = size(board), opened["choices"], opened["r"]
    job = (ballot, opened["author"], bytes.fromhex(opened["key"]), board.election, board.key, size(board))
    wrong, points = proofs.ballot(job)
    if board.key_of(opened["author"]) != opened["key"]:
        wrong = wrong + ["key"]
    if not all(len(rows) == m and all(len(row) == u for row in rows) for rows in (choices, r)):
        return code, choices, wrong + ["shape"]
    if points:
        pairs = [(ballot["votes"][i][c], choices[i][c], r[i][c]) for i in range(m) for c in range(u)]
        wrong = wrong + ([] if all(locked(board, *pair) for pair in pairs) else ["reveal"])
    return code, choices, wrong
