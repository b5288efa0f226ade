"""As much of curl as the guides' examples use, so that the tests need none. Fails, as `curl -f` does, where it is refused."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path

REFUSED = 22


def main() -> int:
    parser = ArgumentParser(allow_abbrev=False)
    parser.add_argument("-s", "-S", "-sS", action="store_true")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("-X", dest="method")
    parser.add_argument("-d", dest="body")
    parser.add_argument("-D", dest="told")
    parser.add_argument("-o", dest="kept")
    parser.add_argument("address")
    asked = parser.parse_args()
    headers = dict(header.split(": ", 1) for header in asked.headers)
    body = None if asked.body is None else asked.body.encode()
    request = urllib.request.Request(asked.address, body, headers, method=asked.method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            content = answer.read()
            if asked.told:
                sys.stdout.write(str(answer.headers))
            if asked.kept:
                Path(asked.kept).write_bytes(content)
            else:
                sys.stdout.buffer.write(content)
    except urllib.error.HTTPError as refusal:
        sys.stderr.write(f"{asked.address} {refusal.code} {refusal.read().decode()}\n")
        return REFUSED
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
