/** Problems of a value, as one line for people. */
import type { Issue } from "../matrix.js";

const SHOWN = 5;
/** A name in a body may be as long as the body. */
const MAX_LENGTH = 200;

/** `content.membership must be of type string; origin must ...` */
export function describeIssues(issues: readonly Issue[]): string {
  const shown = issues
    .slice(0, SHOWN)
    .map(({ path, message }) => `${brief(path.join(".") || "value")} ${brief(message)}`);
  const more = issues.length - shown.length;
  return shown.join("; ") + (more > 0 ? `; and ${more} more` : "");
}

function brief(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
