/** The first check on receipt: the format of an event. */
import type { JsonValue } from "../json/value.js";
import { pduError } from "../pdu/error.js";
import { type ParsePduOptions, parsePdu, readPdu } from "../pdu/parse.js";
import { Pdu } from "../pdu/pdu.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { roomVersionRules, unknownVersion } from "../room-version/table.js";
import type { CheckPduContext } from "./pdu-knowledge.js";
import { unwrittenFault } from "./unwritten.js";

/** Of an event that was read before, the written form is not looked at again. */
export function readReceived(
  input: string | JsonValue | Pdu,
  context: CheckPduContext,
): ReturnType<typeof readPdu> {
  const { roomVersion, parse = {} } = context;
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined)
    return { ok: false, error: pduError("pdu/room-version", unknownVersion(roomVersion)) };
  const read = readOnce(input, rules, parse);
  if (!read.ok) return read;
  const fault = unwrittenFault(read.value, rules);
  return fault === undefined ? read : { ok: false, error: pduError("pdu/unwritten", fault) };
}

function readOnce(
  input: string | JsonValue | Pdu,
  rules: RoomVersionRules,
  parse: ParsePduOptions,
): ReturnType<typeof readPdu> {
  if (input instanceof Pdu) return { ok: true, value: input };
  return typeof input === "string" ? parsePdu(input, rules, parse) : readPdu(input, rules, parse);
}
