/** The emitted runtime as a whole, and bundles of parts of it. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { EMITTER_NAMES, EMITTERS } from "../../generator/emit/emitters.js";
import { RUNTIME_FILES } from "../../generator/emit/runtime-files/emit-runtime.js";
import { emitEverything } from "./support/bundle.js";

const root = path.resolve(import.meta.dirname, "../..");
const { folder, files } = emitEverything(path.join(root, "schemas"));

test("every file of the runtime is emitted", () => {
  const sources = readdirSync(path.join(root, "generator/emit/runtime")).map((name) =>
    name.replace(".ts", ""),
  );
  const own = EMITTER_NAMES.flatMap((name) => EMITTERS[name].ownRuntime ?? []);
  // A file that all bring may be the only one of them that an emitter needs.
  expect([...new Set([...RUNTIME_FILES, ...own])].sort()).toEqual(sources.sort());
});

test("nothing that is emitted imports a package or a part of Node", () => {
  const imported = [...files].flatMap(([, text]) => [
    ...text.matchAll(/(?:\bfrom |\bimport\(|\bimport )"([^"]+)"/g),
  ]);
  expect(imported.length).toBeGreaterThan(50);
  expect(
    imported.map(([, specifier]) => specifier).filter((specifier) => !specifier?.startsWith(".")),
  ).toEqual([]);
});

async function bundled(...lines: string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: lines.join("\n"), resolveDir: folder, loader: "ts" },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    outdir: "out",
    write: false,
  });
  return outputFiles.find((file) => file.path.endsWith("stdin.js"))?.text ?? "";
}

test("a bundle that makes one call holds one operation and no validators", async () => {
  const text = await bundled(
    'import { createCall } from "./runtime/client.js";',
    'import { knockRoom } from "./client/client-server.js";',
    'console.log(createCall({ baseUrl: "" })(knockRoom, { path: { roomIdOrAlias: "#a:b" }, body: {} }));',
  );
  expect(text).toContain("knock");
  expect(text).not.toContain("/sync");
  expect(text.length).toBeLessThan(8000);
});

test("a client with two plain operations is small, and holds no code for styles, schemes, forms and streams", async () => {
  const text = await bundled(
    'import { createCall } from "./runtime/client.js";',
    'import { joinRoom, knockRoom } from "./client/client-server.js";',
    'const call = createCall({ baseUrl: "" });',
    "console.log(call(knockRoom, {}), call(joinRoom, {}));",
  );
  expect(gzipSync(text).length).toBeLessThan(3000);
  expect(text).not.toMatch(/deepObject|Basic|multipart|getReader.*"retry"/s);
});

test("a client carries no validators until it is asked to validate", async () => {
  const text = await bundled(
    'import { createClientServerClient } from "./client/client-server.js";',
    'console.log(createClientServerClient({ baseUrl: "" }));',
  );
  expect(text).toContain("/sync");
  expect(text).not.toContain("must have the property");
});

test("a bundle of a server with one handler holds the checks of one operation", async () => {
  const one = await bundled(
    'import { knockRoom } from "./routes/client-server.js";',
    'import { createFetchHandler } from "./runtime/fetch-handler.js";',
    'import { createMounter } from "./runtime/mount-operation.js";',
    "const on = createMounter();",
    "export default createFetchHandler({ apis: [on(knockRoom, () => ({ status: 404, body: {} }))] });",
  );
  const all = await bundled(
    'export * from "./routes/client-server.js";',
    'export * from "./runtime/fetch-handler.js";',
  );
  console.info({ one: one.length, all: all.length });
  expect(one).toContain("/knock/");
  expect(one).not.toContain("/sync");
  expect(one.length).toBeLessThan(26_000);
});
