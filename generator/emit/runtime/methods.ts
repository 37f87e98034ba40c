/** The methods of a client, as code sees them that works with those of any release. */
import type { CallOptions } from "./client-options.js";
import type { AnyRequest } from "./operation.js";
import type { ReadAnswer } from "./read-answer.js";
import { unwrap } from "./unwrap.js";

export type Method = (request: AnyRequest, options?: CallOptions) => Promise<ReadAnswer>;

export interface Methods {
  readonly [name: string]: Method;
}

/** Calls a method that a release may lack. */
export async function callMethod(
  method: Method | undefined,
  request: AnyRequest,
  options?: CallOptions,
): Promise<ReadAnswer> {
  if (method === undefined) throw new TypeError("this release has no such operation");
  return method(request, options);
}

/** One member of the body of a success; throws `ErrorAnswer` of all else. */
export function memberOf(answer: ReadAnswer, name: string): unknown {
  const body: unknown = unwrap(answer);
  return typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
}
