/** Access tokens: whose they are. */
import type { Authenticate } from "@knockgen/matrix/runtime/credentials";
import { type ClientAuth, stillGood } from "../../client-auth.js";
import { unknownToken } from "../../errors.js";
import type { Progress } from "../../progress.js";
import type { DeviceRecord, DeviceStore } from "../../store/store.js";
import type { LastCalls } from "./last-calls.js";
import { hashToken } from "./passwords.js";

interface Known {
  readonly auth: ClientAuth;
  readonly until: number;
}

const CAPACITY = 10_000;
/** That another process has ended a token is heard at once, but for a refresh, and where the news are lost. */
const REMEMBER_MS = 5_000;

/** Tokens in memory, for a short time. */
export class TokenCache {
  readonly #store: Pick<DeviceStore, "deviceByToken">;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  /** How often tokens were revoked. */
  #revocations = 0;

  constructor(store: Pick<DeviceStore, "deviceByToken">, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async find(token: string): Promise<ClientAuth | undefined> {
    const hash = hashToken(token);
    const known = this.#known.get(hash);
    if (known !== undefined && known.until > this.#now()) return stillGood(known.auth, this.#now());
    const revocations = this.#revocations;
    const device = await this.#store.deviceByToken(hash);
    this.#known.delete(hash);
    if (device === undefined) return undefined;
    const auth = { ...device, tokenHash: hash };
    // It may have been revoked while it was read.
    if (revocations === this.#revocations) this.#known.set(hash, { auth, until: this.#now() + REMEMBER_MS });
    const [oldest] = this.#known.keys();
    if (this.#known.size > CAPACITY && oldest !== undefined) this.#known.delete(oldest);
    return stillGood(auth, this.#now());
  }

  /** A token, by its hash, that was found a moment ago and was not revoked here since. */
  recall(hash: string): ClientAuth | undefined {
    const known = this.#known.get(hash);
    return known !== undefined && known.until > this.#now() ? known.auth : undefined;
  }

  /** The tokens of a device have been revoked. */
  forget({ userId, deviceId }: DeviceRecord): void {
    this.#drop((auth) => auth.userId === userId && auth.deviceId === deviceId);
  }

  /** Some token of a user has been revoked; without a user, of any. */
  forgetUser(userId: string | undefined): void {
    this.#drop((auth) => userId === undefined || auth.userId === userId);
  }

  #drop(isRevoked: (auth: ClientAuth) => boolean): void {
    this.#revocations++;
    for (const [hash, { auth }] of this.#known) if (isRevoked(auth)) this.#known.delete(hash);
  }
}

/** For the routes of the client-server API. */
export function authenticateClient(
  tokens: TokenCache,
  calls: LastCalls,
  progress: Pick<Progress, "caughtUp">,
): Authenticate<ClientAuth> {
  return async (credential) => {
    // A token that another process has ended before is none (C62).
    await progress.caughtUp();
    const auth = "token" in credential ? await tokens.find(credential.token) : undefined;
    if (auth !== undefined) calls.note(auth, credential.request.ip);
    return auth ?? unknownToken();
  };
}
