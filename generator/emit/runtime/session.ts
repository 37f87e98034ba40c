/** Access tokens that end, and the refresh tokens that give new ones (Matrix specification, "Refreshing access tokens"). */
import type { Fetch } from "./fetch.js";
import { memberOf } from "./member.js";
import { peek } from "./peek.js";

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** How long the access token is good for, from now on, in milliseconds. */
  readonly expiresInMs?: number | undefined;
}

export interface SessionOptions extends Tokens {
  /** Asks the server for new tokens; gives nothing where it refuses, and throws where it could not be asked. */
  readonly refresh: (refreshToken: string) => Promise<Tokens | undefined>;
  /** Told of new tokens before they are used, so that they outlive the program. Only the call that renewed them waits for it. */
  readonly onTokens?: ((tokens: Tokens) => void | Promise<void>) | undefined;
}

export interface Session {
  /** The access token of the next request. */
  readonly token: () => Promise<string>;
  /** `next`, but a request whose token has ended is sent once more, with a new one. */
  readonly around: (next: Fetch) => Fetch;
}

/** A token is renewed this long before it ends, since requests take their time. */
const MARGIN_MS = 5000;

export function createSession({ refresh, onTokens, ...first }: SessionOptions): Session {
  let tokens: Tokens = first;
  let former = first.accessToken;
  let endsAt = endOf(first);
  let running: Promise<boolean> | undefined;

  /** Calls that find their token ended at the same time share one request: a refresh token is good for one. */
  const renew = (): Promise<boolean> => {
    running ??= renewOnce().finally(() => {
      running = undefined;
    });
    return running;
  };

  const renewOnce = async (): Promise<boolean> => {
    const { refreshToken } = tokens;
    if (refreshToken === undefined) return false;
    const fresh = await refresh(refreshToken);
    if (fresh === undefined) return false;
    former = tokens.accessToken;
    tokens = { ...fresh, refreshToken: fresh.refreshToken ?? refreshToken };
    endsAt = endOf(fresh);
    await onTokens?.(tokens);
    return true;
  };

  return {
    token: async () => {
      // Where that fails, the server's own words about the old token say more.
      if (Date.now() > endsAt - MARGIN_MS) await renew().catch(() => false);
      return tokens.accessToken;
    },
    around: (next) => async (url, init, operation) => {
      const response = await next(url, init, operation);
      const headers = new Headers(init.headers);
      const sent = headers.get("authorization");
      if (sent === null || response.status !== 401 || init.body instanceof ReadableStream) return response;
      const peeked = await peek(response);
      // Other refusals, such as of interactive authentication, are 401, too.
      if (memberOf(peeked.body, "errcode") !== "M_UNKNOWN_TOKEN") return peeked.response;
      // A call may have brought a token of its own, and must not be made in another name.
      if (![former, tokens.accessToken].some((token) => sent === `Bearer ${token}`)) return peeked.response;
      if (sent === `Bearer ${tokens.accessToken}` && !(await renew())) return peeked.response;
      headers.set("authorization", `Bearer ${tokens.accessToken}`);
      return next(url, { ...init, headers }, operation);
    },
  };
}

function endOf({ expiresInMs }: Tokens): number {
  return expiresInMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresInMs;
}
