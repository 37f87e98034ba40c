/** The push rules of one user, read and changed. */
import { isDeepStrictEqual } from "node:util";
import { canonicalEventJson, type JsonObject } from "@knockgen/auth";
import type { PushRule } from "@knockgen/matrix/client-server";
import type { ServerContext } from "../context.js";
import { entityTooLarge } from "../errors.js";
import { asJsonObject } from "../values/json.js";
import { noSuchRule } from "./change-rules.js";
import { type KeptRules, PUSH_RULES, readKept, wholeRules } from "./kept-rules.js";
import { isKind, type RuleKind, type Rules } from "./kinds.js";

/** Every event is tried against all of them. A thousand muted rooms take this much. */
const MAX_BYTES = 256 * 1024;

/** All rules of a user. */
export async function rulesOf(
  { config, store }: Pick<ServerContext, "config" | "store">,
  userId: string,
): Promise<Rules> {
  return wholeRules(userId, readKept(await store.accountData(keyOf(userId))), config);
}

/** One rule; 404 where there is none, or no such kind (C191). */
export async function ruleOf(
  context: Pick<ServerContext, "config" | "store">,
  userId: string,
  { kind, ruleId }: { readonly kind: string; readonly ruleId: string },
): Promise<{ readonly kind: RuleKind; readonly rule: PushRule }> {
  const list = isKind(kind) ? (await rulesOf(context, userId))[kind] : [];
  const rule = list.find(({ rule_id }) => rule_id === ruleId);
  if (rule === undefined || !isKind(kind)) throw noSuchRule();
  return { kind, rule };
}

/** Changes a user's rules; their devices hear of it where anything is different (C194). */
export async function changeRules(
  { announce, store }: Pick<ServerContext, "announce" | "store">,
  userId: string,
  change: (kept: KeptRules) => KeptRules,
): Promise<void> {
  const done = await store.changeAccountData(keyOf(userId), (data) => {
    const before = readKept(data);
    const after = change(before);
    if (isDeepStrictEqual(before, after)) return undefined;
    const written = writeKept(after);
    if (canonicalEventJson(written).length > MAX_BYTES) throw entityTooLarge("These are too many push rules");
    return written;
  });
  announce(done);
}

function writeKept({ rules, changes }: KeptRules): JsonObject {
  return asJsonObject({ rules, changes: Object.fromEntries(changes) });
}

function keyOf(userId: string) {
  return { userId, roomId: undefined, type: PUSH_RULES };
}
