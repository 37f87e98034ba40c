/** The output as a package: its package.json, and types as declarations, so that nothing has to be compiled before it is published. */
import type { Diagnostics } from "../diagnostic.js";
import { compare } from "../json.js";
import { compileSource } from "./compile-source.js";
import type { EmittedFile } from "./emitted-file.js";
import { readmeOf } from "./package-readme.js";

/** Fields of package.json that a project wants; the generator adds those that say how the output is loaded. */
export interface PackageOptions {
  readonly name: string;
  readonly version?: string;
  readonly [field: string]: unknown;
}

const SOURCE = /(?<!\.d)\.ts$/;

/** A bundler may drop what is not used, and Node reads ES modules, whatever package the folder lies in. */
const LOADING = { type: "module", sideEffects: false } as const;

/** Output that becomes a package. */
export interface Unpacked {
  readonly ours: readonly EmittedFile[];
  readonly theirs: ReadonlyMap<string, readonly EmittedFile[]>;
  /** Packages that it imports, with their versions. */
  readonly peers: { readonly [name: string]: string };
}

export interface Packed {
  readonly files: readonly EmittedFile[];
  /** Paths of what a project's own emitters wrote, as they are in the package. */
  readonly byPlugin: ReadonlyMap<string, readonly string[]>;
}

/** Adds package.json; with options, one that can be published. */
export function addPackage(
  { ours, theirs, peers }: Unpacked,
  diagnostics: Diagnostics,
  options?: PackageOptions,
): Packed {
  const compiled = new Map(
    [...theirs].map(([name, files]) => [
      name,
      options === undefined ? files : files.flatMap((file) => compile(file, name, diagnostics)),
    ]),
  );
  const byPlugin = new Map(
    [...compiled].map(([name, files]) => [name, files.map(({ path }) => path).sort(compare)]),
  );
  const others = [...compiled.values()].flat();
  if (options === undefined)
    return { files: [...ours, ...others, { path: "package.json", text: oneLine(LOADING) }], byPlugin };
  const files = [...ours.flatMap(asDeclaration), ...others];
  const packaged = [
    ...files,
    { path: "README.md", text: readmeOf(options, files, peers) },
    { path: "package.json", text: manifestOf(options, files, peers) },
  ];
  return { files: packaged, byPlugin };
}

/** Those of ours hold types only; a plugin's may hold code. */
function compile(file: EmittedFile, name: string, diagnostics: Diagnostics): readonly EmittedFile[] {
  const compiled = SOURCE.test(file.path) ? compileSource(file) : [file];
  if (typeof compiled !== "string") return compiled;
  diagnostics.report(
    "emit/bad-file",
    `the emitter ${name} gave ${JSON.stringify(file.path)}, which does not compile: ${compiled}`,
  );
  return [];
}

function manifestOf(
  options: PackageOptions,
  files: readonly EmittedFile[],
  peers: Unpacked["peers"],
): string {
  const others = files.map(({ path }) => path).filter((path) => !/\.(?:js|ts|json)$/.test(path));
  const manifest = {
    version: "0.0.0",
    ...options,
    ...LOADING,
    ...peersOf(options, peers),
    exports: {
      ...(files.some(({ path }) => path === "index.js") && {
        ".": { types: "./index.d.ts", default: "./index.js" },
      }),
      "./*.json": "./*.json",
      ...Object.fromEntries(others.sort(compare).map((path) => [`./${path}`, `./${path}`])),
      "./*": { types: "./*.d.ts", default: "./*.js" },
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Optional, since each is for one part of the package only; what the project says itself comes before. */
function peersOf(
  { peerDependencies, peerDependenciesMeta }: PackageOptions,
  peers: Unpacked["peers"],
): { readonly [field: string]: unknown } {
  if (Object.keys(peers).length === 0) return {};
  const optional = Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }]));
  return {
    peerDependencies: { ...peers, ...Object(peerDependencies) },
    peerDependenciesMeta: { ...optional, ...Object(peerDependenciesMeta) },
  };
}

/** Node does not read TypeScript in packages: a module of types becomes declarations beside an empty module. */
function asDeclaration(file: EmittedFile): EmittedFile[] {
  if (!SOURCE.test(file.path)) return [file];
  const stem = file.path.replace(SOURCE, "");
  return [
    { ...file, path: `${stem}.d.ts` },
    { path: `${stem}.js`, text: "export {};\n" },
  ];
}

function oneLine(value: object): string {
  const fields = Object.entries(value).map(([key, each]) => `"${key}": ${JSON.stringify(each)}`);
  return `{ ${fields.join(", ")} }\n`;
}
