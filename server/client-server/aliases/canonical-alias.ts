/** A check of `m.room.canonical_alias`: it names aliases that lead to its room (O34). */
import { type JsonObject, own } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { forbidden, invalidParam, MatrixHttpError } from "../../errors.js";
import { resolveAlias } from "../../membership/find-room.js";
import { isResident } from "../../membership/require-member.js";
import { isRoomAlias } from "../../values/ids.js";
import { hasStatePower } from "../power.js";

/** Aliases that one event may name anew: for each of them another server may have to be asked. */
const MAX_NEW = 20;

/** The aliases that a content names. Throws 400 for what is none. */
export function aliasesIn(content: JsonObject): ReadonlySet<string> {
  const alias = own(content, "alias") ?? "";
  const more = own(content, "alt_aliases") ?? [];
  if (!Array.isArray(more)) throw invalidParam("alt_aliases is a list");
  const named = new Set<string>();
  // An empty main alias takes the one that there was away.
  for (const each of alias === "" ? more : [alias, ...more]) {
    if (typeof each !== "string" || !isRoomAlias(each))
      throw invalidParam(`${String(each)} is not a room alias`);
    named.add(each);
  }
  return named;
}

/** The answer where an alias leads elsewhere, or nowhere. */
export function badAlias(alias: string): MatrixHttpError {
  return new MatrixHttpError(400, "M_BAD_ALIAS", `${alias} does not lead to this room`);
}

/** Refuses a canonical alias event with an alias that the present one does not name and that does not lead to the room. */
export async function checkCanonicalAlias(
  context: Pick<ServerContext, "federation" | "serverName" | "store" | "writer">,
  roomId: string,
  sender: string,
  content: JsonObject,
): Promise<void> {
  const named = aliasesIn(content);
  if (named.size === 0) return;
  const present = await context.writer.look(roomId, (draft) => draft.shownContent("m.room.canonical_alias"));
  const known = present === undefined ? new Set<string>() : listedIn(present);
  const added = [...named].filter((alias) => !known.has(alias));
  if (added.length > MAX_NEW) throw invalidParam(`No more than ${MAX_NEW} aliases can be added at once`);
  // Who may not send the event does not have us call others.
  if (added.length > 0 && !(await hasStatePower(context, roomId, sender, "m.room.canonical_alias")))
    throw forbidden("You may not set the aliases of this room");
  // All at once: each of the servers may let us wait.
  const rooms = await Promise.all(added.map((alias) => roomOf(context, alias)));
  const bad = added.find((_, at) => rooms[at] !== roomId);
  if (bad !== undefined) throw badAlias(bad);
}

/** Undefined where an alias leads nowhere. */
async function roomOf(
  context: Pick<ServerContext, "federation" | "serverName" | "store" | "writer">,
  alias: string,
): Promise<string | undefined> {
  try {
    return (await resolveAlias(context, alias)).roomId;
  } catch (error) {
    if (error instanceof MatrixHttpError) return undefined;
    throw error;
  }
}

/** Takes an alias that leads nowhere any more out of the room's event, if the user may change that (C107). */
export async function dropCanonicalAlias(
  context: Pick<ServerContext, "serverName" | "writer">,
  { roomId, alias, userId }: { readonly roomId: string; readonly alias: string; readonly userId: string },
): Promise<void> {
  const may =
    (await isResident(context, roomId)) &&
    (await hasStatePower(context, roomId, userId, "m.room.canonical_alias"));
  if (!may) return;
  await context.writer.change(roomId, async (draft) => {
    const before = await draft.shownContent("m.room.canonical_alias");
    if (before === undefined || !listedIn(before).has(alias)) return;
    const content = without(before, alias);
    await draft.send({ type: "m.room.canonical_alias", sender: userId, stateKey: "", content });
  });
}

function without({ alias: main, alt_aliases: more, ...rest }: JsonObject, alias: string): JsonObject {
  const others = Array.isArray(more) ? more.filter((each) => each !== alias) : [];
  return {
    ...rest,
    ...(main !== undefined && main !== alias && { alias: main }),
    ...(others.length > 0 && { alt_aliases: others }),
  };
}

/** Aliases of an event that is there already, whatever it looks like. */
function listedIn(content: JsonObject): ReadonlySet<string> {
  const alias = own(content, "alias");
  const more = own(content, "alt_aliases");
  const all = [alias, ...(Array.isArray(more) ? more : [])];
  return new Set(all.filter((each) => typeof each === "string"));
}
