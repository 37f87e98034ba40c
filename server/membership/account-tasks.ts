/** Work for rooms that a changed account brings, done in the background and until it is done (C26, C68). */
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerContext } from "../context.js";
import type { AccountTask } from "../store/accounts/account-tasks.js";
import { DatabaseLost, unlessLost } from "../store/database/database-lost.js";
import { leave } from "./leave.js";
import { showProfile } from "./show-profile.js";

/** While the database is lost (O47). */
const RETRY_MS = 1_000;

/** Begins all that is to be done for a user, or for all users. */
export function doTasks(context: ServerContext, userId?: string): void {
  const { store, work } = context;
  work.behind("a change of an account waits for the next start", async () => {
    for (;;)
      try {
        for (const task of await store.accountTasks(userId)) await doTask(context, task);
        return;
      } catch (error) {
        if (!(error instanceof DatabaseLost)) throw error;
        await sleep(RETRY_MS, undefined, { signal: work.closing });
      }
  });
}

async function doTask(context: ServerContext, task: AccountTask): Promise<void> {
  const { userId } = task;
  if (task.task === "show profile") await showProfile(context, userId);
  else await leaveAll(context, userId);
  await context.store.removeAccountTask(task);
}

async function leaveAll(context: ServerContext, userId: string): Promise<void> {
  for (const { roomId, membership } of await context.store.membershipsOf(userId)) {
    if (membership !== "join" && membership !== "invite" && membership !== "knock") continue;
    // The rest waits for the next start.
    context.work.closing.throwIfAborted();
    await leave(context, userId, roomId).catch(
      unlessLost((error) =>
        context.log("info", "a room does not let a deactivated user go", { roomId, error }),
      ),
    );
  }
}
