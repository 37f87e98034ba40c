/** Aliases of this server. */
import { invalidParam } from "../../errors.js";
import { isRoomAlias, serverOf } from "../../values/ids.js";

/** Refuses with 400 what is not an alias of this server. */
export function requireLocalAlias(alias: string, serverName: string): void {
  if (!isRoomAlias(alias) || serverOf(alias) !== serverName)
    throw invalidParam(`${alias} is not an alias of this server`);
}

/** Aliases of one room on this server. */
export const MAX_ALIASES = 1_000;
