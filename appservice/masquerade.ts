/** Clients that call the homeserver as the service, or in the name of one of its users. */
import { type ClientServerClient, createClientServerClient } from "@knockgen/matrix/client/client-server";
import type { ClientOptions } from "@knockgen/matrix/runtime/client-options";
import type { Fetch } from "@knockgen/matrix/runtime/fetch";

/** The homeserver that the service belongs to. */
export interface Homeserver {
  /** Its address, `https://matrix.example`. */
  readonly url: string;
  /** The name that its user IDs end in. */
  readonly serverName: string;
  /** How calls are made: time limits, checks of answers and the like. */
  readonly client?: Omit<ClientOptions, "baseUrl" | "token"> | undefined;
}

/** Query parameters that say in whose name a call is. */
export interface Identity {
  readonly user_id: string;
  readonly device_id?: string;
}

/** A client with the service's token; with an identity, each of its calls is in that name. */
export function clientOf(
  { url, client = {} }: Homeserver,
  token: string,
  identity?: Identity,
): ClientServerClient {
  const send: Fetch = client.fetch ?? ((target, init) => fetch(target, init));
  return createClientServerClient({
    ...client,
    baseUrl: url,
    token,
    fetch:
      identity === undefined
        ? send
        : (target, init, called) => send(inNameOf(target, identity), init, called),
  });
}

function inNameOf(target: string, identity: Identity): string {
  const url = new URL(target);
  // Not `searchParams`: it would write anew what is there already.
  const added = new URLSearchParams({ ...identity }).toString();
  url.search = url.search === "" ? added : `${url.search}&${added}`;
  return url.href;
}
