/** A ring of keys among servers that answer as a test likes, in a time of its own. */
import {
  generateKeyPair,
  type JsonObject,
  type JsonValue,
  type KeyDocumentOptions,
  type KeyPair,
  signKeyDocument,
} from "@knockgen/auth";
import { KeyFetcher } from "../../../server/federation/keys/key-fetcher.js";
import { KeyRing, type KeyRingOptions } from "../../../server/federation/keys/key-ring.js";
import { OwnKeyRing } from "../../../server/federation/keys/own-keys.js";
import type { FederationRequest } from "../../../server/federation/transport/transport.js";
import { MemoryKeyStore } from "../support/memory-key-store.js";
import { FakeTime } from "./support.js";

export const DAY: number = 24 * 60 * 60 * 1000;
export const THEM = "them.example";
export const first: KeyPair = generateKeyPair("1");

export type Answers = Record<string, (uri: string) => JsonValue | undefined>;

export interface Rig {
  readonly time: FakeTime;
  /** Names of servers, in the order in which they were asked. */
  readonly asked: readonly string[];
  readonly store: KeyRingOptions["store"];
  readonly ours: OwnKeyRing;
  readonly ring: KeyRing;
  /** Another one, on the same store. */
  readonly restarted: () => KeyRing;
}

/** Answers by server; undefined is a connection that fails. */
export async function rig(answers: Answers, options: Partial<KeyRingOptions> = {}): Promise<Rig> {
  const time = new FakeTime(1_700_000_000_000);
  const asked: string[] = [];
  const transport = {
    request: async ({ destination, uri }: FederationRequest) => {
      asked.push(destination);
      await Promise.resolve();
      const value = answers[destination]?.(uri);
      return value === undefined
        ? { ok: false as const, error: { kind: "unreachable" as const, message: "down" } }
        : { ok: true as const, value };
    },
  };
  const store = options.store ?? new MemoryKeyStore();
  const ours = await OwnKeyRing.open("us.example", store, time.clock);
  const fetcher = new KeyFetcher({ transport, clock: time.clock });
  const ring = (): KeyRing => new KeyRing({ own: ours, store, fetcher, clock: time.clock, ...options });
  return { time, asked, store, ours, ring: ring(), restarted: ring };
}

export function documentOf(
  time: FakeTime,
  keys: readonly KeyPair[],
  more: Partial<KeyDocumentOptions> = {},
): JsonObject {
  return signKeyDocument({ serverName: THEM, validUntilTs: time.now + DAY, ...more }, keys);
}
