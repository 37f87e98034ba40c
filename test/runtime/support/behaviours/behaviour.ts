/** Behaviour of every way of mounting routes, as data: a request to the small API, and the expected answer. */
import type { TestRequest } from "../adapters.js";

export interface Behaviour extends TestRequest {
  readonly does: string;
  readonly status?: number;
  readonly errcode?: string;
  /** In the text of the error. */
  readonly says?: string;
  /** Members of the echoed call, or of the body. */
  readonly gives?: Readonly<Record<string, unknown>>;
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

export const V3 = "/_matrix/client/v3";
const JSON_TYPE = { "content-type": "application/json" };

/** Writes a thing. */
export const put = (body: string | string[], more: Partial<TestRequest> = {}): TestRequest => ({
  method: "PUT",
  target: `${V3}/things/a`,
  body,
  headers: JSON_TYPE,
  ...more,
});
