/** Pushers of the mock: a `POST` sets one, and its kind `null` takes it away. */
import { memberOf } from "#inspect/unknown-json.js";
import { type MockAnswer, mockError } from "./answer.js";
import type { Budget } from "./budget.js";

/** A pusher is listed with these, so that it must come with them. */
const REQUIRED = ["app_display_name", "device_display_name", "lang", "data"];

export class Pushers {
  /** By user; then by app and push key, which name one. */
  readonly #byUser = new Map<string, Map<string, object>>();
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  of(userId: string): readonly object[] {
    return [...(this.#byUser.get(userId)?.values() ?? [])];
  }

  /** `size` is that of the request's body, in bytes. */
  set(userId: string, wanted: unknown, size: number): MockAnswer {
    const [app, key] = [memberOf(wanted, "app_id"), memberOf(wanted, "pushkey")];
    if (typeof app !== "string" || typeof key !== "string") return missing("app_id or pushkey");
    const before = this.#byUser.get(userId) ?? new Map<string, object>();
    this.#byUser.set(userId, before);
    const name = JSON.stringify([app, key]);
    const place = JSON.stringify(["pusher", userId, app, key]);
    if (memberOf(wanted, "kind") === null) {
      before.delete(name);
      this.#budget.free(place);
    } else {
      const lacks = REQUIRED.find((member) => memberOf(wanted, member) === undefined);
      if (lacks !== undefined) return missing(lacks);
      const refusal = this.#budget.refusal(place, size);
      if (refusal !== undefined) return refusal;
      before.set(name, Object(wanted));
    }
    return { source: "stored", status: 200, body: {} };
  }
}

function missing(member: string): MockAnswer {
  return mockError("stored", 400, "M_MISSING_PARAM", `The body lacks ${member}`);
}
