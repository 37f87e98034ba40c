/** Says whose fault an event is: the side that made it, or neither, where another server did. */
import { redact } from "@knockgen/auth/room-versions";
import { isRedacted, type LocatedEvent } from "@knockgen/matrix/runtime/inspect-events";
import type { Route } from "@knockgen/matrix/runtime/route";
import { type Exchange, headerOf } from "../exchange.js";
import type { Side } from "../finding.js";
import { memberOf } from "../unknown-json.js";
import { typeOfEvent } from "./located-events.js";

/** Events of a kind that the answering server makes itself for its client. */
const MADE_BY_SERVER = new Set(["m.typing", "m.receipt", "m.presence", "m.push_rules", "m.fully_read"]);

export interface Parties {
  readonly api: string;
  readonly by: "client" | "server";
  /** Whether the body holds an event that is yet to be signed: who answers has made it, for a user of who asks. */
  readonly makesTemplate: boolean;
  /** Server names of the side that sent the body, as far as they are known. */
  readonly names: () => ReadonlySet<string>;
}

const SIGNED = {
  client: /\borigin="?([^",\s]+)/i,
  server: /\bdestination="?([^",\s]+)/i,
} as const;

/** Parties of one side's body: between servers, the signature of the request names both. */
export function partiesOf(
  { request }: Exchange,
  { api, path }: Pick<Route, "api" | "path">,
  by: "client" | "server",
): Parties {
  const makesTemplate = by === "server" && api === "server-server" && path.includes("/make_");
  // Asked for only where something is wrong.
  const names = (): ReadonlySet<string> => {
    const header = headerOf(request.headers);
    const signed = SIGNED[by].exec(header("authorization") ?? "")?.[1];
    const host = by === "server" ? header("host") : undefined;
    return new Set([signed, host].filter((each) => each !== undefined));
  };
  return { by, api, makesTemplate, names };
}

/** `part`: the content, or all around it. `type`: of the event, where there is only its content. */
export function faultOf(
  { place, value }: LocatedEvent,
  part: "content" | "envelope",
  parties: Parties,
  type: string = typeOfEvent(value) ?? "",
): Side {
  const { by, api, makesTemplate, names } = parties;
  // Servers make units themselves, and send them once.
  if (place.form === "unit" || makesTemplate) return by;
  // Servers exchange events as they were made: the answer to an invite has the inviting server's event.
  if (place.form === "pdu" || (api === "server-server" && place.form === "full")) {
    if (part === "content") return "relayed";
    const domain = domainOf(value);
    return domain !== undefined && names().has(domain) ? by : "relayed";
  }
  const isServers = (place.form === "basic" || place.form === "content") && MADE_BY_SERVER.has(type);
  // A server is the client of a bridge.
  if (by === "client")
    return api === "client-server" || part === "envelope" || isServers ? "client" : "relayed";
  if (place.form === "stripped") return "relayed";
  return part === "envelope" || isServers ? "server" : "relayed";
}

function domainOf(event: unknown): string | undefined {
  const sender = memberOf(event, "sender");
  return typeof sender === "string" ? sender.slice(sender.indexOf(":") + 1) : undefined;
}

/** Room versions that redact most and least: what is left in one of them may be all that is left of an event. */
const VERSIONS = ["1", "11"] as const;

/** Keywords by which a content lacks something, rather than holds something wrong. */
const LACKS = new Set(["required", "dependentRequired", "minProperties", "anyOf", "oneOf"]);

/** Whether redaction may be why a content does not fit its type. What it has left is as it was. */
export function isExcused(located: LocatedEvent, keyword: string): boolean {
  const { value } = located;
  if (typeof value === "object" && value !== null && isRedacted({ ...value })) return true;
  return LACKS.has(keyword) && mayBeRedacted(located);
}

/** The same of a content without its event, which does not say whether it was redacted. */
export function isContentExcused(type: string, content: unknown, keyword: string): boolean {
  return LACKS.has(keyword) && typeof content === "object" && content !== null && isOnlyKept(type, content);
}

/**
 * Whether what is left of an event may be what redaction leaves. Between servers nothing in the event says so, but its
 * content then has no other members than redaction keeps.
 */
export function mayBeRedacted({ place, value }: LocatedEvent): boolean {
  if (typeof value !== "object" || value === null) return false;
  const event: { readonly [name: string]: unknown } = { ...value };
  if (isRedacted(event)) return true;
  const { content } = event;
  if ((place.form !== "pdu" && !("hashes" in value)) || typeof content !== "object" || content === null)
    return false;
  return isOnlyKept(typeOfEvent(value) ?? "", content);
}

/** Whether a content has no other members than redaction keeps. */
function isOnlyKept(type: string, content: object): boolean {
  const members = Object.keys(content).length;
  const bare = { type, content: Object.fromEntries(Object.keys(content).map((name) => [name, true])) };
  return VERSIONS.some((version) => {
    const left = redact(bare, version).content;
    return typeof left === "object" && left !== null && Object.keys(left).length === members;
  });
}
