/** The methods of a client, as code sees them that works with those of any release. */
import type { CallOptions } from "./client-options.js";
import type { AnyRequest } from "./operation.js";
import type { ReadAnswer } from "./read-answer.js";

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
