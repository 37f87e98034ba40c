/** Pushers of the mock: a `POST` sets one, and its kind `null` takes it away. */
import { memberOf } from "#inspect/unknown-json.js";
import { type MockAnswer, mockError } from "./answer.js";

/** A pusher is listed with these, so that it must come with them. */
const REQUIRED = ["app_display_name", "device_display_name", "lang", "data"];

export class Pushers {
  /** By user; then by app and push key, which name one. */
  readonly #byUser = new Map<string, Map<string, object>>();

  of(userId: string): readonly object[] {
    return [...(this.#byUser.get(userId)?.values() ?? [])];
  }

  set(userId: string, wanted: unknown): MockAnswer {
    const [app, key] = [memberOf(wanted, "app_id"), memberOf(wanted, "pushkey")];
    if (typeof app !== "string" || typeof key !== "string") return missing("app_id or pushkey");
    const before = this.#byUser.get(userId) ?? new Map<string, object>();
    this.#byUser.set(userId, before);
    const name = JSON.stringify([app, key]);
    if (memberOf(wanted, "kind") === null) before.delete(name);
    else {
      const lacks = REQUIRED.find((member) => memberOf(wanted, member) === undefined);
      if (lacks !== undefined) return missing(lacks);
      before.set(name, Object(wanted));
    }
    return { source: "stored", status: 200, body: {} };
  }
}

function missing(member: string): MockAnswer {
  return mockError("stored", 400, "M_MISSING_PARAM", `The body lacks ${member}`);
}
