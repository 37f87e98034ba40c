/** One server after another, until one does what is asked (X2). */
import type { FederationError, FederationResult } from "../transport/transport.js";

/** Outcome: the server that did it, or the failure that tells the most. */
export type TryResult<T> =
  | { readonly ok: true; readonly server: string; readonly value: T }
  | {
      readonly ok: false;
      readonly error: FederationError;
      readonly failures: readonly { readonly server: string; readonly error: FederationError }[];
    };

/** A longer list is probably an attack. */
const MAX_SERVERS = 20;

/**
 * Tries each server in turn; a name that is repeated counts once. A failure at one is not the end while another is
 * left, as servers may be down, out of date, or without anyone who could help. The first one is always tried; once it is
 * too late, no further one is.
 */
export async function tryServers<T>(
  servers: readonly string[],
  attempt: (server: string) => Promise<FederationResult<T>>,
  isTooLate: () => boolean = () => false,
): Promise<TryResult<T>> {
  const failures: { readonly server: string; readonly error: FederationError }[] = [];
  for (const server of [...new Set(servers)].slice(0, MAX_SERVERS)) {
    if (failures.length > 0 && isTooLate()) break;
    const result = await attempt(server);
    if (result.ok) return { ok: true, server, value: result.value };
    failures.push({ server, error: result.error });
    if (result.error.kind === "aborted" || result.error.kind === "unsendable") break;
  }
  return { ok: false, error: mostTelling(failures.map(({ error }) => error)), failures };
}

/** The failure where there was no server to try. */
export const NONE_TO_TRY: FederationError = {
  kind: "unreachable",
  message: "no server is known that could help",
};

/** The failure to tell the user: what the room's servers say before what went wrong on the way to them. */
export function mostTelling(errors: readonly FederationError[]): FederationError {
  // Of equals the first stays, as sorting is stable.
  return [...errors].sort((a, b) => rank(a) - rank(b))[0] ?? NONE_TO_TRY;
}

function rank(error: FederationError): number {
  if (error.kind === "http") return rankOfAnswer(error.status, error.errcode);
  const order = [
    "unsendable",
    "aborted",
    // A busy server may help later, so the client is told to retry.
    "busy",
    "malformed",
    "too-large",
    "timeout",
    "unreachable",
    "refused-address",
    "invalid-name",
  ];
  return 10 + order.indexOf(error.kind);
}

function rankOfAnswer(status: number, errcode: string): number {
  // We cannot enter the room through any server.
  if (errcode === "M_INCOMPATIBLE_ROOM_VERSION") return 0;
  if (status === 403) return 1;
  // Others may be able to authorise or to grant a restricted join.
  if (status === 400 && errcode.startsWith("M_UNABLE_TO_")) return 2;
  if (status === 429) return 4;
  // That server is not in the room, which says little of the room.
  if (status === 404) return 5;
  if (status === 401) return 6;
  return status >= 400 && status < 500 ? 3 : 7;
}
