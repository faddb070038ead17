#!/usr/bin/env python3
"""A toy mutuelle in Python: the adapter protocol of étalon, standard library only.

The protocol is the class `Adapter` (about forty lines). `read_303` and `Toy` stand for what your software
already has: a NOEMIE reader and an engine. Both are crude on purpose: see README.md for what they lack.
"""

import base64
import hashlib
import json
import sys


# ---- the protocol -------------------------------------------------------------------------------


class Adapter:
    SIMPLY = {"clock": "done", "settle": "settled", "bye": "bye"}

    def __init__(self):
        self.engine = Toy()

    def run(self):
        for text in sys.stdin:
            request = json.loads(text)
            kind, handler = request["type"], getattr(self, "on_" + request["type"], None)
            if handler is not None:
                handler(request)
            elif kind in self.SIMPLY:
                self.say(type=self.SIMPLY[kind], re=request["id"])
            else:
                self.say(type="skipped", re=request["id"], reason=kind + " is not taken")
            if kind == "bye":
                return

    @staticmethod
    def say(**reply):
        print(json.dumps(reply), flush=True)

    def on_hello(self, request):
        self.say(type="hello", re=request["id"], protocol="1.0", name="toy-python", version="0.1",
                 references=["303"], capabilities=["answers"])

    def on_reset(self, request):
        self.engine = Toy()
        self.say(type="done", re=request["id"])

    def on_products(self, request):
        self.engine.products = {product["id"]: product for product in request["products"]}
        self.say(type="done", re=request["id"])

    def on_portfolio(self, request):
        self.engine.members = request["members"]
        self.say(type="done", re=request["id"])

    def on_file(self, request):
        if "path" in request:
            with open(request["path"], "rb") as file:
                content = file.read()
        else:
            content = base64.b64decode(request["base64"])
        if hashlib.sha256(content).hexdigest() != request["sha256"]:
            self.say(type="error", re=request["id"], message="the content has another hash")
            return
        reaction, answers = self.engine.treat(request["id"], content)
        lines = answers.pop(request["id"], [])
        self.say(type="answer", re=request["id"], file={"reaction": reaction}, lines=lines)
        for earlier, lines in answers.items():  # lines held before, now decided
            self.say(type="answer", re=earlier, lines=lines)


# ---- a crude reader of reference 303 (an inferred layout) -----------------------------------------

LENGTHS = {"010": 14, "070": 12, "110": 88, "127": 59, "025": 42, "045": 24, "255": 149, "990": 43}


def read_303(content):
    """The header and the lines of a file, each line with what stands above it. ValueError: refuse it."""
    text, blocks = content.decode("ascii"), []
    while text:
        length = int(text[:4])
        block, text = text[4:4 + length], text[4 + length:].lstrip("\r\n")
        if len(block) != length:
            raise ValueError("truncated")
        blocks.append(block)
    if len(blocks) < 2 or blocks[0][:3] != "000" or blocks[-1][:3] != "999":
        raise ValueError("no header or no trailer")
    header, body, trailer = blocks[0], "".join(blocks[1:-1]), blocks[-1]
    above, lines, total = {}, [], 0
    while body:
        number = body[:3]
        entity, body = " " + body[:LENGTHS[number]], body[LENGTHS[number]:]  # columns count from 1
        if entity[-1] != "@":
            raise ValueError("no @")
        if number == "255":
            lines.append(line_of(entity, above))
            total += lines[-1]["amount"]
        elif number != "990":
            above[number] = entity
    if int(trailer[55:63]) != len(blocks) or int(trailer[85:96]) != abs(total):
        raise ValueError("other totals")
    return header, lines


def line_of(entity, above):
    day = lambda text: "20%s-%s-%s" % (text[4:6], text[2:4], text[0:2])
    sign = -1 if entity[30] == "N" else 1
    head, decompte = above["025"], above["025"][15:24]
    caisse = "-".join([head[6:8], head[8:11], head[12:15]])
    number, operation, date = entity[6:8], head[41], day(above["070"][6:12])
    return {
        "id": "/".join([caisse, decompte, date, number, operation]),
        "key": (caisse, decompte, number),
        "origin": (caisse, entity[133:142], entity[142:144]),
        "operation": operation,
        "oc": above["010"][6:14],
        "nir": above["110"][6:19],
        "person": (above["127"][6:12], int(above["127"][12])),
        "third-party-full": above["045"][21:23] == "36",
        "care": day(entity[8:14]),
        "act": entity[20:25].strip(),
        "executor": entity[71:80],
        "specialty": entity[80:82],
        "optam": entity[84] == "1" or entity[103] in "234",
        "quantity": sign * int(entity[27:30]),
        "spent": sign * int(entity[46:54]),
        "base": sign * int(entity[54:62]),
        "amount": int(entity[107:115]) * (-1 if entity[115] == "N" else 1),
        "majoration": sign * int(entity[125:133]),
    }


# ---- a toy engine ---------------------------------------------------------------------------------

DOCTORS = "G GS C CS CNP APC TC TCG V VS".split()
HEADINGS = {"PH1": "pharmacie-100", "HD1": "pharmacie-100", "HC": "pharmacie-100",
            "PH7": "pharmacie-65", "HD7": "pharmacie-65", "HDR": "pharmacie-65",
            "HDA": "pharmacie-65", "HDE": "pharmacie-65", "PH4": "pharmacie-30", "HD4": "pharmacie-30",
            "PH2": "pharmacie-15", "HD2": "pharmacie-15", "B": "biologie", "BP": "biologie"}
LEVELS = {"br", "br-on-top", "real-expense"}  # of the levels of a product file, those read here


class Toy:
    def __init__(self):
        self.products, self.members = {}, []
        self.files, self.seen, self.entries = set(), set(), []

    def treat(self, request, content):
        """The reaction to a file, and answers by request: this one's, and those that it amends."""
        try:
            header, lines = read_303(content)
            identity = (header[3:19], header[25:41], header[49:55], header[55:64])
            if identity in self.files:
                return "duplicate", {}
        except (ValueError, KeyError, IndexError, UnicodeDecodeError):
            return "refused", {}
        self.files.add(identity)
        answers = {request: []}
        for line in lines:
            line["request"] = request
            for where, decided, outcome in self.decide(line):
                answers.setdefault(where, []).append({"line": decided["id"], **outcome})
        return "accepted", answers

    def decide(self, line):
        """(request, line, outcome) for this line, then for those that it sets free."""
        if line["id"] in self.seen:
            return [(line["request"], line, outcome("duplicate", "same-identity"))]
        self.seen.add(line["id"])
        if line["act"] in ("PFH", "PFT", "FRH", "FRT"):
            return [(line["request"], line, outcome("no-effect", "informative"))]
        if line["operation"] == "A":
            return self.cancel(line)
        self.entries.append(line)
        return [(line["request"], line, self.settle(line))]

    def cancel(self, line):
        original = self.named(line["origin"])
        if original is None:
            return [(line["request"], line, outcome("held", "document-awaited"))]
        paid, original["cancelled"] = original["outcome"], True
        if paid["reaction"] == "paid":
            mine = outcome("reversed", "cancellation", paid["amount"])
        else:
            mine = outcome("no-effect", "cancellation")
        answers = [(line["request"], line, mine)]
        for held in self.entries:
            if held.get("waits-for") == original["key"]:
                answers.append((held["request"], held, self.settle(held)))
        return answers

    def named(self, key):
        live = [e for e in self.entries if e["key"] == key and not e.get("cancelled")]
        return live[0] if live else None

    def settle(self, line):
        line.pop("waits-for", None)
        line["outcome"] = self.settled(line)
        return line["outcome"]

    def settled(self, line):
        same_nir = [m for m in self.members if m["nir"] == line["nir"]]
        if not same_nir:
            return outcome("refused", "unknown-beneficiary")
        contracts = [m for m in same_nir if (m["birth"], m["rank"]) == line["person"]]
        if not contracts:
            return outcome("held", "identity")
        covering = [m for m in contracts
                    if m["start"] <= line["care"] <= (m.get("end") or "9999-12-31")]
        if not covering:
            return outcome("refused", "no-cover")
        before = self.named(line["origin"]) if line["operation"] == "R" else self.same_care(line)
        if before is not None:
            line["waits-for"] = before["key"]
            return outcome("held", "duplicate-suspected")
        if line["third-party-full"]:
            return outcome("held", "third-party-invoice-awaited")
        return share(self.products[covering[0]["product"]], line)

    def same_care(self, line):
        alike = "nir person care act executor quantity spent base".split()
        for other in self.entries:
            if other is line:
                return None
            live = not other.get("cancelled") and "waits-for" not in other
            if live and other["key"][:2] != line["key"][:2] and all(other[k] == line[k] for k in alike):
                return other
        return None


def share(product, line):
    """What the product pays. Not here: limits, most levels, the caps of responsible contracts."""
    if product.get("c2s"):  # it has no guarantees of its own: the base less what the AMO paid
        due = min(line["spent"], line["base"]) - line["amount"]
        return outcome("paid", "guarantee", due) if due > 0 else outcome("settled-zero", "nothing-left")
    heading = HEADINGS.get(line["act"])
    if line["act"] in DOCTORS:
        heading = "generaliste" if line["specialty"] in ("01", "22", "23") else "specialiste"
    family = {"generaliste": "medecins", "specialiste": "medecins"}.get(heading, str(heading).split("-")[0])
    # A heading takes from its family what it does not say itself.
    own, above = (product["guarantees"].get(key, {}) for key in (heading, family))
    guarantee = {**above, **own} if LEVELS.isdisjoint(own) else own
    if not guarantee.get("covered", True) or LEVELS.isdisjoint(guarantee):
        return outcome("refused", "act-not-covered")
    theoretical = line["amount"] + line["majoration"]
    level = guarantee.get("br", guarantee.get("br-on-top"))
    if isinstance(level, dict):
        level = level["optam" if line["optam"] else "non-optam"]
    if guarantee.get("real-expense"):
        due = line["spent"] - theoretical
    elif "br" in guarantee:
        due = min(line["spent"], (level * line["base"] + 50) // 100) - theoretical
    else:
        due = min(line["spent"] - theoretical, (level * line["base"] + 50) // 100)
    if due > 0:
        return outcome("paid", "guarantee", due)
    return outcome("settled-zero", "nothing-left")


def outcome(reaction, reason, amount=0):
    answer = {"reaction": reaction, "amount": amount, "reason": reason}
    return {**answer, "payee": "insured"} if amount else answer


if __name__ == "__main__":
    Adapter().run()
