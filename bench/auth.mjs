/**
 * How fast the auth engine is, as numbers and ratios of one run: `npm run build && node bench/auth.mjs [FOLDER]`.
 * FOLDER holds recorded cases (authorisation.jsonl or .jsonl.gz); without it, what needs them is left out.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import {
  authorize,
  eventId,
  keyPairFromSeed,
  loadPdu,
  parseJson,
  parsePdu,
  readCase,
  redact,
  resolveState,
  signEvent,
  stateOf,
  canonicalJson,
} from "../dist/auth/index.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? path.join(here, "../../shared/vectors");

/** Runs `work` until `seconds` have passed, and says how many `units` a second that makes; the best of three. */
function rate(units, work, seconds = 1) {
  work();
  let best = 0;
  for (let round = 0; round < 3; round++) {
    let runs = 0;
    const start = performance.now();
    let now = start;
    while (now - start < seconds * 1000) {
      work();
      runs++;
      now = performance.now();
    }
    best = Math.max(best, (runs * units * 1000) / (now - start));
  }
  return best;
}

function show(what, value, unit) {
  console.log(`${what.padEnd(64)} ${Math.round(value).toLocaleString("en").padStart(12)} ${unit}`);
}

function readCases() {
  for (const name of ["authorisation.jsonl.gz", "authorisation.jsonl"]) {
    const file = path.join(folder, name);
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    return text.trim().split("\n");
  }
  return [];
}

function benchCases(lines) {
  const parsed = [];
  const texts = [];
  for (const line of lines) {
    const json = parseJson(line).value;
    const { question } = readCase(json).value;
    // The text of the event as it would come over the wire, numbers as they were written.
    const text = line.slice(line.indexOf('"event":') + 8, line.indexOf(',"event_id":', line.indexOf(',"signatures":')));
    const pdu = parsePdu(canonicalJson(question.event), question.roomVersion);
    if (pdu.ok) parsed.push({ event: pdu.value, context: question });
    if (parseJson(text).ok) texts.push({ text, roomVersion: question.roomVersion, bytes: text.length });
  }
  console.log(`${parsed.length} well-formed of ${lines.length} recorded cases`);
  let allowed = 0;
  const judgeAll = () => {
    allowed = 0;
    for (const { event, context } of parsed) if (authorize(event, context).allowed) allowed++;
  };
  const cold = performance.now();
  judgeAll();
  show("authorize, parsed events, first pass (signatures of invites verified)", (parsed.length * 1000) / (performance.now() - cold), "events/s");
  show("authorize, parsed events, the mix again", rate(parsed.length, judgeAll), "events/s");
  const bytes = texts.reduce((sum, each) => sum + each.bytes, 0);
  let read = 0;
  const parseAll = () => {
    for (const { text, roomVersion } of texts) if (parsePdu(text, roomVersion).ok) read++;
  };
  const perSecond = rate(texts.length, parseAll);
  show(`parsePdu from text, event ID included (${Math.round(bytes / texts.length)} bytes each)`, perSecond, "events/s");
  const byId = parsed.map(({ context }, at) => ({ context, text: texts[at]?.text ?? "" }));
  const both = () => {
    for (const { context, text } of byId) {
      const pdu = parsePdu(text, context.roomVersion);
      if (pdu.ok) authorize(pdu.value, context);
    }
  };
  show("from text to verdict, event ID included", rate(byId.length, both), "events/s");
  return { allowed, read };
}

/** A room whose two states disagree on `keys` keys: topics of many state keys, members, and a few power levels. */
function conflictedRoom(keys, roomVersion) {
  const pdus = new Map();
  let clock = 1_700_000_000_000;
  const make = (type, stateKey, sender, content, auth, depth) => {
    const json = {
      type,
      state_key: stateKey,
      sender,
      content,
      room_id: "!bench:example.org",
      auth_events: auth,
      prev_events: [],
      depth,
      origin_server_ts: (clock += 7),
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
      levelsLeft = make("m.room.power_levels", "", alice, { users: { [alice]: 100 }, ban: at % 90 }, [create, join, levelsLeft], at + 5);
      levelsRight = make("m.room.power_levels", "", alice, { users: { [alice]: 100 }, kick: at % 90 }, [create, join, levelsRight], at + 5);
    }
    const user = `@user${at}:example.org`;
    if (at % 2 === 0) {
      left.push(["m.room.member", user, make("m.room.member", user, user, { membership: "join" }, [create, levelsLeft, rules], at + 6)]);
      right.push(["m.room.member", user, make("m.room.member", user, alice, { membership: "invite" }, [create, levelsRight, rules, join], at + 6)]);
    } else {
      const key = `key${at}`;
      left.push(["org.example.state", key, make("org.example.state", key, alice, { at }, [create, levelsLeft, join], at + 6)]);
      right.push(["org.example.state", key, make("org.example.state", key, alice, { not: at }, [create, levelsRight, join], at + 6)]);
    }
  }
  left.push(["m.room.power_levels", "", levelsLeft]);
  right.push(["m.room.power_levels", "", levelsRight]);
  return { states: [stateOf(left), stateOf(right)], events: (id) => pdus.get(id) };
}

function benchResolution() {
  console.log("\nstate resolution, room version 10, two states that disagree on n keys");
  console.log("       n       time        time / (n log n), first = 1");
  let first;
  for (const keys of [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000]) {
    const { states, events } = conflictedRoom(keys, "10");
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < (keys > 20_000 ? 3 : 5); round++) {
      const start = performance.now();
      resolveState(states, { roomVersion: "10", events });
      best = Math.min(best, performance.now() - start);
    }
    const scaled = best / (keys * Math.log(keys));
    first ??= scaled;
    const bar = "#".repeat(Math.round((scaled / first) * 20));
    console.log(`${String(keys).padStart(8)} ${`${best.toFixed(1)} ms`.padStart(11)}   ${(scaled / first).toFixed(2).padStart(5)} ${bar}`);
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
    auth_events: ["$RbeepECwqtGc010iP87W7HIwCADrZLoExsTxHEYok-Y", "$nkALZvXgovGC6XMXoQrBkL1-ucHfunkpBRy57kT0qO4"],
    prev_events: ["$LFKF1ECA-VFcp6_Nc-FmjZHQjV16-bEG5YMUuiO8MWE"],
    depth: 8,
    origin_server_ts: 1_700_000_000_000,
  };
  const bytes = new TextEncoder().encode(canonicalJson(event));
  const redacted = new TextEncoder().encode(canonicalJson(redact(event, "10")));
  const ours = rate(1, () => {
    signEvent(event, "10", "example.org", key);
  });
  const primitives = rate(1, () => {
    sha256(bytes);
    ed25519.sign(redacted, key.seed);
  });
  console.log("");
  show("hash and sign an event", ours, "events/s");
  show("SHA-256 and ed25519 alone over the same bytes", primitives, "events/s");
  console.log(`time over that of the primitives: ${(primitives / ours).toFixed(3)}`);
}

const lines = readCases();
if (lines.length > 0) benchCases(lines);
else console.log(`skipped: no recorded cases in ${folder}`);
benchResolution();
benchSigning();
