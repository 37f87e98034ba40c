/** Tasks that go on by themselves as long as the server runs. */
import type { ServerContext } from "../context.js";
import { retryLeaves } from "../membership/leave.js";
import { endTypingInTime } from "../typing/set-typing.js";
import type { Background } from "./close.js";
import { repeat } from "./repeat.js";

const RETRY_LEAVES_MS = 1_000;
const TYPING_CHECK_MS = 500;
const DROP_IDLE_MS = 60 * 60 * 1_000;

/** Begins them. */
export function repeatTasks(context: ServerContext): readonly Background[] {
  const { log, now, store } = context;
  const dropIdle = async (): Promise<void> => {
    await store.sharedLimits?.dropFullLimits(now());
    await store.dropIdleNotices(now());
  };
  return [
    repeat(() => retryLeaves(context), RETRY_LEAVES_MS, log),
    repeat(() => endTypingInTime(context), TYPING_CHECK_MS, log),
    repeat(dropIdle, DROP_IDLE_MS, log),
  ];
}
