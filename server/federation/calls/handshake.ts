/** Entering, knocking on and leaving rooms through servers that are in them. */
import {
  isRoomVersion,
  type JsonObject,
  type KeyPair,
  ROOM_VERSIONS,
  type RoomVersion,
} from "@knockgen/auth";
import { endOf } from "../../bounds/end-of.js";
import type { Clock } from "../../values/clock.js";
import { type FederationResult, failed } from "../transport/transport.js";
import type { SentJoin } from "./answers.js";
import type { FederationClient } from "./client.js";
import type { HandshakeKind } from "./membership-calls.js";
import { type CompletedEvent, checkTemplate, completeTemplate } from "./template.js";
import { type TryResult, tryServers } from "./try-servers.js";

/** A handshake, and the servers to try. */
export interface HandshakeRequest {
  readonly roomId: string;
  readonly userId: string;
  /** Servers that should be in the room, best first. */
  readonly via: readonly string[];
  /** For the content of the event: `reason`, `displayname`, `avatar_url`. */
  readonly content?: JsonObject;
  readonly signal?: AbortSignal;
}

/** An event that the room's server has taken, and what it answered. */
export interface Handshake<T> extends CompletedEvent {
  readonly answer: T;
}

/** Context of handshakes. */
export interface HandshakeOptions {
  readonly serverName: string;
  readonly client: FederationClient;
  readonly signingKey: () => KeyPair;
  readonly clock?: Clock;
  /** After that time no further server is tried, since a client waits for the answer. The default is a minute. */
  readonly patienceMs?: number;
  /** Resolves when a server has what it was sent before. The default is that it has it all. */
  readonly delivered?: (server: string) => Promise<void>;
}

/** How long a join waits for that at each server. */
const DELIVERY_MS = 5_000;

const VERSIONS: readonly RoomVersion[] = Object.keys(ROOM_VERSIONS).filter(isRoomVersion);

/** Does both halves at each server in turn; the next server gets a template of its own. */
export class Handshakes {
  readonly #options: HandshakeOptions;

  constructor(options: HandshakeOptions) {
    this.#options = options;
  }

  /** Whether a user may join can rest on a room that they have joined just now, of which that server is told first (#40). */
  join(request: HandshakeRequest): Promise<TryResult<Handshake<SentJoin>>> {
    const { client, delivered } = this.#options;
    const before = delivered && ((server: string) => within(DELIVERY_MS, delivered(server)));
    return this.#through(
      "join",
      request,
      (server, event, call) => client.sendJoin(server, event, call),
      before,
    );
  }

  /** Answers with `knock_room_state`, unchecked. */
  knock(request: HandshakeRequest): Promise<TryResult<Handshake<readonly JsonObject[]>>> {
    return this.#through("knock", request, (server, event, call) =>
      this.#options.client.sendKnock(server, event, call),
    );
  }

  leave(request: HandshakeRequest): Promise<TryResult<Handshake<unknown>>> {
    return this.#through<unknown>("leave", request, (server, event, call) =>
      this.#options.client.sendLeave(server, event, call),
    );
  }

  #through<T>(
    kind: HandshakeKind,
    request: HandshakeRequest,
    send: Send<T>,
    before: (server: string) => Promise<void> = async () => {},
  ): Promise<TryResult<Handshake<T>>> {
    const { serverName, client, signingKey, clock = Date.now, patienceMs = 60_000 } = this.#options;
    const end = clock() + patienceMs;
    const { roomId, userId, via, content = {}, signal } = request;
    const call = signal === undefined ? {} : { signal };
    // Our own server is not the one to ask: it would have done it by itself.
    return tryServers(
      via.filter((server) => server !== serverName),
      async (server) => {
        await before(server);
        const wanted = { kind, roomId, userId, versions: VERSIONS };
        const made = await client.makeMembership(server, wanted, call);
        if (!made.ok) return made;
        const check = checkTemplate(made.value, wanted);
        if (!check.ok) return failed("malformed", check.message);
        const completion = { serverName, key: signingKey(), ts: clock(), content };
        const completed = completeTemplate(check.template, completion);
        if (completed === undefined)
          return failed("malformed", "the template makes no event of its room version");
        const sent = await send(server, { roomId, ...completed }, call);
        return sent.ok ? { ok: true, value: { ...completed, answer: sent.value } } : sent;
      },
      () => clock() >= end,
    );
  }
}

type Send<T> = (
  server: string,
  event: CompletedEvent & { readonly roomId: string },
  call: { readonly signal?: AbortSignal },
) => Promise<FederationResult<T>>;

async function within(ms: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, endOf(AbortSignal.timeout(ms))]);
}
