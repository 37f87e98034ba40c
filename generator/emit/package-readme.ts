/** The README of a package of the output, for projects that do not bring one of their own. */
import { groupBy } from "../group-by.js";
import { compare } from "../json.js";
import type { EmittedFile } from "./emitted-file.js";
import { EMITTER_NAMES, EMITTERS } from "./emitters.js";

interface Described {
  readonly name: string;
  readonly description?: unknown;
}

/** `peers`: packages that some modules import, with their versions. */
export function readmeOf(
  { name, description }: Described,
  files: readonly EmittedFile[],
  peers: { readonly [name: string]: string },
): string {
  const modules = files
    .filter(({ path }) => /\.(?:js|ts)$/.test(path) && !path.startsWith("runtime/"))
    .map(({ path }) => path.replace(/(\.d)?\.(ts|js)$/, ""));
  const holdings = new Map(
    EMITTER_NAMES.map((emitter) => [folderOf(EMITTERS[emitter].file("")), EMITTERS[emitter].holds]),
  );
  const byFolder = groupBy([...new Set(modules)].sort(compare), (path) => [folderOf(path), path]);
  const rows = [...byFolder]
    .sort(([a], [b]) => compare(a, b))
    .map(([folder, paths]) => {
      const names = paths.map((path) => `\`${path === "index" ? name : `${name}/${path}`}\``);
      return `| ${holdings.get(folder) ?? ""} | ${names.join(", ")} |`;
    });
  return [
    `# ${name}`,
    "",
    typeof description === "string" ? `${description}.` : "Generated from a specification's schemas.",
    "",
    "```sh",
    `npm install ${name}`,
    "```",
    "",
    "It depends on no other package. `manifest.json` lists every operation, event and type.",
    ...(Object.keys(peers).length === 0
      ? []
      : ["", `Some modules import what you may have installed: ${Object.keys(peers).join(", ")}.`]),
    "",
    "| holds | modules |",
    "| --- | --- |",
    ...rows,
    "",
    "Written by knockgen: change the specification or its settings, and generate it again.",
    "",
  ].join("\n");
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}
