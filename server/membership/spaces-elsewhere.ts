/** Spaces that this server is not in, as other servers tell of them (C114): asked once, and remembered for some minutes. */
import type { ServerContext } from "../context.js";
import { AskedOnce } from "../federation/asked-once.js";
import type { Hierarchy } from "../federation/calls/query-calls.js";
import { tryServers } from "../federation/calls/try-servers.js";
import type { FederationError } from "../federation/transport/transport.js";

type Parts = Pick<ServerContext, "federation" | "now" | "serverName">;

/** Servers that are asked about one room. */
const MAX_ASKED = 3;
const REMEMBER_MS = 5 * 60_000;
/** A server that does not answer may do so soon. */
const REMEMBER_FAILURE_MS = 30_000;
const MAX_LENGTH = 200_000;

interface Answer {
  readonly hierarchy: Hierarchy | undefined;
  /** Servers say that our users may not know of the room, which changes as soon as one of them enters another. */
  readonly isRefused: boolean;
}

/** Asks other servers for spaces. */
export class SpacesElsewhere {
  readonly #context: Parts;
  readonly #answers: AskedOnce<Answer>;

  constructor(context: Parts) {
    this.#context = context;
    this.#answers = new AskedOnce({
      now: context.now,
      keptMs: ({ hierarchy, isRefused }) => {
        if (isRefused) return 0;
        return hierarchy === undefined ? REMEMBER_FAILURE_MS : REMEMBER_MS;
      },
      maxLength: MAX_LENGTH,
    });
  }

  /** Undefined where no server tells of the room. */
  async find(roomId: string, via: readonly string[], suggestedOnly: boolean): Promise<Hierarchy | undefined> {
    const { federation, serverName } = this.#context;
    const servers = via.filter((server) => server !== serverName).slice(0, MAX_ASKED);
    if (servers.length === 0) return undefined;
    // Each space names servers of its choice: an answer of those that one names is not shown to those who look at another.
    const { hierarchy } = await this.#answers.find(
      JSON.stringify([roomId, suggestedOnly, servers]),
      async () => {
        const answer = await tryServers(servers, (server) =>
          federation.hierarchy(server, roomId, suggestedOnly),
        );
        if (answer.ok) return { hierarchy: answer.value, isRefused: false };
        return { hierarchy: undefined, isRefused: answer.failures.every(({ error }) => isRefusal(error)) };
      },
    );
    return hierarchy;
  }
}

function isRefusal(error: FederationError): boolean {
  return error.kind === "http" && error.status < 429 && error.errcode !== "M_UNRECOGNIZED";
}
