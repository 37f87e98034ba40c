/** Inputs of the output besides the specification: the generator's own code and the packages that it prints with. */
import nodePath from "node:path";
import { hash, hashOfFile } from "../hash.js";
import { TABLES } from "../load/hand-written.js";
import { ownSpec, packageRoot } from "../package-root.js";
import { hashOfCode } from "./hash-of-code.js";

/** A hash that changes with every change of the generator, released or not. */
export function generatorFingerprint(): string {
  const parts = [process.version, hashOfCode()];
  for (const file of [nodePath.join(packageRoot, "package.json"), ...tables()])
    parts.push(file, hashOfFile(file) ?? "");
  return hash(parts.join("\n"));
}

function tables(): string[] {
  return Object.values(TABLES).map((name) => nodePath.join(ownSpec, name));
}
