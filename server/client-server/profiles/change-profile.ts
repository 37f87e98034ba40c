/** A user's own profile, and the rooms that show it (C21 to C26). */
import type { JsonValue } from "@knockgen/auth";
import { canonicalEventJson, takesMoreThan } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { badJson, forbidden, invalidParam, MatrixHttpError } from "../../errors.js";
import { doTasks } from "../../membership/account-tasks.js";
import type { Auth } from "../auth.js";

/** Names of the specification, and those of others with a namespace before a full stop. */
const FIELD = /^(?:displayname|avatar_url|[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)+)$/;
const MAX_FIELD_BYTES = 255;
const MAX_PROFILE_BYTES = 64 * 1024;
/** Of a field that member events carry: with both of them, and a reason, these still are events (O33). */
const MAX_SHOWN_BYTES = 16 * 1024;
/** Fields that member events carry. */
const SHOWN_IN_ROOMS: ReadonlySet<string> = new Set(["displayname", "avatar_url"]);
/** Fields whose type is known; anything else may be any JSON. */
const TEXTS: ReadonlySet<string> = new Set([...SHOWN_IN_ROOMS, "m.tz"]);

/** Sets a field, or removes it without a value, and tells the user's rooms without waiting for them. */
export async function changeProfile(
  context: ServerContext,
  auth: Auth,
  { userId, keyName }: { readonly userId: string; readonly keyName: string },
  value: JsonValue | undefined,
): Promise<void> {
  if (userId !== auth.userId) throw forbidden("That is another user's profile");
  if (Buffer.byteLength(keyName) > MAX_FIELD_BYTES)
    throw new MatrixHttpError(400, "M_KEY_TOO_LARGE", "The field's name is too long");
  if (!FIELD.test(keyName)) throw invalidParam("A profile has no field of such a name");
  const isShown = SHOWN_IN_ROOMS.has(keyName);
  if (TEXTS.has(keyName) && value !== undefined && typeof value !== "string")
    throw badJson(`${keyName} is not a text`);
  // One that is certainly too large is not encoded to find that out.
  if (value !== undefined && takesMoreThan(value, isShown ? MAX_SHOWN_BYTES : MAX_PROFILE_BYTES))
    throw tooLarge();
  const change = await context.store.changeProfile(userId, (before) => {
    const others = Object.entries(before).filter(([key]) => key !== keyName);
    const profile = Object.fromEntries(value === undefined ? others : [...others, [keyName, value]]);
    if (Buffer.byteLength(canonicalEventJson(profile)) > MAX_PROFILE_BYTES) throw tooLarge();
    return profile;
  });
  context.announce(change);
  if (!isShown) return;
  context.profiles.forget(userId);
  doTasks(context, userId);
}

function tooLarge(): MatrixHttpError {
  return new MatrixHttpError(400, "M_PROFILE_TOO_LARGE", "The profile is too large");
}
