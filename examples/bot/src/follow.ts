/** Follows what happens, until the signal says so: waits at the server, and tries again when the connection is lost. */
import { setTimeout as pause } from "node:timers/promises";
import type { ClientServerClient } from "@knockgen/matrix/client/client-server";
import type { SyncResponse200 } from "@knockgen/matrix/client-server";
import { UnexpectedResponse } from "@knockgen/matrix/runtime/client-errors";

type Rooms = NonNullable<SyncResponse200["rooms"]>;

/** News since the last batch. */
export interface Batch {
  readonly rooms: { readonly [kind in "invite" | "join"]: NonNullable<Rooms[kind]> };
  /** Whether it is the snapshot that all begins with. */
  readonly isFirst: boolean;
}

const WAIT_MS = 30_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

export async function* follow(client: ClientServerClient, signal: AbortSignal): AsyncGenerator<Batch> {
  let since: string | undefined;
  let delay = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const query = since === undefined ? {} : { since, timeout: WAIT_MS };
      const { body } = await client.sync({ query }, { signal });
      yield {
        rooms: { invite: body.rooms?.invite ?? {}, join: body.rooms?.join ?? {} },
        isFirst: since === undefined,
      };
      since = body.next_batch;
      delay = FIRST_PAUSE_MS;
    } catch (error) {
      if (signal.aborted) return;
      // The token is not good any more: waiting would not help.
      if (error instanceof UnexpectedResponse && error.status === 401) throw error;
      console.error(`trying again in ${delay} ms: ${error instanceof Error ? error.message : String(error)}`);
      await pause(delay * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
      delay = Math.min(2 * delay, LONGEST_PAUSE_MS);
    }
  }
}
