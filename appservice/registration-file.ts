/** Reads and writes registration files, which are YAML. */
import { open, readFile, stat } from "node:fs/promises";
import { parse, stringify } from "yaml";
import {
  type CheckedRegistration,
  checkRegistration,
  describeProblems,
  type Registration,
} from "./check-registration.js";

/** A registration has some twenty lines. */
const MAX_BYTES = 1_000_000;

/** The registration that a text in YAML or JSON holds, or all that is wrong with it. */
export function parseRegistration(text: string): CheckedRegistration {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 10 });
  } catch (error) {
    const [message = ""] = error instanceof Error ? error.message.split("\n") : [];
    return { ok: false, issues: [{ path: [], message: `is not YAML: ${message}`, keyword: "yaml" }] };
  }
  return checkRegistration(value);
}

/** The registration as the text of a file. */
export function printRegistration(registration: Registration): string {
  return stringify(registration);
}

/** Reads a file. Throws, with the file's name, what is wrong with it; never its secrets. */
export async function readRegistration(file: string): Promise<Registration> {
  if ((await stat(file)).size > MAX_BYTES) throw new Error(`${file} is larger than ${MAX_BYTES} bytes`);
  const checked = parseRegistration(await readFile(file, "utf8"));
  if (checked.ok) return checked.value;
  throw new Error(`${file}: ${describeProblems(checked.issues)}`);
}

/** Writes a new file that only its owner can read, as it holds secrets. Throws where there is one already. */
export async function writeRegistration(file: string, registration: Registration): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(printRegistration(registration));
  } finally {
    await handle.close();
  }
}
