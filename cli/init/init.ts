/** Begins a project: copies an example, under the folder's name and with the packages of this release. */
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import nodePath from "node:path";
import { makeFolder } from "#generator/make-folder.js";
import { packageRoot } from "#generator/package-root.js";
import { visible } from "#generator/report/visible.js";
import { Failure } from "../failure.js";
import type { Kind } from "./kinds.js";

/** Files by path, as they will be written. */
export type Files = ReadonlyMap<string, string>;

/** Leftovers of a user who has run the example where it lies. */
const NOT_COPIED = new Set(["node_modules", "dist", "package-lock.json"]);
/** npm leaves a `.gitignore` out of packages. */
const RENAMED: { readonly [name: string]: string } = { gitignore: ".gitignore" };

/** Writes the project, or nothing where a file of it is there already. Gives the paths. */
export function init(kind: Kind, folder: string): readonly string[] {
  const files = filesOf(kind, nodePath.basename(nodePath.resolve(folder)));
  const taken = [...files.keys()].filter((path) => isTaken(nodePath.join(folder, path)));
  if (taken.length > 0)
    throw new Failure(
      `${visible(folder)} has ${taken.map(visible).join(", ")} already, and nothing is overwritten; name another folder`,
    );
  for (const [path, text] of files) {
    const place = nodePath.join(folder, path);
    makeFolder(nodePath.dirname(place));
    writeFileSync(place, text, { flag: "wx" });
  }
  return [...files.keys()];
}

/** Links count too, those that lead nowhere among them. */
function isTaken(place: string): boolean {
  return existsSync(place) || lstatSync(place, { throwIfNoEntry: false }) !== undefined;
}

function filesOf(kind: Kind, name: string): Files {
  const example = nodePath.join(packageRoot, "examples", kind);
  const paths = readdirSync(example, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => nodePath.relative(example, nodePath.join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(nodePath.sep).some((part) => NOT_COPIED.has(part)))
    .sort();
  return new Map(
    paths.map((path) => {
      const text = readFileSync(nodePath.join(example, path), "utf8");
      return [RENAMED[path] ?? path, path === "package.json" ? packageOf(text, name) : text];
    }),
  );
}

/** The example's package.json under another name, with our packages in the version of this one. */
function packageOf(text: string, folder: string): string {
  const own: { readonly version: string } = JSON.parse(
    readFileSync(nodePath.join(packageRoot, "package.json"), "utf8"),
  );
  const example: { readonly name: string; readonly dependencies: { readonly [name: string]: string } } =
    JSON.parse(text);
  const dependencies = Object.fromEntries(
    Object.entries(example.dependencies).map(([name, version]) => [
      name,
      name.startsWith("@knockgen/") ? own.version : version,
    ]),
  );
  return `${JSON.stringify({ ...example, name: packageName(folder) ?? example.name, dependencies }, null, 2)}\n`;
}

/** As npm takes it; undefined where nothing of the folder's name is left. */
function packageName(folder: string): string | undefined {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|-+$/g, "")
    .slice(0, 200);
  return name === "" || name === "node_modules" ? undefined : name;
}
