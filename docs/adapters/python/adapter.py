#!/usr/bin/env python3
"""The adapter protocol of étalon in Python, standard library only: one JSON object a line, on standard input and output.

Keep this file and replace `engine.Toy` by your software: `treat` is the call to make yours.
"""

import base64
import hashlib
import json
import sys

from engine import NotTaken, Toy


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
        # A line that stays in a buffer is a silence. Nothing else may be printed: logs go to standard error.
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
            self.say(type="error", re=request["id"], message="the content has another hash than announced")
            return
        try:
            reaction, answers = self.engine.treat(request["id"], content)
        except NotTaken as why:
            self.say(type="skipped", re=request["id"], reason=str(why))
            return
        lines = answers.pop(request["id"], [])
        self.say(type="answer", re=request["id"], file={"reaction": reaction}, lines=lines)
        for earlier, lines in answers.items():  # lines held before, now decided
            self.say(type="answer", re=earlier, lines=lines)


if __name__ == "__main__":
    Adapter().run()
