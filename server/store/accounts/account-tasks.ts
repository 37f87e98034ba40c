/** Work that a change of an account brings, kept until it is done, so that a restart goes on with it (C26, C68). */
import { randomUUID } from "node:crypto";
import type { Database, Queries } from "../database/sql.js";
import type { NewMembership } from "../rooms/change.js";

/** Kinds of such work. */
export type Task = "show profile" | "leave rooms";

export interface AccountTask {
  readonly userId: string;
  readonly task: Task;
  /** Another one where the account has changed again meanwhile. */
  readonly stamp: string;
}

export interface AccountTaskStore {
  /** Of a user, or of all. */
  accountTasks(userId?: string): Promise<readonly AccountTask[]>;
  /** The task is done, unless there is a newer one of the same kind. */
  removeAccountTask(task: AccountTask): Promise<void>;
}

/** Within the transaction of the change. */
export async function addTask(queries: Queries, userId: string, task: Task): Promise<void> {
  await queries.query(
    `INSERT INTO account_tasks (user_id, task, stamp) VALUES ($1, $2, $3)
     ON CONFLICT (user_id, task) DO UPDATE SET stamp = excluded.stamp`,
    [userId, task, randomUUID()],
  );
}

/** A join that was begun before an account was deactivated may be committed after it. Gives those who are to leave once more. */
export async function leaveAgain(
  queries: Queries,
  memberships: readonly Pick<NewMembership, "membership" | "userId">[],
): Promise<readonly string[]> {
  const come = memberships.filter(({ membership }) => membership !== "leave" && membership !== "ban");
  if (come.length === 0) return [];
  const rows = await queries.query<{ user_id: string }>(
    `INSERT INTO account_tasks (user_id, task, stamp)
     SELECT user_id, 'leave rooms', $2 FROM accounts WHERE user_id = ANY($1::text[]) AND deactivated
     ON CONFLICT (user_id, task) DO UPDATE SET stamp = excluded.stamp RETURNING user_id`,
    [[...new Set(come.map(({ userId }) => userId))], randomUUID()],
  );
  return rows.map(({ user_id }) => user_id);
}

/** Keeps tasks. */
export function createAccountTaskStore(database: Database): AccountTaskStore {
  return {
    accountTasks: (userId) =>
      database.query<AccountTask>(
        `SELECT user_id AS "userId", task, stamp FROM account_tasks WHERE $1::text IS NULL OR user_id = $1 ORDER BY task`,
        [userId ?? null],
      ),
    removeAccountTask: async ({ userId, task, stamp }) => {
      await database.query("DELETE FROM account_tasks WHERE user_id = $1 AND task = $2 AND stamp = $3", [
        userId,
        task,
        stamp,
      ]);
    },
  };
}
