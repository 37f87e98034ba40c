/** Texts that people made up for the examples of a specification: names, identifiers, secrets, sentences. */
import { isArray, isObject, type Json } from "../../generator/json.js";
import { type SpecFolder, walk } from "./support.js";

/** Every example of the folder as it is written, with its place. */
export function examplesOf(folder: SpecFolder): { readonly place: string; readonly value: Json }[] {
  const files = ["api", "event-schemas"].flatMap((below) => folder.files(below));
  const written = files.filter((file) => file.includes("/examples/"));
  const found = written.map((file) => ({ place: file, value: folder.read(file) }));
  for (const file of folder.schemaFiles())
    walk(folder.read(file), (node, at) => {
      for (const key of ["example", "examples"]) {
        const value = node[key];
        if (value !== undefined) found.push({ place: `${file}#${at}/${key}`, value });
      }
    });
  return found;
}

/** Texts that two who write independently do not both come upon. */
export function madeUp(folder: SpecFolder): Set<string> {
  return new Set(
    examplesOf(folder)
      .flatMap(({ value }) => texts(value))
      .filter(isMadeUp),
  );
}

function texts(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (isArray(value)) return value.flatMap(texts);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === "$ref" ? [] : [key, ...texts(item)]));
}

/** Identifiers, addresses, sentences of three words or more, and what is long and random. */
function isMadeUp(text: string): boolean {
  return (
    /^(?:[@!#$].|mxc:|https?:)/.test(text) ||
    /\S \S+ \S/.test(text) ||
    (/^[A-Za-z0-9+/=_-]{16,}$/.test(text) && /\d/.test(text) && /[A-Z]/.test(text))
  );
}
