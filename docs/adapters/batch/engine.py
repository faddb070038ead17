#!/usr/bin/env python3
"""A fictitious engine that is run once a day and leaves an export: it knows nothing of étalon.

The engine itself is the toy of ../python/adapter.py, crude on purpose; what it remembers from day to day stands in one
file. Its export is the one such engines make: a CSV in French habits, or a file at fixed positions.
"""

import argparse
import json
import os
import pickle
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "python"))
from adapter import Toy  # noqa: E402

STATUS = {"paid": "Réglé", "reversed": "Indu", "held": "En attente", "refused": "Rejeté", "settled-zero": "Soldé",
          "duplicate": "Doublon", "no-effect": "Pour information"}
CODES = {"paid": "10", "reversed": "20", "held": "30", "refused": "40", "settled-zero": "11", "duplicate": "50",
         "no-effect": "60"}
HEADER = "N° décompte;Date décompte;Ligne;Opération;Montant réglé;Statut;Destinataire"


def main():
    parser = argparse.ArgumentParser()
    for option in ("date", "in", "out", "portfolio", "state"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--format", choices=("csv", "fixed"), default="csv")
    parser.add_argument("--wrong-cent", action="store_true", help="a bug: one cent too much on each payment")
    args = vars(parser.parse_args())
    engine = remembered(args["state"])
    with open(os.path.join(args["portfolio"], "members.json"), encoding="utf-8") as file:
        engine.members = json.load(file)
    with open(os.path.join(args["portfolio"], "products.json"), encoding="utf-8") as file:
        engine.products = {product["id"]: product for product in json.load(file)}
    told = []
    for name in sorted(os.listdir(args["in"])):
        with open(os.path.join(args["in"], name), "rb") as file:
            answers = engine.treat(name, file.read())[1]
        for lines in answers.values():
            told.extend(lines)
    with open(args["state"], "wb") as file:
        pickle.dump(engine, file)
    if args["wrong_cent"]:
        for line in told:
            line["amount"] += line["reaction"] == "paid"
    write = {"csv": as_csv, "fixed": at_positions}[args["format"]]
    write(args["out"], args["date"], told)


def remembered(path):
    if not os.path.exists(path):
        return Toy()
    with open(path, "rb") as file:
        return pickle.load(file)


def parts(line):
    """Of a line's identity: décompte, date, line, operation."""
    return line["line"].split("/")[1:]


def signed(line):
    return -line["amount"] if line["reaction"] == "reversed" else line["amount"]


def as_csv(folder, date, told):
    """Semicolons, decimal comma, JJ/MM/AAAA, Windows-1252, a title above and a total below."""
    rows = ["Export des règlements du " + date, HEADER]
    for line in told:
        decompte, day, number, operation = parts(line)
        year, month, of_month = day.split("-")
        cents = signed(line)
        euros = "%s%d,%02d" % ("-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100)
        payee = "Assuré" if line.get("payee") == "insured" else ""
        rows.append(";".join([decompte.lstrip("0"), "/".join([of_month, month, year]), number, operation, euros,
                              STATUS[line["reaction"]], payee]))
    rows.append("TOTAL;;;;%d lignes;;" % len(told))
    with open(os.path.join(folder, "reglements.csv"), "w", encoding="cp1252", newline="\r\n") as file:
        file.write("\n".join(rows) + "\n")


def at_positions(folder, date, told):
    """Décompte 1-9, its date AAAAMMJJ 10-17, line 18-19, operation 20, sense C or D 21, cents 22-30, status 31-32."""
    with open(os.path.join(folder, "REGL.DAT"), "w", encoding="latin-1") as file:
        for line in told:
            decompte, day, number, operation = parts(line)
            sense = "D" if line["reaction"] == "reversed" else "C"
            file.write("%s%s%s%s%s%09d%s\n" % (decompte, day.replace("-", ""), number, operation, sense,
                                               line["amount"], CODES[line["reaction"]]))


if __name__ == "__main__":
    main()
