#!/usr/bin/env python3
"""Verifies a ballot's bundle: offline, without configuration, from docs/ballot-protocol.md alone.

Exit code: 0 all holds, 1 something does not, 2 the file cannot be read.
"""
import argparse
import multiprocessing
import os
import re
import sys
import time

import report
import reveal
from group import Malformed
from words import TEXTS


def head(text):
    """A head as it stands in the minutes, seq:hash."""
    found = re.fullmatch(r"([0-9]{1,9}):([0-9a-fA-F]{64})", text)
    if not found:
        raise argparse.ArgumentTypeError("序号:64 位校验码 / seq:64 hexadecimal digits")
    return int(found.group(1)), found.group(2).lower()


def arguments(argv):
    parser = argparse.ArgumentParser(description="核验一份票决记录 / verify a ballot's bundle")
    parser.add_argument("bundle", metavar="BUNDLE", help="票决记录文件 / the bundle's file")
    parser.add_argument("--head", action="append", default=[], type=head, metavar="SEQ:HASH", help="见证人保留的记录头,可多次 / a head that a witness kept")
    parser.add_argument("--receipt", action="append", default=[], metavar="R", help="回执,可多次 / a receipt to look for")
    parser.add_argument("--reveal", metavar="FILE", help="查验一张被要求公开的选票 / check a challenged ballot against the board")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--json", action="store_true", help="供程序使用 / for programs")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="并行数 / processes")
    return parser.parse_args(argv)


def main(argv=None):
    asked = arguments(argv)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        data, shown = contents(asked.bundle), contents(asked.reveal) if asked.reveal else None
    except OSError as wrong:
        print(TEXTS[asked.lang]["unread"] % (wrong.filename, wrong.strerror), file=sys.stderr)
        return 2
    begun = time.monotonic()
    if asked.jobs > 1:
        with multiprocessing.Pool(asked.jobs) as pool:
            board = report.verify(data, asked.head, asked.receipt, lambda f, work: pool.map(f, work, 4))
    else:
        board = report.verify(data, asked.head, asked.receipt)
    print(report.as_json(board, asked.lang) if asked.json else report.in_words(board, asked.lang, time.monotonic() - begun))
    honest = shown is None or challenged(board, shown, asked.lang, sys.stderr if asked.json else sys.stdout)
    return 0 if honest and not board.failures else 1


def contents(name):
    with open(name, "rb") as file:
        return file.read()


def challenged(board, shown, lang, out):
    """Tells what a challenged device had locked. Gives back whether it was honest."""
    t = TEXTS[lang]
    try:
        code, choices, wrong = reveal.check(board, shown)
    except Malformed as why:
        print(t["unlike"] % why, file=out)
        return False
    print("\n" + t["reveal"] % "-".join(code[i:i + 4] for i in range(0, 20, 4)), file=out)
    for candidate, row in zip(board.defined["candidates"] if board.defined else [], choices):
        print("  %s  %s" % (report.clean(candidate["title"]), row), file=out)
    print(t["lied"] % " ".join(wrong) if wrong else t["honest"], file=out)
    return not wrong


if __name__ == "__main__":
    sys.exit(main())
