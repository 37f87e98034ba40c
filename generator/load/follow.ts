/** Follows references in documents as they were read, for what is neither lowered nor linked. */
import nodePath from "node:path";
import type { Origin } from "../diagnostic.js";
import { getString, type Json } from "../json.js";
import { evaluate, pointer, segmentsOf } from "../pointer.js";
import type { LoadedSpec } from "./loaded-spec.js";

/** A part of a document. */
export interface Part {
  /** References in the value start here. */
  readonly file: string;
  readonly value: Json;
}

/** Longer than any chain of references; a circle is cut here. */
const MAX_STEPS = 64;

export function targetOf(reference: string, from: string, loaded: LoadedSpec): Part | undefined {
  const [path = "", fragment = ""] = reference.split("#", 2);
  const file = path === "" ? from : nodePath.posix.join(nodePath.posix.dirname(from), path);
  const document = loaded.file(file);
  const value = document && evaluate(document.value, fragment);
  return value === undefined ? undefined : { file, value };
}

/** The part that a pointer leads to, also where it goes through references: a response may stand among the components. */
export function partAt({ file, pointer: at }: Origin, loaded: LoadedSpec): Part | undefined {
  const document = loaded.file(file);
  let part: Part | undefined = document && { file, value: document.value };
  for (const segment of segmentsOf(at)) {
    const value: Json | undefined = part && evaluate(part.value, pointer(segment));
    part = part && value !== undefined ? followed({ file: part.file, value }, loaded) : undefined;
  }
  return part;
}

function followed(part: Part, loaded: LoadedSpec): Part | undefined {
  let at: Part | undefined = part;
  for (let steps = 0; at !== undefined && steps < MAX_STEPS; steps++) {
    const reference: string | undefined = getString(at.value, "$ref");
    if (reference === undefined) return at;
    at = targetOf(reference, at.file, loaded);
  }
  return undefined;
}
