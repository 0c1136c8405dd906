"""A bundle verified as a whole, and the report in words or as JSON."""
import base64
import json

from board import Board, entries_of
from group import G, Malformed
from urn import prove
from words import CHECKS, OUTCOMES, PHASES, TEXTS, say


MOST = 12  # failures of one check that are told one by one


def receipt_of(body_digest):
    """The receipt of a ballot's bodyDigest, without its hyphens."""
    return base64.b32encode(body_digest).decode().lower()[:20]


def verify(data, heads=(), receipts=(), spread=map):
    """The Board of a bundle's bytes after every check; `.failures` names what does not hold."""
    board = Board(spread)
    try:
        entries = entries_of(data.decode("utf-8"))
        board.must("bundle", True)
    except (Malformed, UnicodeDecodeError) as wrong:
        board.must("bundle", False, str(wrong)[:200])
        return board
    for entry in entries:
        board.take(entry)
    if board.work:
        prove(board)
    witness(board, heads)
    known = {receipt_of(d) for d in board.receipts}
    for receipt in receipts:
        typed = receipt.strip().lower().replace("-", "").replace(" ", "")
        board.must("receipt", typed in known, receipt)
    return board


def witness(board, heads):
    for seq, kept in heads:
        board.seq = seq
        on_board = seq < len(board.hashes) and board.hashes[seq].hex() == kept
        board.must("head", on_board, "%d:%s" % (seq, kept))
    board.seq = len(board.hashes) - 1


def as_json(board, lang):
    """The report for programs."""
    failed = {f["code"] for f in board.failures}
    return json.dumps({
        "ok": not board.failures, "ballot": board.ballot, "phase": board.phase,
        "title": board.defined["title"] if board.defined else "",
        "entries": len(board.hashes), "head": head_of(board),
        "checks": [{"code": c, "says": say(CHECKS[c], lang), "times": board.checks.get(c, 0), "ok": c not in failed} for c in CHECKS],
        "failures": board.failures, "result": board.result,
    }, ensure_ascii=False, indent=1)


def head_of(board):
    return "%d:%s" % (len(board.hashes) - 1, board.hashes[-1].hex()) if board.hashes else ""


def in_words(board, lang, seconds):
    """The report for people."""
    t = TEXTS[lang]
    out = [t["title"]]
    if board.defined:
        d = board.defined
        out += ["%s · %s" % (clean(d["congress"]["name"]), clean(d["title"])), "  " + clean(d["ballot"])]
        if d["runoff_of"]:
            out.append(t["runoff_of"] % clean(d["runoff_of"]))
    out += [t["entries"] % (len(board.hashes), say(PHASES[board.phase], lang)), t["head"] % head_of(board), ""]
    for code in CHECKS:
        out += check_lines(board, code, lang)
    if board.result and not board.failures:
        out += [""] + counted(board, lang)
    if "head" not in board.checks:
        out += ["", t["alone"]]
    out += ["", t["engine"] % (G.name, seconds)]
    if board.phase not in ("declared", "void"):
        out.append(t["unfinished"])
    out.append(t["bad"] % len(board.failures) if board.failures else t["good"])
    return "\n".join(out)


def clean(text):
    """Text of the board without what would move a terminal's cursor."""
    return "".join(c if c.isprintable() else "?" for c in text)


def check_lines(board, code, lang):
    """A check, and the entries at which it failed."""
    t, times = TEXTS[lang], board.checks.get(code, 0)
    bad = [f for f in board.failures if f["code"] == code]
    mark = "✗" if bad else "✓" if times else "·"
    out = ["%s [%s] %s(%s)" % (mark, code, say(CHECKS[code], lang), t["checked"] % times if times else t["unasked"])]
    out += ["      %s %s" % (t["entry"] % f["seq"], clean(f["about"])) for f in bad[:MOST]]
    return out + (["      " + t["more"] % (len(bad) - MOST)] if len(bad) > MOST else [])


def counted(board, lang):
    t, result = TEXTS[lang], board.result
    out = [t["counts"]]
    for c, row in zip(board.defined["candidates"], result["counts"]):
        figures = ", ".join(t[name] % n for name, n in zip(board.rules["choices"], row))
        mark = [t[x] for x in ("selected", "tied") if c["id"] in result[x]]
        out.append("  " + t["row"] % (clean(c["title"]), ", ".join([figures] + mark)))
    return out + ["  " + t["valid"] % (result["valid"], result["invalid"]), t["outcome"] % say(OUTCOMES[result["outcome"]], lang)]
