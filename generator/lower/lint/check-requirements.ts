/** Demands on lists of security requirements: one that names nothing would open an operation to all. */
import { isArray, isObject, isTexts, type Json } from "../../json.js";
import { pointer } from "../../pointer.js";

/** Faults of a list, each with its pointer below the list. */
export function* requirementFaults(list: Json): Iterable<[below: string, message: string]> {
  if (!isArray(list)) {
    yield ["", "security must be a list"];
    return;
  }
  for (const [index, requirement] of list.entries())
    for (const [below, message] of faultsOf(requirement)) yield [`/${index}${below}`, message];
}

function* faultsOf(requirement: Json): Iterable<[below: string, message: string]> {
  if (!isObject(requirement)) {
    yield ["", "a security requirement must be a map of schemes to scopes; nothing is demanded"];
    return;
  }
  for (const [scheme, scopes] of Object.entries(requirement))
    if (!isTexts(scopes))
      yield [pointer(scheme), `the scopes of ${scheme} must be a list; no scope is demanded`];
}
