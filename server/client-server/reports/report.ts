/** Reports, of whatever they are about. */
import type { Report } from "../../store/rooms/reports.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

/** Letters of a reason that are kept. */
const MAX_REASON = 10_000;

/** Keeps a report and logs it; gives the answer to the reporter. */
export async function report(
  { log, now, store }: Pick<Context, "log" | "now" | "store">,
  auth: Auth,
  body: object | undefined,
  about: Pick<Report, "roomId" | "eventId" | "userId">,
): Promise<{ readonly status: 200; readonly body: Record<string, never> }> {
  const { reason } = asJsonObject(body ?? {});
  const said = typeof reason === "string" ? [...reason].slice(0, MAX_REASON).join("") : "";
  await store.saveReport({ ...about, reporter: auth.userId, reason: said, ts: now() });
  log("info", "a report", { ...about, reporter: auth.userId });
  return { status: 200, body: {} };
}
