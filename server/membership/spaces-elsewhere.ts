/** Spaces that this server is not in, as other servers tell of them (C114): asked once, and remembered for some minutes. */
import type { ServerContext } from "../context.js";
import type { Hierarchy } from "../federation/query-calls.js";
import { SingleFlight } from "../federation/single-flight.js";
import { tryServers } from "../federation/try-servers.js";
import { heapBytesOfText, shareOfHeap } from "../heap-size.js";
import { SizedCache } from "../sized-cache.js";

interface Known {
  readonly answer: Hierarchy | undefined;
  /** Of its text. */
  readonly length: number;
  readonly until: number;
}

type Parts = Pick<ServerContext, "federation" | "now" | "serverName">;

/** Servers that are asked about one room. */
const MAX_ASKED = 3;
const ENTRY_BYTES = 500;
const REMEMBER_MS = 5 * 60_000;
/** A server that does not answer may do so soon. */
const REMEMBER_FAILURE_MS = 30_000;
/** A larger answer is asked for again. */
const MAX_LENGTH = 200_000;

/** Asks other servers for spaces. */
export class SpacesElsewhere {
  readonly #context: Parts;
  readonly #known = new SizedCache<string, Known>({
    maxBytes: shareOfHeap(1 / 64, 32),
    sizeOf: ({ length }) => heapBytesOfText(length) + ENTRY_BYTES,
  });
  readonly #flights = new SingleFlight<Hierarchy | undefined>();

  constructor(context: Parts) {
    this.#context = context;
  }

  /** Undefined where no server tells of the room. */
  async find(roomId: string, via: readonly string[], suggestedOnly: boolean): Promise<Hierarchy | undefined> {
    const { now, serverName } = this.#context;
    const key = JSON.stringify([roomId, suggestedOnly]);
    const known = this.#known.get(key);
    if (known !== undefined && known.until > now()) return known.answer;
    const servers = via.filter((server) => server !== serverName).slice(0, MAX_ASKED);
    if (servers.length === 0) return undefined;
    return this.#flights.run(key, async () => {
      const answer = await this.#ask(servers, roomId, suggestedOnly);
      const until = now() + (answer === undefined ? REMEMBER_FAILURE_MS : REMEMBER_MS);
      const length = answer === undefined ? 0 : JSON.stringify(answer).length;
      if (length <= MAX_LENGTH) this.#known.set(key, { answer, length, until });
      return answer;
    });
  }

  async #ask(
    servers: readonly string[],
    roomId: string,
    suggestedOnly: boolean,
  ): Promise<Hierarchy | undefined> {
    const answer = await tryServers(servers, (server) =>
      this.#context.federation.hierarchy(server, roomId, suggestedOnly),
    );
    return answer.ok ? answer.value : undefined;
  }
}
