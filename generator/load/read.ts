/** Reads one YAML or JSON file into a plain value, within bounds. */
import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { load as parseYaml, YAMLException } from "js-yaml";
import { FORGETFUL, type Memo } from "../cache/memo.js";
import type { Diagnostics } from "../diagnostic.js";
import type { Json } from "../json.js";
import { pointer } from "../pointer.js";
import { offsetOfOther } from "./json-tokens.js";
import type { SpecFile } from "./loaded-spec.js";
import { faultOf, halfCharacter, isJson } from "./plain-value.js";
import { type Position, positionOf } from "./position.js";
import { repeatedKey } from "./repeated-keys.js";
import { unclearKeys } from "./unclear-keys.js";
import { YAML_1_2 } from "./yaml-schema.js";

const MAX_BYTES = 16_000_000;
/** UTF-8 has no halves of surrogate pairs; an escape may be one. */
const ESCAPED_HALF = /\\(?:u|U0000)[dD][89a-fA-F]/;

export function readSpecFile(
  absolute: string,
  path: string,
  diagnostics: Diagnostics,
  memo: Memo = FORGETFUL,
): SpecFile | undefined {
  const origin = { file: path, pointer: "" };
  const size = sizeOf(absolute);
  if (size === undefined) return undefined; // the reference to it is reported, with its place
  if (size > MAX_BYTES) {
    diagnostics.report("load/file-too-large", `${path} has ${size} bytes`, origin, { line: 1, column: 1 });
    return undefined;
  }
  const text = textOf(absolute);
  if (typeof text !== "string") {
    diagnostics.report("load/unreadable", text.message, origin, { line: 1, column: 1 });
    return undefined;
  }
  const known = memo.peek("file", () => text);
  if (known !== undefined) return { path, text, value: known };
  const before = diagnostics.all.length;
  const file = parse(path, text, diagnostics);
  // Files with diagnostics are not cached.
  if (file !== undefined && diagnostics.all.length === before) rememberFile(file, memo);
  return file;
}

/** One of which there was nothing to tell. */
export function rememberFile({ text, value }: SpecFile, memo: Memo): void {
  memo.store(
    "file",
    () => text,
    () => value,
  );
}

/** Undefined if the path is not a file or cannot be a path. */
function sizeOf(absolute: string): number | undefined {
  try {
    const found = statSync(absolute);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

/** Why a file that exists cannot be read; by the system's word, or as its bytes are not text that JSON and YAML allow. */
function textOf(absolute: string): string | { readonly message: string } {
  try {
    const bytes = readFileSync(absolute);
    return isUtf8(bytes) ? bytes.toString("utf8") : { message: "the file is not UTF-8" };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { message: message.replace(/, \w+ '.*'$/s, "") };
  }
}

export function parse(path: string, text: string, diagnostics: Diagnostics): SpecFile | undefined {
  if (/^\ufeff?#%RAML /.test(text)) {
    const message = "this is a RAML document, which is not read";
    diagnostics.report("lower/unknown-version", message, { file: path, pointer: "" }, FIRST);
    return undefined;
  }
  const value = readValue(path, text, diagnostics);
  if (value === undefined) return undefined;
  if (!isJsonFile(path)) warnOfReadings(path, text, diagnostics);
  if (text.includes("<<")) warnOfMergeKeys(value, path, "", new Set(), diagnostics);
  return { path, text, value };
}

const FIRST: Position = { line: 1, column: 1 };

function isJsonFile(path: string): boolean {
  return /\.json$/i.test(path);
}

/** Undefined where the text is not one of JSON or YAML, or holds what JSON cannot; that is reported. */
function readValue(path: string, text: string, diagnostics: Diagnostics): Json | undefined {
  const origin = { file: path, pointer: "" };
  try {
    const warn: Repeated = (key, place) =>
      diagnostics.report("load/repeated-key", `${key} is there twice; the last one counts`, origin, place);
    const notJson = (place: Position): void =>
      diagnostics.report("load/not-json", "this is not JSON; the file is read as YAML", origin, place);
    // An empty file holds nothing, which is null.
    const parsed: unknown =
      (isJsonFile(path) ? parseJson(text, warn, notJson) : readYaml(text, warn)) ?? null;
    if (!isJson(parsed)) {
      const { code, message, pointer: place } = faultOf(parsed);
      diagnostics.report(code, message, { ...origin, pointer: place }, positionOf({ text }, place));
      return undefined;
    }
    const half = ESCAPED_HALF.test(text) ? halfCharacter(parsed) : undefined;
    if (half === undefined) return parsed;
    const message = "half a character of two halves, which no text can hold";
    const place = positionOf({ text }, half);
    diagnostics.report("load/half-character", message, { ...origin, pointer: half }, place);
  } catch (error) {
    const { message, place } = syntaxFault(error, path, text);
    diagnostics.report("load/syntax", message, origin, place);
  }
  return undefined;
}

/** The fault for which a parser has given up. */
function syntaxFault(
  error: unknown,
  path: string,
  text: string,
): { readonly message: string; readonly place: Position } {
  if (!(error instanceof YAMLException))
    return { message: `${path} is nested too deeply to read`, place: FIRST };
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

type Repeated = (key: string, place: Position) => void;

/** JSON is YAML; the fast parser first, the one that knows the place of an error second. */
function parseJson(text: string, warn: Repeated, notJson: (place: Position) => void): unknown {
  let value: unknown;
  try {
    // Windows marks texts that are UTF-8; a reader may leave the mark out (RFC 8259, section 8.1).
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    if (text.trim() !== "") notJson(placeAt(text, offsetOfOther(text)));
    return readYaml(text, warn);
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
function readYaml(text: string, warn: Repeated): unknown {
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

/** `<<` is a key like any other since YAML 1.2, so that what it was to bring in would silently be missing. */
function warnOfMergeKeys(
  value: Json,
  file: string,
  at: string,
  seen: Set<object>,
  diagnostics: Diagnostics,
): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, child] of Object.entries(value)) {
    const where = at + pointer(key);
    if (key === "<<" && typeof child === "object")
      diagnostics.report("load/merge-key", "a merge key brings nothing in", { file, pointer: where });
    warnOfMergeKeys(child, file, where, seen, diagnostics);
  }
}

/** Tells of text that says something else in YAML 1.2 than its author may think. */
function warnOfReadings(path: string, text: string, diagnostics: Diagnostics): void {
  const origin = { file: path, pointer: "" };
  for (const { written, read, line, column } of unclearKeys(text))
    diagnostics.report("load/unquoted-key", `the key ${written} is no text and reads as ${read}`, origin, {
      line,
      column,
    });
  const version = /^%YAML +(?!1\.2\s)(\S+)/m.exec(text);
  if (version !== null && /^(?:\s|%|#.*\n)*$/.test(text.slice(0, version.index)))
    diagnostics.report(
      "load/yaml-version",
      `the file says that it is YAML ${version[1]}, and is read as YAML 1.2: yes, no, on and off are text`,
      origin,
      { line: text.slice(0, version.index).split("\n").length, column: 1 },
    );
}
