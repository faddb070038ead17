"""A toy mutuelle: it stands for the NOEMIE reader and the engine that your software already has.

It pays consultations, pharmacy and biology under guarantees in percent of the base (`br: 100`). A file that holds
anything else is not guessed at: `NotTaken` says what it does not know.
"""

# ---- a crude reader of reference 303 (an inferred layout) ------------------------------------------------------------

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


def day(text):
    return "20%s-%s-%s" % (text[4:6], text[2:4], text[0:2])


# ---- a toy engine ----------------------------------------------------------------------------------------------------

FEES = ("PFH", "PFT", "FRH", "FRT")  # participations and franchises: none of the mutuelle's business
DOCTORS = "G GS C CS CNP APC TC TCG V VS".split()
GENERALISTS = ("01", "22", "23")
HEADINGS = {"PH1": "pharmacie-100", "HD1": "pharmacie-100", "HC": "pharmacie-100",
            "PH7": "pharmacie-65", "HD7": "pharmacie-65", "HDR": "pharmacie-65",
            "HDA": "pharmacie-65", "HDE": "pharmacie-65", "PH4": "pharmacie-30", "HD4": "pharmacie-30",
            "PH2": "pharmacie-15", "HD2": "pharmacie-15", "B": "biologie", "BP": "biologie"}
RIGHTS_READ = {"contract-type", "household", "regime", "member-since", "product-since"}


class NotTaken(Exception):
    """The file holds what this engine does not know. The text says what, and nobody's data."""


class Toy:
    def __init__(self):
        self.products, self.members = {}, []
        self.files, self.seen, self.entries, self.left_out = set(), set(), [], set()

    def treat(self, request, content):
        """The reaction to a file, and answers by request: this one's, and those that it amends."""
        try:
            header, lines = read_303(content)
        except (ValueError, KeyError, IndexError):
            return "refused", {}
        identity = (header[3:19], header[25:41], header[49:55], header[55:64])
        if identity in self.files:
            return "duplicate", {}
        try:
            for line in lines:
                self.must_know(line)
        except NotTaken:
            # What is known of these people is no longer whole: later files about them are left out as well.
            self.left_out.update(line["nir"] for line in lines)
            raise
        self.files.add(identity)
        answers = {request: []}
        for line in lines:
            line["request"] = request
            for where, decided, outcome in self.decide(line):
                answers.setdefault(where, []).append({"line": decided["id"], **outcome})
        return "accepted", answers

    def must_know(self, line):
        if line["nir"] in self.left_out:
            raise NotTaken("earlier care of a person of this file was not taken")
        if line["oc"] not in {member["oc"] for member in self.members}:
            raise NotTaken("a décompte of another OC")
        covering = self.covering(line)
        if len(covering) > 1:
            raise NotTaken("several contracts of one person")
        for member in covering:
            unread = set(member.get("rights", {})) - RIGHTS_READ
            if unread:
                raise NotTaken("rights of a member: " + ", ".join(sorted(unread)))
            if line["act"] not in FEES:
                guarantee(self.products[member["product"]], line)

    def decide(self, line):
        """(request, line, outcome) for this line, then for those that it sets free."""
        if line["id"] in self.seen:
            return [(line["request"], line, outcome("duplicate", "same-identity"))]
        self.seen.add(line["id"])
        if line["act"] in FEES:
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
        if not any(self.is_of(member, line) for member in same_nir):
            return outcome("held", "identity")
        covering = self.covering(line)
        if not covering:
            return outcome("refused", "no-cover")
        before = self.named(line["origin"]) if line["operation"] == "R" else self.same_care(line)
        if before is not None:
            line["waits-for"] = before["key"]
            return outcome("held", "duplicate-suspected")
        if line["third-party-full"]:
            return outcome("held", "third-party-invoice-awaited")
        return share(guarantee(self.products[covering[0]["product"]], line), line)

    @staticmethod
    def is_of(member, line):
        return (member["nir"], member["birth"], member["rank"]) == (line["nir"], *line["person"])

    def covering(self, line):
        return [m for m in self.members
                if self.is_of(m, line) and m["start"] <= line["care"] <= (m.get("end") or "9999-12-31")]

    def same_care(self, line):
        alike = "nir person care act executor quantity spent base".split()
        for other in self.entries:
            if other is line:
                return None
            live = not other.get("cancelled") and "waits-for" not in other
            if live and other["key"][:2] != line["key"][:2] and all(other[k] == line[k] for k in alike):
                return other
        return None


def guarantee(product, line):
    """The level of a product in percent of the base, none where it does not cover the act."""
    heading = HEADINGS.get(line["act"])
    if line["act"] in DOCTORS:
        heading = "generaliste" if line["specialty"] in GENERALISTS else "specialiste"
    if heading is None:
        raise NotTaken("the act " + line["act"])
    family = "medecins" if line["act"] in DOCTORS else heading.split("-")[0]
    # A heading takes from its family what it does not say itself.
    own, above = (product.get("guarantees", {}).get(key, {}) for key in (heading, family))
    level = own or above
    if level == {} or level == {"covered": False}:
        return None
    overrun = line["spent"] > line["base"] and not line["optam"] and line["act"] in DOCTORS
    if set(level) != {"br"} or not isinstance(level["br"], int):
        raise NotTaken("the guarantee `%s` of the product `%s`: only a level in percent of the base is read"
                       % (heading, product["id"]))
    if product.get("responsible") and (level["br"] < 100 or overrun and level["br"] > 100):
        raise NotTaken("floors and caps of a contrat responsable")
    return level["br"]


def share(level, line):
    """What is due: the level of the base, within the expense, less the theoretical share of the AMO. Cents."""
    if level is None:
        return outcome("refused", "act-not-covered")
    theoretical = line["amount"] + line["majoration"]
    due = min(line["spent"], (level * line["base"] + 50) // 100) - theoretical
    return outcome("paid", "guarantee", due) if due > 0 else outcome("settled-zero", "nothing-left")


def outcome(reaction, reason, amount=0):
    answer = {"reaction": reaction, "amount": amount, "reason": reason}
    return {**answer, "payee": "insured"} if amount else answer
