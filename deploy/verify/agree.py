"""agree.py FOLDER [LIANLUO]: this verifier on bundles that the first one has judged.

FOLDER holds NAME.bundle.json, each with a NAME.told.json that says which heads and
receipts are to be looked for and under which codes the first one refuses it; with
LIANLUO, a program, that is asked instead (and about bundles without a told as well).
They agree on a bundle if both find it whole, or if both refuse it for a reason in
common: one cheat may show to the one under more codes than to the other.
"""
import json
import pathlib
import re
import subprocess
import sys

import report
import verify


def asked(program, path, heads, receipts):
    """The codes under which `lianluo verify` refuses a bundle."""
    options = [x for h in heads for x in ("-head", h)] + [x for r in receipts for x in ("-receipt", r)]
    ran = subprocess.run([program, "verify", "-lang", "en", *options, str(path)], capture_output=True, encoding="utf-8", check=False)
    codes = set(re.findall(r"\[([a-z]+)\]$", ran.stdout, re.M))
    if ran.returncode not in (0, 1) or bool(codes) != bool(ran.returncode):
        raise SystemExit("%s: exit code %d\n%s%s" % (path, ran.returncode, ran.stdout, ran.stderr))
    return codes


def main(folder, program=None):
    bundles, alike, apart = 0, 0, []
    for path in sorted(pathlib.Path(folder).glob("*.bundle.json")):
        beside = path.with_name(path.name.replace(".bundle.", ".told."))
        told = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
        heads, receipts = told.get("heads") or [], told.get("receipts") or []
        second = {f["code"] for f in report.verify(path.read_bytes(), [verify.head(h) for h in heads], receipts).failures}
        first = asked(program, path, heads, receipts) if program else set(told["codes"])
        bundles, alike = bundles + 1, alike + (first == second)
        if bool(first) != bool(second) or (first and not first & second):
            apart.append("%s: the first %s, the second %s" % (told.get("name", path.name), sorted(first), sorted(second)))
    print("\n".join(apart + ["%d bundles, %d judged apart; %d under exactly the same codes" % (bundles, len(apart), alike)]))
    return 1 if apart or not bundles else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
