/** Reads one YAML or JSON file into a plain value, within bounds. */
import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { FORGETFUL, type Memo } from "../cache/memo.js";
import type { Diagnostics } from "../diagnostic.js";
import type { Json } from "../json.js";
import { isHandWritten } from "./hand-written.js";
import type { SpecFile } from "./loaded-spec.js";
import { parseJson, parseYamlText, syntaxFault } from "./parse-text.js";
import { faultOf, halfCharacter, isJson } from "./plain-value.js";
import { FILE_START, type Position, positionOf } from "./position.js";
import { refuseEntries, type TellRepeated, type TextFile, warnOfKey } from "./tell-repeated.js";
import { warnOfMergeKeys, warnOfReadings } from "./yaml-readings.js";

const MAX_BYTES = 16_000_000;
/** UTF-8 has no halves of surrogate pairs; an escape may be one. */
const ESCAPED_HALF = /\\(?:u|U0000)[dD][89a-fA-F]/;

/** Undefined for a file that cannot be read, which is reported, or that does not exist. */
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
    diagnostics.report("load/file-too-large", `${path} has ${size} bytes`, origin, FILE_START);
    return undefined;
  }
  const text = textOf(absolute);
  if (typeof text !== "string") {
    diagnostics.report("load/unreadable", text.message, origin, FILE_START);
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

/** A value from the text of a file; undefined where that cannot be, which is reported. */
export function parse(path: string, text: string, diagnostics: Diagnostics): SpecFile | undefined {
  return isHandWritten(path)
    ? parseTable(path, text, diagnostics)
    : parseFile({ path, text }, diagnostics, warnOfKey);
}

/** The same of a file that people write by hand, of which no entry may be lost. */
export function parseTable(path: string, text: string, diagnostics: Diagnostics): SpecFile | undefined {
  return parseFile({ path, text }, diagnostics, refuseEntries);
}

function parseFile(
  file: TextFile,
  diagnostics: Diagnostics,
  tellRepeated: TellRepeated,
): SpecFile | undefined {
  const { path, text } = file;
  if (/^\ufeff?#%RAML /.test(text)) {
    const message = "this is a RAML document, which is not read";
    diagnostics.report("lower/unknown-version", message, { file: path, pointer: "" }, FILE_START);
    return undefined;
  }
  const value = readValue(file, diagnostics, tellRepeated);
  if (value === undefined) return undefined;
  if (!isJsonFile(path)) warnOfReadings(path, text, diagnostics);
  if (text.includes("<<")) warnOfMergeKeys(value, path, "", new Set(), diagnostics);
  return { path, text, value };
}

function isJsonFile(path: string): boolean {
  return /\.json$/i.test(path);
}

/** Undefined where the text is not one of JSON or YAML, or holds what JSON cannot; that is reported. */
function readValue(file: TextFile, diagnostics: Diagnostics, tellRepeated: TellRepeated): Json | undefined {
  const { path, text } = file;
  const origin = { file: path, pointer: "" };
  try {
    const warn = (key: string, place: Position): void => tellRepeated(file, key, place, diagnostics);
    const notJson = (place: Position): void =>
      diagnostics.report("load/not-json", "this is not JSON; the file is read as YAML", origin, place);
    // An empty file holds nothing, which is null.
    const parsed: unknown =
      (isJsonFile(path) ? parseJson(text, warn, notJson) : parseYamlText(text, warn)) ?? null;
    if (!isJson(parsed)) {
      const { code, message, pointer: place } = faultOf(parsed);
      diagnostics.report(code, message, { ...origin, pointer: place }, positionOf(file, place));
      return undefined;
    }
    const half = ESCAPED_HALF.test(text) ? halfCharacter(parsed) : undefined;
    if (half === undefined) return parsed;
    const message = "half a character of two halves, which no text can hold";
    const place = positionOf(file, half);
    diagnostics.report("load/half-character", message, { ...origin, pointer: half }, place);
  } catch (error) {
    const { message, place } = syntaxFault(error, path, text);
    diagnostics.report("load/syntax", message, origin, place);
  }
  return undefined;
}
