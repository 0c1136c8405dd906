"""Sections 2 and 3: the chain, and what may come when. The other sections' rules are in
setup, ceremony, urn and opening, each a function per kind."""
import datetime
import re

import ceremony
import opening
import setup
import urn
from forms import BODIES, ENTRY, author_fits, fits
from group import G, PROTOCOL, Malformed, digest, read

PHASES = ("", "defined", "ceremony", "keyed", "frozen", "open", "closed", "counted", "signed", "declared", "void")


def span(first, last):
    return PHASES[PHASES.index(first):PHASES.index(last) + 1]


# kind: the phases that it may come in, and what it does
KINDS = {
    "definition": (("",), setup.definition),
    "suspension": (span("defined", "keyed"), setup.suspension),
    "trustee": (span("defined", "ceremony"), ceremony.trustee),
    "deal": (("ceremony",), ceremony.deal),
    "complaint": (("ceremony",), ceremony.complaint),
    "confirm": (("ceremony",), ceremony.confirm),
    "teller": (span("defined", "open"), setup.teller),
    "voter": (span("defined", "keyed"), setup.voter),
    "paper_issue": (span("defined", "open"), setup.paper_issue),
    "key_void": (span("defined", "open"), setup.key_void),
    "freeze": (("keyed",), setup.freeze),
    "open": (("frozen",), setup.opened),
    "ballot": (("open",), urn.ballot),
    "paper": (span("frozen", "open"), urn.paper),
    "paper_agree": (span("frozen", "open"), urn.paper_agree),
    "paper_only": (span("frozen", "open"), urn.paper_only),
    "close": (("open",), urn.close),
    "partial": (("closed",), opening.partial),
    "trustee_lost": (span("keyed", "counted"), opening.trustee_lost),
    "result": (("closed",), opening.result),
    "sign": (("counted",), opening.sign),
    "declare": (("signed",), opening.declare),
    "void": (span("defined", "signed"), opening.void),
}


def is_time(at):
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", at):
        return False
    try:
        datetime.datetime.strptime(at[:-5], "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return False
    return True


def entries_of(text):
    """The entries of a bundle's text; raises Malformed for what is no bundle."""
    bundle = read(text)
    if not isinstance(bundle, dict) or bundle.keys() != {"protocol", "entries"} or bundle["protocol"] != PROTOCOL:
        raise Malformed("no bundle of " + PROTOCOL)
    entries = bundle["entries"]
    if not isinstance(entries, list) or not entries:
        raise Malformed("no entries")
    for seq, entry in enumerate(entries):
        if not fits(ENTRY, entry):
            raise Malformed("entry %d is not of the form" % seq)
    return entries


class Board:
    """Everything that the entries so far have said, and every check that was made."""

    def __init__(self, spread=map):
        self.spread = spread  # map, or a pool's map
        self.checks, self.failures = {}, []
        self.seq, self.phase, self.ballot = 0, "", ""
        self.hashes, self.at, self.signed, self.receipts = [], "", set(), set()
        self.digest = b""  # of the body being read
        setup.begin(self)
        ceremony.begin(self)
        urn.begin(self)
        opening.begin(self)

    def must(self, code, holds, about=""):
        """Notes a check and, where it does not hold, the failure. Gives back whether it held."""
        self.checks[code] = self.checks.get(code, 0) + 1
        if not holds:
            failure = {"code": code, "seq": self.seq, "about": about}
            if failure not in self.failures:
                self.failures.append(failure)
        return bool(holds)

    def take(self, entry):
        """Checks one entry and does what it says."""
        self.seq = len(self.hashes)
        kind, author = entry["kind"], entry["author"]
        self.digest = digest("body", entry["body"])
        self.chain(entry)
        body = self.body(kind, entry["body"])
        if kind == "definition" and body and not self.phase:
            self.ballot = body["ballot"]
        timely = self.timely(kind, author, body)
        self.signature(entry, body)
        if kind == "ballot":
            self.receipts.add(self.digest)
        if timely and body is not None:
            KINDS[kind][1](self, author, body)

    def chain(self, entry):
        before = self.hashes[-1] if self.hashes else bytes(32)
        prev, signature = bytes.fromhex(entry["prev"]), bytes.fromhex(entry["signature"])
        made = digest("entry", prev, entry["seq"], entry["at"], entry["kind"], entry["author"], self.digest, signature)
        self.must("chain", entry["seq"] == self.seq, "seq")
        self.must("chain", prev == before, "prev")
        self.must("chain", made == bytes.fromhex(entry["hash"]), "hash")
        self.hashes.append(bytes.fromhex(entry["hash"]))
        self.must("clock", is_time(entry["at"]) and entry["at"] >= self.at, entry["at"])
        self.at = max(self.at, entry["at"])

    def body(self, kind, text):
        """The body, or None where it is of no known kind or not of its form."""
        if kind not in BODIES:
            return None
        try:
            body = read(text)
        except Malformed as wrong:
            self.must("body", False, str(wrong))
            return None
        return body if self.must("body", fits(BODIES[kind], body)) else None

    def timely(self, kind, author, body):
        if kind not in KINDS:
            return self.must("order", False, kind)
        if kind == "partial" and not self.must("early", self.phase not in span("", "open"), author):
            return False
        return self.must("order", author_fits(kind, author, body) and self.phase in KINDS[kind][0], "%s %s (%s)" % (author, kind, self.phase or "-"))

    def signature(self, entry, body):
        kind, author = entry["kind"], entry["author"]
        signed = digest("sign", self.ballot, kind, author, self.digest)
        self.must("copied", signed not in self.signed)
        self.signed.add(signed)
        own = kind in ("definition", "trustee", "voter", "teller") and body
        key = own[{"definition": "chair"}.get(kind, "key")] if own else self.key_of(author)
        if key is None:
            self.must("key" if kind == "ballot" else "signature", False, author)
            return
        self.must("signature", G.signed(bytes.fromhex(key), signed, bytes.fromhex(entry["signature"])), author)

    def key_of(self, author):
        """The key that an author of this name signs with now, in hexadecimal, or None."""
        role, _, n = author.partition(":")
        if role == "chair":
            return self.defined["chair"] if self.defined else None
        keys = {"trustee": self.trustee_keys, "teller": self.teller_keys, "seat": self.last_keys}.get(role, {})
        return keys.get(int(n)) if re.fullmatch("[1-9][0-9]{0,8}", n) else None

    def belongs(self, key, person):
        """Notes whose key this is; one key is one person's in one part."""
        self.must("key", self.owners.setdefault(key, person) == person, person)
