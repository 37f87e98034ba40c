/** Files of the project that the output holds as well, as they are. */
import type { Diagnostics } from "../diagnostic.js";
import type { EmittedFile } from "./emitted-file.js";
import { findClashes } from "./file-clashes.js";

const README = "README.md";

/** Adds them; a README of the project comes in place of the usual one. `included`: texts by their path. */
export function withIncluded(
  files: readonly EmittedFile[],
  included: { readonly [path: string]: string },
  diagnostics: Diagnostics,
): readonly EmittedFile[] {
  const theirs = Object.entries(included).map(([path, text]) => ({ path, text }));
  const ours = files.filter(({ path }) => path !== README || !Object.hasOwn(included, README));
  const all = [...ours, ...theirs];
  // The manifest, which lists them, comes last.
  for (const path of findClashes([...all, { path: "manifest.json", text: "" }]))
    diagnostics.report("config/included-twice", `include asks for a second ${path}`);
  return all;
}
