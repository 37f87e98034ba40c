/** Reads what any node of the specification may say about itself. */
import type { Origin } from "../diagnostic.js";
import { get, getString, type Json } from "../json.js";
import type { Documented } from "./model.js";

export function documented(node: Json, origin: Origin): Documented {
  const description = getString(node, "description");
  const since = getString(node, "x-addedInMatrixVersion");
  return {
    ...(description !== undefined && { description }),
    ...(since !== undefined && { since }),
    deprecated: get(node, "deprecated") === true,
    origin,
  };
}
