/** Problems of a value, as one line for people. */
import type { Issue } from "../matrix.js";

const SHOWN = 5;

/** `content.membership must be of type string; origin must ...` */
export function describeIssues(issues: readonly Issue[]): string {
  const shown = issues.slice(0, SHOWN).map(({ path, message }) => `${path.join(".") || "value"} ${message}`);
  const more = issues.length - shown.length;
  return shown.join("; ") + (more > 0 ? `; and ${more} more` : "");
}
