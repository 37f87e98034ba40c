/**
 * A mapping that gives `type` twice says both; which one a YAML reader keeps is chance. Upstream's v1.1 has one such
 * slip, and taking either for the truth would show a change that does not exist.
 */
import type { Origin } from "../../diagnostic.js";
import { valuesAt } from "../../load/lines.js";
import type { Difference } from "../difference.js";
import type { Release } from "../release.js";

const TYPE_KINDS: ReadonlySet<string> = new Set(["type-widened", "type-narrowed", "type-changed"]);

export function isRepeatedKeySlip(difference: Difference, old: Release, next: Release): boolean {
  if (!TYPE_KINDS.has(difference.kind)) return false;
  return (
    typesAt(old, difference.old).includes(difference.after ?? "") ||
    typesAt(next, difference.new).includes(difference.before ?? "")
  );
}

/** All values of `type` in that mapping, where there is more than one. */
function typesAt(release: Release, origin: Origin | undefined): readonly string[] {
  const file = origin && release.loaded.file(origin.file);
  const types = file && origin ? valuesAt(file, origin.pointer, "type") : [];
  return types.length > 1 ? types : [];
}
