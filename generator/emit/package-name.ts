/** Names of packages, as npm takes them. */

const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const MAX_LENGTH = 214;
/** Names that installing would confuse with something else. */
const RESERVED: ReadonlySet<string> = new Set(["node_modules", "favicon.ico"]);

export function isPackageName(name: string): boolean {
  return NAME.test(name) && name.length <= MAX_LENGTH && !RESERVED.has(name);
}
