/** The value of a text that is JSON or YAML, and the place of the fault in one that is neither. */
import { load as parseYaml, YAMLException } from "js-yaml";
import { offsetOfOther } from "./json-tokens.js";
import { FILE_START, type Position } from "./position.js";
import { repeatedKey } from "./repeated-keys.js";
import { YAML_1_2 } from "./yaml-schema.js";

/** Told of a key that an object has twice. */
type Repeated = (key: string, place: Position) => void;

/** JSON is YAML; the fast parser first, the one that knows the place of an error second. */
export function parseJson(text: string, warn: Repeated, notJson: (place: Position) => void): unknown {
  let value: unknown;
  try {
    // Windows marks texts that are UTF-8; a reader may leave the mark out (RFC 8259, section 8.1).
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    if (text.trim() !== "") notJson(placeAt(text, offsetOfOther(text)));
    return parseYamlText(text, warn);
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined) warn(repeated.key, placeAt(text, repeated.offset));
  return value;
}

function placeAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/** No dates, merges or binaries. Upstream's v1.1 repeats a key, so it must not fail; the first one is told of. */
export function parseYamlText(text: string, warn: Repeated): unknown {
  try {
    return parseYaml(text, { schema: YAML_1_2 });
  } catch (error) {
    if (!(error instanceof YAMLException) || error.reason !== "duplicated mapping key") throw error;
    const { line, column } = error.mark;
    const key = /^[^:]*/.exec((text.split("\n")[line] ?? "").slice(column))?.[0];
    warn(key?.trim() || "a key", { line: line + 1, column: column + 1 });
    return parseYaml(text, { json: true, schema: YAML_1_2 });
  }
}

/** The fault for which a parser has given up. */
export function syntaxFault(
  error: unknown,
  path: string,
  text: string,
): { readonly message: string; readonly place: Position } {
  if (!(error instanceof YAMLException))
    return { message: `${path} is nested too deeply to read`, place: FILE_START };
  const second = /single document/.test(error.reason) ? secondDocument(text) : undefined;
  if (second !== undefined)
    return {
      message: "a second YAML document begins here; a file holds one",
      place: { line: second, column: 1 },
    };
  const { line = 0, column = 0 } = error.mark ?? {};
  return { message: error.reason || "not YAML", place: { line: line + 1, column: column + 1 } };
}

/** The line where it begins: at a `---` after something, or with what follows a `...`. */
function secondDocument(text: string): number | undefined {
  let begun = false;
  let ended = false;
  for (const [index, line] of text.split("\n").entries()) {
    const isMarker = /^---(?:\s|$)/.test(line);
    const isContent = !isMarker && !/^\s*(?:#.*)?$|^%|^\.\.\.(?:\s|$)/.test(line);
    if ((begun && isMarker) || (ended && isContent)) return index + 1;
    begun ||= isMarker || isContent;
    ended ||= begun && /^\.\.\.(?:\s|$)/.test(line);
  }
  return undefined;
}
