/** Says whose fault an event is: the side that made it, or neither, where another server did. */
import type { LocatedEvent } from "@knockgen/matrix/runtime/inspect-events";
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
  const { by, makesTemplate } = parties;
  // Servers make units themselves, and send them once.
  if (place.form === "unit" || makesTemplate) return by;
  return isBySide({ place, value }, part, parties, type) ? by : "relayed";
}

function isBySide(
  { place: { form }, value }: Pick<LocatedEvent, "place" | "value">,
  part: "content" | "envelope",
  parties: Parties,
  type: string,
): boolean {
  const { by, api } = parties;
  // Servers exchange events as they were made: the answer to an invite has the inviting server's event.
  const isSigned = form === "pdu" || (api === "server-server" && form === "full");
  if (isSigned) return part === "envelope" && isOfParty(value, parties);
  const isMadeByServer = (form === "basic" || form === "content") && MADE_BY_SERVER.has(type);
  const isOwn = part === "envelope" || isMadeByServer;
  // A server is the client of a bridge.
  return by === "client" ? isOwn || api === "client-server" : isOwn && form !== "stripped";
}

/** Whether an event is of a user of the side that sent it. */
function isOfParty(event: unknown, { names }: Parties): boolean {
  const domain = domainOf(event);
  return domain !== undefined && names().has(domain);
}

function domainOf(event: unknown): string | undefined {
  const sender = memberOf(event, "sender");
  return typeof sender === "string" ? sender.slice(sender.indexOf(":") + 1) : undefined;
}
