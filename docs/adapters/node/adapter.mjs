// The adapter protocol of étalon in JavaScript, Node alone: one JSON object a line, on standard input and output.
//
// Keep this file and replace `Toy` of engine.mjs by your software: `treat` is the call to make yours.

import { createHash } from "node:crypto";
import { readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

import { NotTaken, Toy } from "./engine.mjs";

let engine = new Toy();

// Written at once and in order. Nothing else may be printed there: logs go to standard error.
function say(reply) {
  let left = Buffer.from(JSON.stringify(reply) + "\n");
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(1, left));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error; // the pipe is full: étalon is reading
    }
  }
}

const handlers = {
  hello: ({ id }) =>
    say({ type: "hello", re: id, protocol: "1.0", name: "toy-node", version: "0.1", references: ["303"], capabilities: ["answers"] }),
  reset: ({ id }) => {
    engine = new Toy();
    say({ type: "done", re: id });
  },
  products: ({ id, products }) => {
    engine.products = new Map(products.map((product) => [product.id, product]));
    say({ type: "done", re: id });
  },
  portfolio: ({ id, members }) => {
    engine.members = members;
    say({ type: "done", re: id });
  },
  clock: ({ id }) => say({ type: "done", re: id }),
  file: onFile,
  settle: ({ id }) => say({ type: "settled", re: id }),
  bye: ({ id }) => {
    say({ type: "bye", re: id });
    process.exit(0);
  },
};

function onFile({ id, path, base64, sha256 }) {
  const content = path === undefined ? Buffer.from(base64, "base64") : readFileSync(path);
  if (createHash("sha256").update(content).digest("hex") !== sha256) {
    return say({ type: "error", re: id, message: "the content has another hash than announced" });
  }
  try {
    const { reaction, answers } = engine.treat(id, content);
    say({ type: "answer", re: id, file: { reaction }, lines: answers.get(id) ?? [] });
    for (const [earlier, lines] of answers) {
      if (earlier !== id) say({ type: "answer", re: earlier, lines }); // lines held before, now decided
    }
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    say({ type: "skipped", re: id, reason: error.message });
  }
}

for await (const text of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const request = JSON.parse(text);
  const handler = Object.hasOwn(handlers, request.type) ? handlers[request.type] : undefined;
  if (handler) handler(request);
  else say({ type: "skipped", re: request.id, reason: `${request.type} is not taken` });
}
