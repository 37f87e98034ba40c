/** Facts without which an event between servers cannot be verified, learned from what servers say to each other. */
import { isDeepStrictEqual } from "node:util";
import type { ServerKey } from "@knockgen/auth";
import { isRoomVersion, type RoomVersion } from "@knockgen/auth/room-versions";
import { splitTarget } from "@knockgen/matrix/runtime/target";
import type { Exchange } from "../exchange.js";
import { decoded, jsonOf, memberOf } from "../unknown-json.js";

/** Facts by which events between servers are verified. */
export interface FederationFacts {
  /** Signing keys of a server; undefined while none are known. */
  readonly keysOf: (server: string) => readonly ServerKey[] | undefined;
  readonly roomVersionOf: (roomId: string) => RoomVersion | undefined;
}

/** All facts at one time, as a thread can be told of them. */
export interface FactsSnapshot {
  readonly keys: ReadonlyMap<string, readonly ServerKey[]>;
  readonly versions: ReadonlyMap<string, RoomVersion>;
}

/** More are a flood, and the first ones are kept. */
const MAX_SERVERS = 1_000;
const MAX_ROOMS = 10_000;
const MAX_KEYS_OF_SERVER = 100;

/** Paths of answers and requests that hold a fact. */
const KEYS = /^\/_matrix\/key\/v2\/(?:server|query)/;
const TEMPLATE = /^\/_matrix\/federation\/v\d\/make_(?:join|knock|leave)\/([^/]+)/;
const INVITE = /^\/_matrix\/federation\/v2\/invite\/([^/]+)/;
const STATE = /^\/_matrix\/federation\/v\d\/(?:send_join|state)\/([^/]+)/;

/** Keys are believed as they come: a proxy sees what both sides see. */
export class LearnedFacts implements FederationFacts {
  readonly #keys: Map<string, readonly ServerKey[]>;
  readonly #versions: Map<string, RoomVersion>;
  #revision = 0;

  constructor({ keys, versions }: FactsSnapshot = { keys: new Map(), versions: new Map() }) {
    this.#keys = new Map(keys);
    this.#versions = new Map(versions);
  }

  /** Another number after each fact that is new, or has changed. */
  get revision(): number {
    return this.#revision;
  }

  /** Without a room's version, nothing can be verified; without keys, the form of events can. */
  get isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  /** The facts as a thread can be given them. */
  snapshot(): FactsSnapshot {
    return { keys: this.#keys, versions: this.#versions };
  }

  /** Signing keys of a server; undefined while none are known. */
  keysOf(server: string): readonly ServerKey[] | undefined {
    return this.#keys.get(server);
  }

  /** Version of a room; undefined while it is not known. */
  roomVersionOf(roomId: string): RoomVersion | undefined {
    return this.#versions.get(roomId);
  }

  /** Takes the facts that an exchange between servers holds; others have none. */
  learn({ request, answer }: Exchange): void {
    const { path } = splitTarget(request.target);
    if (answer?.status !== 200 || !/^\/_matrix\/(?:federation|key)\//.test(path)) return;
    if (KEYS.test(path)) this.#learnKeys(jsonOf(answer.body));
    const template = TEMPLATE.exec(path)?.[1];
    if (template !== undefined) this.#learnVersion(template, memberOf(jsonOf(answer.body), "room_version"));
    const invite = INVITE.exec(path)?.[1];
    if (invite !== undefined) this.#learnVersion(invite, memberOf(jsonOf(request.body), "room_version"));
    const state = STATE.exec(path)?.[1];
    if (state !== undefined && !this.#versions.has(decoded(state)))
      this.#learnState(state, jsonOf(answer.body));
  }

  #learnKeys(body: unknown): void {
    const several = memberOf(body, "server_keys");
    for (const each of Array.isArray(several) ? several : [body]) {
      const server = memberOf(each, "server_name");
      if (typeof server === "string") this.#learnKeysOf(server, keysOf(each));
    }
  }

  #learnKeysOf(server: string, said: readonly ServerKey[]): void {
    const known = this.#keys.get(server);
    if (known === undefined && this.#keys.size >= MAX_SERVERS) return;
    const keys = new Map(known?.map((key) => [key.keyId, key]));
    for (const key of said)
      if (keys.size < MAX_KEYS_OF_SERVER || keys.has(key.keyId)) keys.set(key.keyId, key);
    const now = [...keys.values()];
    if (isDeepStrictEqual(now, known)) return;
    this.#keys.set(server, now);
    this.#revision++;
  }

  #learnState(roomId: string, body: unknown): void {
    const events = memberOf(body, "state") ?? memberOf(body, "pdus");
    if (!Array.isArray(events)) return;
    const create = events.find((event) => memberOf(event, "type") === "m.room.create");
    if (create !== undefined)
      this.#learnVersion(roomId, memberOf(memberOf(create, "content"), "room_version") ?? "1");
  }

  #learnVersion(escapedRoomId: string, version: unknown): void {
    const roomId = decoded(escapedRoomId);
    if (typeof version !== "string" || !isRoomVersion(version) || this.#versions.size >= MAX_ROOMS) return;
    if (this.#versions.get(roomId) === version) return;
    this.#versions.set(roomId, version);
    this.#revision++;
  }
}

/** Keys that a server's answer lists: those that it signs with, and then those that it no longer does. */
function keysOf(answer: unknown): ServerKey[] {
  const validUntilTs = memberOf(answer, "valid_until_ts");
  const until = typeof validUntilTs === "number" ? { validUntilTs } : {};
  const current = keysIn(memberOf(answer, "verify_keys")).map(
    ([keyId, publicKey]): ServerKey => ({ keyId, publicKey, ...until }),
  );
  const old = keysIn(memberOf(answer, "old_verify_keys")).map(
    ([keyId, publicKey, expiredTs]): ServerKey => ({
      keyId,
      publicKey,
      ...(expiredTs !== undefined && { expiredTs }),
    }),
  );
  return [...current, ...old];
}

function keysIn(value: unknown): [keyId: string, publicKey: string, expiredTs: number | undefined][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([keyId, each]): [string, string, number | undefined][] => {
    const [key, expired] = [memberOf(each, "key"), memberOf(each, "expired_ts")];
    return typeof key === "string" ? [[keyId, key, typeof expired === "number" ? expired : undefined]] : [];
  });
}
