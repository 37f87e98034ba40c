/** All declarations of the package compile under the oldest compiler that we name, the newest, and the one in between. */
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { emptyProject, install, run, tarball } from "./support.js";

const VERSIONS = ["5.5.4", "5.9.3", "7.0.2"] as const;

const FLAGS = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  target: "es2022",
  lib: ["es2023", "dom", "dom.iterable"],
  types: [],
};

let project = "";

beforeAll(() => {
  project = emptyProject();
  install(project, [
    tarball("generated"),
    ...VERSIONS.map((version) => `typescript-${version}@npm:typescript@${version}`),
  ]);
  const installed = path.join(project, "node_modules/@knockgen/matrix");
  const modules = readdirSync(installed, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts"))
    .sort();
  expect(modules.length).toBeGreaterThan(50);
  const lines = modules.map((file, index) => {
    const name = file.replaceAll(path.sep, "/").replace(/\.d\.ts$/, "");
    return `export type * as m${index} from "@knockgen/matrix/${name}";\n`;
  });
  writeFileSync(path.join(project, "all.ts"), lines.join(""));
});

test.each([
  ["5.5.4", "node16", "node16"],
  ["5.5.4", "esnext", "bundler"],
  ["5.9.3", "nodenext", "nodenext"],
  ["7.0.2", "nodenext", "nodenext"],
  ["7.0.2", "esnext", "bundler"],
] as const)("TypeScript %s, %s, %s", (version, module, moduleResolution) => {
  const compilerOptions = { ...FLAGS, module, moduleResolution };
  writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["all.ts"] }));
  const tsc = path.join(project, `node_modules/typescript-${version}/bin/tsc`);
  expect(run(process.execPath, [tsc, "-p", "."], project)).toBe("");
});
