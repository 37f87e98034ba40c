/**
 * How fast the auth engine is, as numbers and ratios of one run: `npm run build && node bench/auth.mjs [FOLDER] [--portable]`.
 * Times are of the processor, all threads together, so that other work on the machine counts little. FOLDER holds recorded
 * cases (authorisation.jsonl or .jsonl.gz); without it, what needs them is left out. `--portable` hashes in JavaScript, as
 * browsers have to.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

// So that the platform's SHA-256 is not found, as in a browser. Before the engine is loaded, which looks for it once.
const portable = process.argv.includes("--portable");
if (portable) process.getBuiltinModule = undefined;
const {
  authorize,
  canonicalJson,
  eventId,
  keyPairFromSeed,
  loadPdu,
  lookupIn,
  may,
  parseJson,
  parsePdu,
  readCase,
  redact,
  resolveState,
  signEvent,
  stateOf,
  verifyEvent,
} = await import("../auth/dist/index.js");

const here = path.dirname(fileURLToPath(import.meta.url));
const [given] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const folder = given ?? path.join(here, "../../shared/vectors");

/** Milliseconds of processor time that this process has used. */
function clock() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs `work` until `seconds` have passed, and says how many `units` a second that makes; the best of three. */
function rate(units, work, seconds = 1) {
  work();
  let best = 0;
  for (let round = 0; round < 3; round++) {
    let runs = 0;
    const start = clock();
    let now = start;
    while (now - start < seconds * 1000) {
      work();
      runs++;
      now = clock();
    }
    best = Math.max(best, (runs * units * 1000) / (now - start));
  }
  return best;
}

function show(what, value, unit) {
  console.log(`${what.padEnd(64)} ${Math.round(value).toLocaleString("en").padStart(12)} ${unit}`);
}

function readLines() {
  for (const name of ["authorisation.jsonl.gz", "authorisation.jsonl"]) {
    const file = path.join(folder, name);
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    return text.trim().split("\n");
  }
  return [];
}

/** A text of its own, as one that was read from a socket, and not a window on the whole file. */
function ownText(text) {
  return Buffer.from(text).toString("utf8");
}

/** The text of a case's event, as it would come over the wire: numbers as they were written. */
function eventText(line) {
  const start = line.indexOf('"event":') + '"event":'.length;
  let depth = 0;
  let inString = false;
  for (let at = start; at < line.length; at++) {
    const letter = line[at];
    if (inString) {
      if (letter === "\\") at++;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (letter === "{") depth++;
    else if (letter === "}" && --depth === 0) return ownText(line.slice(start, at + 1));
  }
  return "{}";
}

function readCases(lines) {
  const cases = [];
  for (const line of lines) {
    const { question } = readCase(parseJson(line).value).value;
    cases.push({ text: eventText(line), context: question });
  }
  return cases;
}

/** Everything that is done to the bytes of an event, over every fourth case: enough for the mix of types and versions. */
function benchText(lines) {
  const cases = readCases(lines.filter((_, at) => at % 4 === 0));
  const bytes = cases.reduce((sum, { text }) => sum + text.length, 0);
  const parsing = rate(cases.length, () => {
    for (const { text, context } of cases) parsePdu(text, context.roomVersion);
  });
  const mean = Math.round(bytes / cases.length);
  show(`parsePdu from JSON text, event ID included (${mean} bytes each)`, parsing, "events/s");
  // Their signatures alone cost a hundred times the rest, and each copy of an event has to be verified once.
  const plain = cases.filter(({ text, context }) => {
    const pdu = parsePdu(text, context.roomVersion);
    return pdu.ok && !Object.hasOwn(pdu.value.content, "third_party_invite");
  });
  const judging = rate(plain.length, () => {
    for (const { text, context } of plain) {
      const pdu = parsePdu(text, context.roomVersion);
      if (pdu.ok) authorize(pdu.value, context);
    }
  });
  show("from JSON text to verdict, event ID included, no third-party invites", judging, "events/s");
}

/** The same events, as drafts that nobody has made yet, by the state of what they list. Third-party invites cost signatures. */
function benchDrafts(cases) {
  const drafts = cases
    .filter(({ event }) => !Object.hasOwn(event.content, "third_party_invite"))
    .map(({ event, context }) => ({
      draft: event,
      context: { roomVersion: context.roomVersion, state: lookupIn(context.authEvents) },
    }));
  const ask = () => {
    for (const { draft, context } of drafts) may(draft, context);
  };
  show("may, drafts without third-party invites", rate(drafts.length, ask), "drafts/s");
}

function benchAuthorization(lines) {
  const cases = [];
  for (const { text, context } of readCases(lines)) {
    const pdu = parsePdu(text, context.roomVersion);
    if (pdu.ok) cases.push({ event: pdu.value, context });
  }
  const judge = () => {
    for (const { event, context } of cases) authorize(event, context);
  };
  console.log(`${cases.length} well-formed of ${lines.length} recorded cases`);
  const start = clock();
  judge();
  const first = (cases.length * 1000) / (clock() - start);
  show("authorize, parsed events: first sweep, signatures of invites too", first, "events/s");
  show("authorize, parsed events: sweep after sweep over all cases", rate(cases.length, judge), "events/s");
  benchDrafts(cases);
}

/** A room whose two states disagree on `keys` keys: topics of many state keys, members, and a few power levels. */
function conflictedRoom(keys, roomVersion) {
  const pdus = new Map();
  let sent = 1_700_000_000_000;
  const make = (type, stateKey, sender, content, auth, depth) => {
    sent += 7;
    const json = {
      type,
      state_key: stateKey,
      sender,
      content,
      room_id: "!bench:example.org",
      auth_events: auth,
      prev_events: [],
      depth,
      origin_server_ts: sent,
      hashes: { sha256: "" },
      signatures: {},
    };
    const pdu = loadPdu(json, roomVersion, eventId(json, roomVersion));
    pdus.set(pdu.eventId, pdu);
    return pdu.eventId;
  };
  const alice = "@alice:example.org";
  const create = make("m.room.create", "", alice, { creator: alice, room_version: roomVersion }, [], 1);
  const join = make("m.room.member", alice, alice, { membership: "join" }, [create], 2);
  const levels = make("m.room.power_levels", "", alice, { users: { [alice]: 100 } }, [create, join], 3);
  const rules = make("m.room.join_rules", "", alice, { join_rule: "public" }, [create, join, levels], 4);
  const common = [
    ["m.room.create", "", create],
    ["m.room.member", alice, join],
  ];
  const left = [...common, ["m.room.join_rules", "", rules]];
  const right = [...common, ["m.room.join_rules", "", rules]];
  let levelsLeft = levels;
  let levelsRight = levels;
  for (let at = 0; at < keys; at++) {
    if (at % 100 === 0) {
      levelsLeft = make(
        "m.room.power_levels",
        "",
        alice,
        { users: { [alice]: 100 }, ban: at % 90 },
        [create, join, levelsLeft],
        at + 5,
      );
      levelsRight = make(
        "m.room.power_levels",
        "",
        alice,
        { users: { [alice]: 100 }, kick: at % 90 },
        [create, join, levelsRight],
        at + 5,
      );
    }
    const user = `@user${at}:example.org`;
    if (at % 2 === 0) {
      left.push([
        "m.room.member",
        user,
        make("m.room.member", user, user, { membership: "join" }, [create, levelsLeft, rules], at + 6),
      ]);
      right.push([
        "m.room.member",
        user,
        make(
          "m.room.member",
          user,
          alice,
          { membership: "invite" },
          [create, levelsRight, rules, join],
          at + 6,
        ),
      ]);
    } else {
      const key = `key${at}`;
      left.push([
        "org.example.state",
        key,
        make("org.example.state", key, alice, { at }, [create, levelsLeft, join], at + 6),
      ]);
      right.push([
        "org.example.state",
        key,
        make("org.example.state", key, alice, { not: at }, [create, levelsRight, join], at + 6),
      ]);
    }
  }
  left.push(["m.room.power_levels", "", levelsLeft]);
  right.push(["m.room.power_levels", "", levelsRight]);
  return { states: [stateOf(left), stateOf(right)], events: (id) => pdus.get(id) };
}

/** The median of what runs take, in milliseconds: one that the garbage collector falls into is not taken for growth. */
function medianTime(runs, work) {
  const times = [];
  for (let run = 0; run < runs; run++) {
    const start = clock();
    work();
    times.push(clock() - start);
  }
  times.sort((a, b) => a - b);
  return times[runs >> 1];
}

/** Sorts the IDs of all events of some states: what takes n log n by its nature, and meets the same memory. */
function sortIds(states) {
  const ids = [];
  for (const state of states)
    for (const ofType of state.values()) for (const id of ofType.values()) ids.push(id);
  return ids.sort();
}

function benchResolution() {
  console.log(
    "\nstate resolution, room version 10, two states that disagree on n keys: the median of several runs;" +
      "\nbeside it a plain sort of the IDs of the same events, which shows what the machine makes of n log n",
  );
  console.log("       n        time   over n log n     sort   over n log n   time over that of the sort");
  const jobs = (keys) => {
    const { states, events } = conflictedRoom(keys, "10");
    return [() => resolveState(states, { roomVersion: "10", events }), () => sortIds(states)];
  };
  // So that the first row is not that of code which is still being compiled.
  for (const job of jobs(1_000)) medianTime(200, job);
  const first = [];
  for (const keys of [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000]) {
    const runs = Math.min(101, Math.max(9, 500_000 / keys)) | 1;
    const times = jobs(keys).map((job) => medianTime(runs, job));
    const columns = times.map((time, at) => {
      const scaled = time / (keys * Math.log(keys));
      first[at] ??= scaled;
      return `${time.toFixed(1).padStart(8)} ms ${(scaled / first[at]).toFixed(2).padStart(10)}`;
    });
    const [resolving, sorting] = times;
    const ratio = resolving / sorting;
    console.log(
      `${String(keys).padStart(8)} ${columns.join("   ")}   ${ratio.toFixed(2).padStart(6)} ${"#".repeat(Math.round(ratio * 8))}`,
    );
  }
}

function benchSigning() {
  const key = keyPairFromSeed("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1", "1");
  const event = {
    type: "m.room.member",
    sender: "@alice:example.org",
    state_key: "@alice:example.org",
    room_id: "!room:example.org",
    content: { membership: "knock", displayname: "Alice", reason: "let me in" },
    auth_events: [
      "$RbeepECwqtGc010iP87W7HIwCADrZLoExsTxHEYok-Y",
      "$nkALZvXgovGC6XMXoQrBkL1-ucHfunkpBRy57kT0qO4",
    ],
    prev_events: ["$LFKF1ECA-VFcp6_Nc-FmjZHQjV16-bEG5YMUuiO8MWE"],
    depth: 8,
    origin_server_ts: 1_700_000_000_000,
  };
  const signed = signEvent(event, "10", "example.org", key);
  const pdu = loadPdu(signed, "10", eventId(signed, "10"));
  const keys = [{ keyId: key.keyId, publicKey: key.publicKey }];
  const encode = (json) => new TextEncoder().encode(canonicalJson(json));
  const bytes = encode(event);
  const { signatures: _, ...covered } = redact(signed, "10");
  const redacted = encode(covered);
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, key.seed]), format: "der", type: "pkcs8" });
  const open = createPublicKey(secret);
  const signature = sign(null, redacted, secret);
  const hash = () => createHash("sha256").update(bytes).digest();
  console.log(`\nsigning, over ${redacted.length} bytes of ed25519 and ${bytes.length} of SHA-256`);
  for (const [what, ours, primitives] of [
    [
      "hash and sign an event",
      () => signEvent(event, "10", "example.org", key),
      () => [hash(), sign(null, redacted, secret)],
    ],
    [
      "verify an event, its hash too",
      () => verifyEvent(pdu, "10", () => keys),
      () => [hash(), verify(null, redacted, open, signature)],
    ],
  ]) {
    // In turns, so that other work on the machine falls upon both.
    const rates = [0, 1, 2].map(() => [rate(1, ours, 0.5), rate(1, primitives, 0.5)]);
    const [best, bare] = [0, 1].map((at) => Math.max(...rates.map((each) => each[at])));
    show(what, best, "events/s");
    show("  node:crypto alone over the same bytes", bare, "events/s");
    console.log(`  time over that of node:crypto: ${(bare / best).toFixed(2)}`);
  }
}

/** Begins a private key of ed25519 in PKCS #8; the seed follows. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

console.log(`SHA-256: ${portable ? "in JavaScript" : "the platform's"}`);
const lines = readLines();
if (lines.length > 0) {
  benchAuthorization(lines);
  benchText(lines);
} else console.log(`skipped: no recorded cases in ${folder}`);
benchSigning();
benchResolution();
