// A toy mutuelle: it stands for the NOEMIE reader and the engine that your software already has.
//
// It pays consultations, pharmacy and biology under guarantees in percent of the base (`br: 100`). A file that holds
// anything else is not guessed at: `NotTaken` says what it does not know.

// ---- a crude reader of reference 303 (an inferred layout) -----------------------------------------------------------

const LENGTHS = { "010": 14, "070": 12, 110: 88, 127: 59, "025": 42, "045": 24, 255: 149, 990: 43 };

class Refused extends Error {}

/** The header and the lines of a file, each line with what stands above it. `Refused`: the file is unsound. */
function read303(content) {
  if (content.some((byte) => byte > 127)) throw new Refused("not ASCII");
  let text = content.toString("latin1");
  const blocks = [];
  while (text.length > 0) {
    const length = whole(text.slice(0, 4));
    const block = text.slice(4, 4 + length);
    if (block.length !== length) throw new Refused("truncated");
    blocks.push(block);
    text = text.slice(4 + length).replace(/^[\r\n]+/, "");
  }
  const [header, trailer] = [blocks[0], blocks[blocks.length - 1]];
  if (blocks.length < 2 || !header.startsWith("000") || !trailer.startsWith("999")) {
    throw new Refused("no header or no trailer");
  }
  const above = {};
  const lines = [];
  let body = blocks.slice(1, -1).join("");
  while (body.length > 0) {
    const number = body.slice(0, 3);
    if (!Object.hasOwn(LENGTHS, number)) throw new Refused("an unknown entity");
    const entity = " " + body.slice(0, LENGTHS[number]); // columns count from 1
    body = body.slice(LENGTHS[number]);
    if (!entity.endsWith("@")) throw new Refused("no @");
    if (number === "255") lines.push(lineOf(entity, above));
    else if (number !== "990") above[number] = entity;
  }
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  if (whole(trailer.slice(55, 63)) !== blocks.length || whole(trailer.slice(85, 96)) !== Math.abs(total)) {
    throw new Refused("other totals");
  }
  return { header, lines };
}

function lineOf(entity, above) {
  if (["010", "070", "110", "127", "025", "045"].some((number) => !above[number])) throw new Refused("out of order");
  const sign = entity[30] === "N" ? -1 : 1;
  const head = above["025"];
  const decompte = head.slice(15, 24);
  const caisse = [head.slice(6, 8), head.slice(8, 11), head.slice(12, 15)].join("-");
  const [number, operation, date] = [entity.slice(6, 8), head[41], day(above["070"].slice(6, 12))];
  return {
    id: [caisse, decompte, date, number, operation].join("/"),
    decompte: `${caisse}/${decompte}`,
    key: `${caisse}/${decompte}/${number}`,
    origin: `${caisse}/${entity.slice(133, 142)}/${entity.slice(142, 144)}`,
    operation,
    oc: above["010"].slice(6, 14),
    nir: above["110"].slice(6, 19),
    birth: above["127"].slice(6, 12),
    rank: whole(above["127"][12]),
    thirdPartyFull: above["045"].slice(21, 23) === "36",
    care: day(entity.slice(8, 14)),
    act: entity.slice(20, 25).trim(),
    executor: entity.slice(71, 80),
    specialty: entity.slice(80, 82),
    optam: entity[84] === "1" || "234".includes(entity[103]),
    quantity: sign * whole(entity.slice(27, 30)),
    spent: sign * whole(entity.slice(46, 54)),
    base: sign * whole(entity.slice(54, 62)),
    amount: whole(entity.slice(107, 115)) * (entity[115] === "N" ? -1 : 1),
    majoration: sign * whole(entity.slice(125, 133)),
  };
}

function whole(digits) {
  if (!/^\d+$/.test(digits)) throw new Refused("no number");
  return Number(digits);
}

const day = (text) => `20${text.slice(4, 6)}-${text.slice(2, 4)}-${text.slice(0, 2)}`;

// ---- a toy engine ---------------------------------------------------------------------------------------------------

const FEES = ["PFH", "PFT", "FRH", "FRT"]; // participations and franchises: none of the mutuelle's business
const DOCTORS = "G GS C CS CNP APC TC TCG V VS".split(" ");
const GENERALISTS = ["01", "22", "23"];
const HEADINGS = new Map(
  Object.entries({
    "pharmacie-100": "PH1 HD1 HC",
    "pharmacie-65": "PH7 HD7 HDR HDA HDE",
    "pharmacie-30": "PH4 HD4",
    "pharmacie-15": "PH2 HD2",
    biologie: "B BP",
  }).flatMap(([heading, acts]) => acts.split(" ").map((act) => [act, heading])),
);
const RIGHTS_READ = ["contract-type", "household", "regime", "member-since", "product-since"];

/** The file holds what this engine does not know. The text says what, and nobody's data. */
export class NotTaken extends Error {}

export class Toy {
  products = new Map();
  members = [];
  #files = new Set();
  #seen = new Set();
  #entries = [];
  #leftOut = new Set();

  /** The reaction to a file, and answers by request: this one's, and those that it amends. */
  treat(request, content) {
    let file;
    try {
      file = read303(content);
    } catch (error) {
      if (error instanceof Refused) return { reaction: "refused", answers: new Map() };
      throw error;
    }
    const { header, lines } = file;
    const identity = [header.slice(3, 19), header.slice(25, 41), header.slice(49, 55), header.slice(55, 64)].join();
    if (this.#files.has(identity)) return { reaction: "duplicate", answers: new Map() };
    try {
      lines.forEach((line) => this.#mustKnow(line));
    } catch (error) {
      // What is known of these people is no longer whole: later files about them are left out as well.
      lines.forEach((line) => this.#leftOut.add(line.nir));
      throw error;
    }
    this.#files.add(identity);
    const answers = new Map([[request, []]]);
    for (const line of lines) {
      line.request = request;
      for (const [decided, outcome] of this.#decide(line)) {
        if (!answers.has(decided.request)) answers.set(decided.request, []);
        answers.get(decided.request).push({ line: decided.id, ...outcome });
      }
    }
    return { reaction: "accepted", answers };
  }

  #mustKnow(line) {
    if (this.#leftOut.has(line.nir)) throw new NotTaken("earlier care of a person of this file was not taken");
    if (!this.members.some((member) => member.oc === line.oc)) throw new NotTaken("a décompte of another OC");
    const covering = this.#covering(line);
    if (covering.length > 1) throw new NotTaken("several contracts of one person");
    for (const member of covering) {
      const unread = Object.keys(member.rights ?? {}).filter((right) => !RIGHTS_READ.includes(right));
      if (unread.length > 0) throw new NotTaken(`rights of a member: ${unread.sort().join(", ")}`);
      if (!FEES.includes(line.act)) guarantee(this.products.get(member.product), line);
    }
  }

  /** [line, outcome] for this line, then for those that it sets free. */
  #decide(line) {
    if (this.#seen.has(line.id)) return [[line, outcome("duplicate", "same-identity")]];
    this.#seen.add(line.id);
    if (FEES.includes(line.act)) return [[line, outcome("no-effect", "informative")]];
    if (line.operation === "A") return this.#cancel(line);
    this.#entries.push(line);
    return [[line, this.#settle(line)]];
  }

  #cancel(line) {
    const original = this.#named(line.origin);
    if (!original) return [[line, outcome("held", "document-awaited")]];
    original.cancelled = true;
    const paid = original.outcome;
    const mine =
      paid.reaction === "paid" ? outcome("reversed", "cancellation", paid.amount) : outcome("no-effect", "cancellation");
    const freed = this.#entries.filter((held) => held.waitsFor === original.key);
    return [[line, mine], ...freed.map((held) => [held, this.#settle(held)])];
  }

  #named(key) {
    return this.#entries.find((entry) => entry.key === key && !entry.cancelled);
  }

  #settle(line) {
    delete line.waitsFor;
    line.outcome = this.#settled(line);
    return line.outcome;
  }

  #settled(line) {
    const sameNir = this.members.filter((member) => member.nir === line.nir);
    if (sameNir.length === 0) return outcome("refused", "unknown-beneficiary");
    if (!sameNir.some((member) => isOf(member, line))) return outcome("held", "identity");
    const [member] = this.#covering(line);
    if (!member) return outcome("refused", "no-cover");
    const before = line.operation === "R" ? this.#named(line.origin) : this.#sameCare(line);
    if (before) {
      line.waitsFor = before.key;
      return outcome("held", "duplicate-suspected");
    }
    if (line.thirdPartyFull) return outcome("held", "third-party-invoice-awaited");
    return share(guarantee(this.products.get(member.product), line), line);
  }

  #covering(line) {
    const covers = (member) => member.start <= line.care && line.care <= (member.end ?? "9999-12-31");
    return this.members.filter((member) => isOf(member, line) && covers(member));
  }

  #sameCare(line) {
    const alike = ["nir", "birth", "rank", "care", "act", "executor", "quantity", "spent", "base"];
    const earlier = this.#entries.slice(0, this.#entries.indexOf(line));
    const isLive = (other) => !other.cancelled && !other.waitsFor && other.decompte !== line.decompte;
    return earlier.find((other) => isLive(other) && alike.every((field) => other[field] === line[field]));
  }
}

function isOf(member, line) {
  return member.nir === line.nir && member.birth === line.birth && member.rank === line.rank;
}

/** The level of a product in percent of the base, none where it does not cover the act. */
function guarantee(product, line) {
  const isDoctor = DOCTORS.includes(line.act);
  const heading = isDoctor
    ? GENERALISTS.includes(line.specialty) ? "generaliste" : "specialiste"
    : HEADINGS.get(line.act);
  if (!heading) throw new NotTaken(`the act ${line.act}`);
  const family = isDoctor ? "medecins" : heading.split("-")[0];
  // A heading takes from its family what it does not say itself.
  const level = product.guarantees?.[heading] ?? product.guarantees?.[family] ?? {};
  const said = Object.keys(level).join();
  if (said === "" || (said === "covered" && !level.covered)) return undefined;
  if (said !== "br" || !Number.isInteger(level.br)) {
    const where = `the guarantee \`${heading}\` of the product \`${product.id}\``;
    throw new NotTaken(`${where}: only a level in percent of the base is read`);
  }
  const overrun = line.spent > line.base && !line.optam && isDoctor;
  if (product.responsible && (level.br < 100 || (overrun && level.br > 100))) {
    throw new NotTaken("floors and caps of a contrat responsable");
  }
  return level.br;
}

/** What is due: the level of the base, within the expense, less the theoretical share of the AMO. Cents. */
function share(level, line) {
  if (level === undefined) return outcome("refused", "act-not-covered");
  const theoretical = line.amount + line.majoration;
  const due = Math.min(line.spent, Math.floor((level * line.base + 50) / 100)) - theoretical;
  return due > 0 ? outcome("paid", "guarantee", due) : outcome("settled-zero", "nothing-left");
}

function outcome(reaction, reason, amount = 0) {
  return amount ? { reaction, amount, reason, payee: "insured" } : { reaction, amount, reason };
}
