/** Capabilities, filters and push rules. */
import { ROOM_VERSIONS } from "@knockgen/auth";
import type { PushRuleset } from "@knockgen/matrix/client-server";
import type { ServerContext } from "../context.js";
import { forbidden, notFound } from "../errors.js";
import { asJsonObject } from "./json.js";
import type { Handlers } from "./types.js";

/** Releases by which every operation that is here at all answers; what a release adds elsewhere, clients find missing. */
const LAST_RELEASE = 19;
const VERSIONS: string[] = Array.from({ length: LAST_RELEASE }, (_, at) => `v1.${at + 1}`);

/** The room version that `createRoom` uses where none is given. */
export const DEFAULT_ROOM_VERSION = "12";

/** No rule that notifies: this server sends no push messages, and clients count for themselves. */
const RULES: PushRuleset = { override: [], content: [], room: [], sender: [], underride: [] };

/** Handlers of what every client asks first. */
export function metaHandlers(
  context: ServerContext,
): Handlers<"getVersions" | "getCapabilities" | "getPushRules" | "defineFilter" | "getFilter"> {
  const { store, config } = context;
  return {
    getVersions: () => ({ status: 200, body: { versions: VERSIONS } }),
    getCapabilities: () => ({
      status: 200,
      body: {
        capabilities: {
          "m.room_versions": {
            default: config.defaultRoomVersion ?? DEFAULT_ROOM_VERSION,
            available: Object.fromEntries(
              Object.values(ROOM_VERSIONS).map(({ version, disposition }) => [version, disposition]),
            ),
          },
          "m.change_password": { enabled: false },
        },
      },
    }),
    getPushRules: () => ({ status: 200, body: { global: RULES } }),
    defineFilter: async ({ path, body, auth }) => {
      if (path.userId !== auth.userId) throw forbidden("You can only use your own filters");
      return { status: 200, body: { filter_id: await store.saveFilter(auth.userId, asJsonObject(body)) } };
    },
    getFilter: async ({ path, auth }) => {
      if (path.userId !== auth.userId) throw forbidden("You can only use your own filters");
      const filter = await store.filter(auth.userId, path.filterId);
      if (filter === undefined) throw notFound("There is no such filter");
      return { status: 200, body: { ...filter } };
    },
  };
}
