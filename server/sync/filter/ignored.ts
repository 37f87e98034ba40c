/** Users that a user has chosen not to hear (C132). */
import { isJsonObject, own } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import type { Filtered, ReadEventFilter } from "./event-filter.js";

const LIST = "m.ignored_user_list";

/** The users that a user ignores, which is never that user. */
export async function ignoredBy(
  { store }: Pick<ServerContext, "store">,
  userId: string,
): Promise<ReadonlySet<string>> {
  const content = await store.accountData({ userId, roomId: undefined, type: LIST });
  const users = content && own(content, "ignored_users");
  const ignored = new Set(isJsonObject(users) ? Object.keys(users) : []);
  ignored.delete(userId);
  return ignored;
}

/** Whether an event is one of theirs that is hidden: state is not, as it makes the room what it is. */
export function isIgnored(ignored: ReadonlySet<string>, event: Pick<Filtered, "sender" | "json">): boolean {
  // The JSON of a large event is parsed for each look at it.
  return ignored.has(event.sender) && own(event.json, "state_key") === undefined;
}

/** A filter that lets nothing of theirs through. */
export function withoutIgnored<Filter extends Pick<ReadEventFilter, "isNarrow" | "wants">>(
  filter: Filter,
  ignored: ReadonlySet<string>,
): Filter {
  if (ignored.size === 0) return filter;
  return {
    ...filter,
    isNarrow: true,
    wants: (event) => !isIgnored(ignored, event) && filter.wants(event),
  };
}
