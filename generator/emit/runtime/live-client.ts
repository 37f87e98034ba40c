/** A client that lives: it waits where a server asks for patience, renews its token, follows `/sync` and turns pages. */
import type { CallOptions, ClientOptions } from "./client-options.js";
import type { Fetch } from "./fetch.js";
import { followSync, type SyncOptions } from "./follow-sync.js";
import { eventMethods } from "./live-events.js";
import { fileMethods, type ParseMxcUri } from "./live-files.js";
import { memberOf } from "./member.js";
import { callMethod, type Methods } from "./methods.js";
import { type Middleware, withMiddleware } from "./middleware.js";
import type { AnyRequest } from "./operation.js";
import { eachItem, type Page } from "./paginate.js";
import { type RetryOptions, retrying } from "./retry.js";
import { createSession, type Session, type Tokens } from "./session.js";
import { isRefusal, unwrap } from "./unwrap.js";

export interface LiveClientOptions extends ClientOptions {
  /** How requests are repeated; `false` for never. */
  readonly retry?: RetryOptions | false | undefined;
  /** Hooks around every call, repeats included. */
  readonly middleware?: readonly Middleware[] | undefined;
  /** Gives new access tokens when `token`, then a string, has ended. */
  readonly refreshToken?: string | undefined;
  /** How long `token` is good for, in milliseconds; with `refreshToken`, it is renewed before it ends. */
  readonly expiresInMs?: number | undefined;
  /**
   * Told of new tokens before they are used. The former refresh token is worth nothing from then on. Only the call that renewed
   * them waits for it.
   */
  readonly onTokens?: ((tokens: Tokens) => void | Promise<void>) | undefined;
}

type MakeMethods = (options: ClientOptions) => Methods;

/** Parts that differ from output to output. */
export interface LiveParts {
  readonly make: MakeMethods;
  readonly pages: { readonly [name: string]: Page };
  readonly parseMxcUri: ParseMxcUri;
}

/** The methods of a client-server API, and those that live on top of them. */
export function createLiveClient(
  { make, pages, parseMxcUri }: LiveParts,
  options: LiveClientOptions,
): object {
  const { retry, middleware = [], refreshToken, expiresInMs, onTokens, ...plain } = options;
  const bare: Fetch = plain.fetch ?? ((url, init) => fetch(url, init));
  const session = sessionOf(make, options);
  const once: Fetch = session === undefined ? bare : session.around(bare);
  const base: ClientOptions = session === undefined ? plain : { ...plain, token: session.token };
  const repeated = retry === false ? once : retrying(once, retry);
  const hooked = (fetch: Fetch): Fetch => withMiddleware(fetch, middleware);
  const through = (fetch: Fetch): Methods => make({ ...base, fetch });

  const methods = through(hooked(repeated));
  // It has a patience of its own, which tells the program of every wait.
  const { sync: syncOnce } = through(hooked(once));
  return {
    ...methods,
    ...eventMethods(methods),
    ...fileMethods((wrap) => through(wrap(hooked(repeated))), parseMxcUri),
    sync: (syncOptions?: SyncOptions) => followSync((...call) => callMethod(syncOnce, ...call), syncOptions),
    paginate: (name: string, request: AnyRequest, callOptions?: CallOptions) => {
      const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
      if (page === undefined) throw new TypeError(`${name} does not answer in pages`);
      return eachItem((...call) => callMethod(methods[name], ...call), page, request, callOptions);
    },
  };
}

/** Calls wait for it, and cannot end it. */
const REFRESH_TIMEOUT_MS = 30_000;

function sessionOf(make: MakeMethods, options: LiveClientOptions): Session | undefined {
  const { token, refreshToken, expiresInMs, onTokens, baseUrl, fetch, headers } = options;
  if (typeof token !== "string" || refreshToken === undefined) return undefined;
  const { timeoutMs = REFRESH_TIMEOUT_MS } = options;
  const { refresh } = make({ baseUrl, fetch, headers, timeoutMs });
  if (refresh === undefined) return undefined;
  return createSession({
    accessToken: token,
    refreshToken,
    expiresInMs,
    onTokens,
    refresh: async (refresh_token) => {
      try {
        return tokensOf(unwrap(await refresh({ body: { refresh_token } })));
      } catch (error) {
        if (isRefusal(error) && error.status < 500 && error.status !== 429) return undefined;
        throw error;
      }
    },
  });
}

function tokensOf(body: unknown): Tokens | undefined {
  const [access, refresh, lifetime] = ["access_token", "refresh_token", "expires_in_ms"].map((name) =>
    memberOf(body, name),
  );
  if (typeof access !== "string") return undefined;
  return {
    accessToken: access,
    refreshToken: typeof refresh === "string" ? refresh : undefined,
    expiresInMs: typeof lifetime === "number" ? lifetime : undefined,
  };
}
