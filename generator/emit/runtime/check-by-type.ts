/** Checks of an answer of which each media type has a schema of its own. */
import type { Check } from "../matrix.js";
import { forMediaType } from "./media-type.js";
import type { AnswerCheck } from "./operation.js";

/** By media type, whatever parameters it has; an answer of any other type is let through. */
export function checkByType(checks: { readonly [mediaType: string]: Check<unknown> }): AnswerCheck {
  return (body, contentType) => forMediaType(checks, contentType)?.(body) ?? { ok: true, value: body };
}
