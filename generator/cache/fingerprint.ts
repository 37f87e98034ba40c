/** Inputs of the output besides the specification: the generator's own code and the packages that it prints with. */
import { readdirSync } from "node:fs";
import nodePath from "node:path";
import { fileURLToPath } from "node:url";
import { hash, hashOfFile } from "../hash.js";
import { compare } from "../json.js";
import { ownSpec, packageRoot } from "../package-root.js";
import { hashOfCode } from "./hash-of-code.js";

/** A hash that changes with every change of the generator, released or not. */
export function generatorFingerprint(): string {
  const parts = [process.version, hashOfCode()];
  for (const file of [nodePath.join(packageRoot, "package.json"), ...tables(), ...emittedAsTheyAre()])
    parts.push(file, hashOfFile(file) ?? "");
  return hash(parts.join("\n"));
}

function tables(): string[] {
  return ["event-kinds.yaml", "names.yaml"].map((name) => nodePath.join(ownSpec, name));
}

function emittedAsTheyAre(): string[] {
  const folder = fileURLToPath(new URL("../emit/runtime", import.meta.url));
  return readdirSync(folder)
    .sort(compare)
    .map((name) => nodePath.join(folder, name));
}
