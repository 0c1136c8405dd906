"""Section 3: the form of every kind's body, and of a bundle's entries."""
import re

from group import MOST, is_hex


def number(value):
    return type(value) is int and 0 <= value <= MOST


def text(value):
    return type(value) is str


def truth(value):
    return type(value) is bool


def hexed(size):
    return lambda value: is_hex(value, size)


def one_of(*words):
    return lambda value: type(value) is str and value in words


def either(*forms):
    return lambda value: any(fits(form, value) for form in forms)


KEY = SCALAR = ELEMENT = HASH = hexed(32)
PROOF = {"c": SCALAR, "z": SCALAR}

BALLOT = {
    "election": HASH,
    "votes": [[{"alpha": ELEMENT, "beta": ELEMENT, "proof": [PROOF]}]],
    "rows": [[PROOF]],
    "total": [PROOF],
}

BODIES = {
    "definition": {
        "protocol": text, "ballot": text, "runoff_of": text,
        "congress": {"name": text, "division": text, "term": number, "session": number},
        "title": text, "rules": text,
        "candidates": [{"id": text, "title": text, "dossier": HASH}],
        "roll": [{"seat": number, "mandate": text, "name": text, "suspended": truth}],
        "chair": KEY, "scrutineers": [number], "threshold": number,
    },
    "suspension": {"seat": number, "suspended": truth, "reason": text},
    "trustee": {"attempt": number, "index": number, "seat": number,
                "key": KEY, "transport": ELEMENT, "commitment": HASH},
    "deal": {"attempt": number, "index": number, "coefficients": [ELEMENT], "proof": PROOF,
             "shares": [{"to": number, "ephemeral": ELEMENT, "cipher": SCALAR}]},
    "complaint": {"attempt": number, "index": number, "against": number, "reason": text},
    "confirm": {"attempt": number, "index": number, "key": ELEMENT, "head": HASH},
    "teller": {"teller": number, "name": text, "key": KEY},
    "voter": {"seat": number, "key": KEY, "device": one_of("own", "tablet")},
    "paper_issue": {"seat": number},
    "key_void": {"seat": number, "key": KEY, "reason": text},
    "freeze": {"present": number, "screen": number, "paper": number, "keys": HASH},
    "open": {},
    "ballot": BALLOT,
    "paper": {"number": number, "invalid": truth, "ballot": text},
    "paper_agree": {"entry": HASH},
    "paper_only": {"reason": text},
    "close": {"issued": number, "collected": number, "screen": number, "paper": number, "invalid": number},
    "partial": {"index": number, "shares": [[{"d": ELEMENT, "c": SCALAR, "z": SCALAR}]]},
    "trustee_lost": {"index": number, "reason": text},
    "result": {"counts": [[number]], "valid": number, "invalid": number,
               "selected": [text], "tied": [text],
               "outcome": one_of("decided", "short", "runoff", "presidium", "void")},
    "sign": {"index": number, "result": HASH},
    "declare": {"minutes": either(HASH, one_of(""))},
    "void": {"reason": text},
}

ENTRY = {"seq": number, "at": text, "kind": text, "author": text, "body": text,
         "signature": hexed(64), "prev": HASH, "hash": HASH}
RULES = {
    "version": text, "method": one_of("approval_capped", "approval_per_item", "package", "recommendation"),
    "places": number, "limit": number,
    "choices": either([one_of("approve", "oppose")]),
    "roll": number, "suspended_count": truth, "quorum": number, "pass": number,
    "tie": one_of("runoff", "presidium", "admit_all"), "short": one_of("empty", "second_vote"),
    "equal_number": truth, "paper_floor": number,
}


def fits(form, value):
    """Whether a value has a form: exactly these members, a list of that, or a check."""
    if isinstance(form, dict):
        return isinstance(value, dict) and form.keys() == value.keys() and all(fits(f, value[k]) for k, f in form.items())
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(form[0], item) for item in value)
    return form(value)


AUTHORS = {
    "chair": ("definition", "suspension", "paper_issue", "key_void", "freeze", "open", "paper_only", "close",
              "trustee_lost", "result", "declare", "void"),
    "trustee": ("trustee", "deal", "complaint", "confirm", "partial", "sign"),
    "teller": ("teller",),
    "teller:1": ("paper",),
    "teller:2": ("paper_agree",),
    "seat": ("voter", "ballot"),
}


def author_fits(kind, author, body):
    """Whether an author of this name may write this kind with this body's number (where
    the body could be read)."""
    part = re.fullmatch(r"(trustee|seat|teller):([1-9][0-9]{0,8})", author)
    if not part:
        return author == "chair" and kind in AUTHORS["chair"]
    role, n = part.group(1), int(part.group(2))
    if kind in AUTHORS.get(author, ()):
        return True
    if kind not in AUTHORS[role] or (role == "teller" and n > 2):
        return False
    return kind == "ballot" or body is None or body[{"trustee": "index"}.get(role, role)] == n
