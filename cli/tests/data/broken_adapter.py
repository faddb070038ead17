"""An adapter that says what `etalon doctor` expects, with one fault: the word of its first argument."""

import base64
import json
import os
import sys
import time

FAULT, KEPT = sys.argv[1], sys.argv[2]
FIRST = "01-751-000/000000001/2024-11-04/01/P"
SECOND = "01-751-000/000000001/2024-11-04/02/P"
DONE = ("products", "portfolio", "clock")
files = set()
unflushed = []


def put(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def say(**reply):
    text = json.dumps(reply, ensure_ascii=False)
    if FAULT == "several-lines":
        text = json.dumps(reply, indent=2)
    if FAULT == "single-quotes":
        text = str(reply)
    if FAULT == "not-flushed":
        unflushed.append(text.encode() + b"\n")
        return
    if FAULT == "no-line-end":
        put(text.encode())
        return
    mark = b"\xef\xbb\xbf" if FAULT == "byte-order-mark" else b""
    put(mark + text.encode("latin-1" if FAULT == "latin-1" else "utf-8") + b"\n")


def hello(re):
    hello = {"protocol": "1.0", "name": "jouet délié", "version": "1", "capabilities": ["answers"]}
    if FAULT == "version":
        hello["protocol"] = "2.0"
    if FAULT == "no-answers":
        hello["capabilities"] = ["links"]
    if FAULT == "unknown-capability":
        hello["capabilities"].append("telepathy")
    if FAULT == "no-name":
        del hello["name"]
    say(type="done" if FAULT == "wrong-reply" else "bonjour" if FAULT == "unknown-type" else "hello",
        re=re + 41 if FAULT == "wrong-re" else re, **hello)


def file(re, content):
    if b"999" not in content[-200:] and FAULT != "takes-damaged":
        say(type="answer", re=re, file={"reaction": "refused", "why": "truncated"})
        return
    if content in files or FAULT == "kept-on-disk" and was_there:
        say(type="answer", re=re, file={"reaction": "duplicate"})
        return
    files.add(content)
    if FAULT == "refuses":
        say(type="answer", re=re, file={"reaction": "refused", "why": "entity 255 is not known"})
        return
    amount = {"not-cents": 7.95, "other-amount": 700}.get(FAULT, 795)
    reaction = "payed" if FAULT == "bad-word" else "paid"
    lines = [{"line": FIRST, "reaction": reaction, "amount": amount, "payee": "insured", "reason": "guarantee"}]
    if FAULT == "line-unknown":
        lines.append({**lines[0], "line": FIRST.replace("000000001", "000000009")})
    if FAULT != "line-missing":
        lines.append({"line": SECOND, "reaction": "no-effect", "amount": 0, "reason": "informative"})
    say(type="answer", re=re, file={"reaction": "accepted"}, lines=lines)


def answer(request):
    kind, re = request["type"], request["id"]
    if kind == "hello":
        hello(re)
    elif kind == "reset":
        if FAULT != "remembers":
            files.clear()
        say(type="done", re=re)
    elif kind == "portfolio" and FAULT == "crash":
        sys.exit("no table `members`")
    elif kind == "portfolio" and FAULT == "says-error":
        say(type="error", re=re, message="no table `members`")
    elif kind == "products" and FAULT == "skips":
        say(type="skipped", re=re, reason="products are loaded beforehand")
    elif kind in DONE or kind not in ("file", "settle", "bye") and FAULT == "knows-all":
        say(type="done", re=re)
    elif kind == "file":
        if FAULT != "no-answer":
            file(re, base64.b64decode(request["base64"]))
    elif kind == "settle":
        say(type="settled", re=re)
    elif kind == "bye":
        say(type="bye", re=re)
        if FAULT == "not-ended":
            time.sleep(600)
        sys.exit(1 if FAULT == "ended-badly" else 0)
    elif FAULT == "breaks-on-unknown":
        sys.exit("KeyError: " + kind)
    else:
        say(type="skipped", re=re, reason=kind + " is not taken")


if FAULT == "exits":
    sys.exit("no licence")
if FAULT == "noise":
    put(b"[INFO] engine ready\n")
if FAULT == "json-log":
    put(b'{"level":"info","msg":"engine ready"}\n')
if FAULT == "only-noise":
    for rank in range(100):
        put(b"[INFO] table %d loaded\n" % rank)
if FAULT == "flood":
    while True:
        put(b"x" * 65536)
if FAULT == "half-a-line":
    put(b'{"type":"hel')
was_there = os.path.exists(KEPT)
if FAULT == "kept-on-disk":
    open(KEPT, "w").close()
for line in sys.stdin:
    if FAULT not in ("silence", "half-a-line"):
        answer(json.loads(line))
put(b"".join(unflushed))
