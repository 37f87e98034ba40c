/** The file that says who has a folder: a count that grows while its holder lives, and who that is. */
import { COUNT_DIGITS } from "./heartbeat.js";
import type { Holder } from "./holder.js";

/** The whole file, as its holder first writes it. */
export function lockText(holder: Holder): string {
  return `${"0".repeat(COUNT_DIGITS)}\n${JSON.stringify(holder)}\n`;
}

/** The holder that a file names; undefined where the text is not such a file. */
export function holderIn(text: string): Holder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.split("\n")[1] ?? "");
  } catch {
    return undefined;
  }
  return isHolder(value) ? value : undefined;
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== "object" || value === null) return false;
  const texts = ["token", "inode", "host", "boot", "space", "started", "since"];
  return (
    texts.every((key) => typeof Reflect.get(value, key) === "string") &&
    Number.isInteger(Reflect.get(value, "pid"))
  );
}
