/** Programs in TypeScript compile against the packages: under the oldest compiler that we name, the newest, and the one in between. */
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../support/built.js";
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
let generator = "";

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
  generator = emptyProject();
  install(generator, ["generated", "auth", "."].map(tarball));
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

test.each([
  ["node16", "node16"],
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])(
  "a program in TypeScript compiles against them: module %s, resolution %s, no skipLibCheck",
  (module, how) => {
    writeFileSync(
      path.join(generator, "program.ts"),
      `import type { KnockRoomResponse } from "@knockgen/matrix/client-server";
import { checkKnockRoomResponse200 } from "@knockgen/matrix/validators/client-server";
import { authorize } from "@knockgen/auth";
import { type Diagnostic, generate } from "knockgen";
import { createProxy, type Finding, judge } from "knockgen/inspect";
import { matrixMatchers } from "knockgen/inspect/matchers";
export const findings: readonly Finding[] = judge({ request: { method: "GET", target: "/", headers: [], body: undefined } }, []);
export { createProxy, matrixMatchers };
export const room = (answer: KnockRoomResponse): string | undefined => (answer.status === 200 ? answer.body.room_id : undefined);
const checked = checkKnockRoomResponse200({});
export const id: \`!\${string}\` | undefined = checked.ok ? checked.value.room_id : undefined;
export { authorize };
export const problems: readonly Diagnostic[] = generate({ spec: "schemas" }).diagnostics.all;
`,
    );
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      module,
      moduleResolution: how,
      target: "ES2022",
      lib: ["ES2022", "DOM"],
      noEmit: true,
      types: [],
      typeRoots: [],
    };
    writeFileSync(
      path.join(generator, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["program.ts"] }),
    );
    run(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", generator], generator);
  },
);
