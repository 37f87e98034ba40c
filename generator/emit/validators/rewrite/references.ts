/** Puts names and values in the place of ajv's: of other functions, patterns, formats, its run-time helpers, parts of schemas. */
import { literalPrefix } from "../../../literal-prefix.js";
import type { Reference } from "../compile.js";
import { literal } from "./literal.js";
import type { StringTable } from "./strings.js";
import type { Slots } from "./template.js";

/** Everything that the code names outside itself: by a name of the module, or by its value. */
export function inlineReferences(
  code: string,
  references: ReadonlyMap<string, Reference>,
  strings: StringTable,
  slots: Slots,
): string {
  const withNames = code.replace(
    /(?<![.\w])func\d+\.call\((schema\d+)((?:\.\w+|\["\d+"\]|\[\d+\])*), ?(\w+)\)/g,
    (whole, name: string, path: string, key: string) => {
      const found = references.get(name);
      return found?.kind === "schema"
        ? isOneOf(key, Object.keys(Object(follow(found.value, path, strings))), strings)
        : whole;
    },
  );
  const withSchemas = withNames.replace(
    /(?<![.\w])(schema\d+)((?:\.\w+|\["\d+"\]|\[\d+\])*)/g,
    (whole, name: string, path: string) => {
      const found = references.get(name);
      return found?.kind === "schema"
        ? strings.placeholder(literal(follow(found.value, path, strings)))
        : whole;
    },
  );
  const withPatterns = withSchemas.replace(
    /(?<![.\w])(pattern\d+)\.test\((\w+)\)/g,
    (whole, name: string, subject: string) => {
      const found = references.get(name);
      return found?.kind === "pattern" ? patternTest(found.source, subject, strings, slots) : whole;
    },
  );
  return withPatterns.replace(
    /(?<![.\w])(validate\d+|wrapper\d+\.validate|formats\d+|func\d+)(?!\w)/g,
    (whole, name: string) => {
      const found = references.get(name.replace(".validate", ""));
      if (found?.kind === "function") return slots.placeholder({ kind: "function", of: found.key });
      if (found?.kind === "format") return slots.placeholder({ kind: "format", of: found.format });
      const helper = found?.kind === "helper" ? found.code : "";
      return Object.entries(HELPERS).find(([part]) => helper.includes(part))?.[1] ?? whole;
    },
  );
}

/** Nearly every pattern of the specification is a sigil at the start, which needs no regular expression. */
function patternTest(source: string, subject: string, strings: StringTable, slots: Slots): string {
  if (source === "(?:)") return "true";
  const prefix = literalPrefix(source);
  if (prefix === undefined) return `${slots.placeholder({ kind: "pattern", of: source })}.test(${subject})`;
  if (prefix === "") return `(${subject} === ${strings.placeholder('""')})`;
  return prefix.length === 1
    ? `(${subject}.charCodeAt(0) === ${prefix.charCodeAt(0)})`
    : `${subject}.startsWith(${strings.placeholder(JSON.stringify(prefix))})`;
}

/** ajv looks into the schema of the properties where there are many of them; only their names are asked for. */
function isOneOf(key: string, names: readonly string[], strings: StringTable): string {
  return `(${names.map((name) => `${key} === ${strings.placeholder(JSON.stringify(name))}`).join(" || ")})`;
}

/** ajv's run-time helpers, by a part of the code that would load them, and what stands in for each. */
const HELPERS: { readonly [part: string]: string } = {
  "runtime/equal": "equal",
  "runtime/ucs2length": "codePoints",
};

function follow(value: unknown, path: string, strings: StringTable): unknown {
  let found = value;
  for (const [, property, quoted, index] of path.matchAll(/\.(\w+)|\["(\d+)"\]|\[(\d+)\]/g)) {
    const key: unknown = property ?? (quoted === undefined ? index : JSON.parse(strings.sourceOf(quoted)));
    found = typeof found === "object" && found !== null ? Reflect.get(found, String(key)) : undefined;
  }
  return found;
}
