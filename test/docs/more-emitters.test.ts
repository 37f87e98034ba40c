/** The snippets of docs/more-emitters.md compile against what the emitters write. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { DEFAULT_EMITTERS, EMITTER_NAMES } from "../../generator/emit/emitters.js";
import { generate } from "../../generator/pipeline.js";
import { compile } from "../generator/support/compile.js";
import { temporaryFolder, writeFolder } from "../generator/support/emit.js";
import { copySchemas } from "../support/some-schemas.js";

const root = path.resolve(import.meta.dirname, "../..");
const page = readFileSync(path.join(root, "docs/more-emitters.md"), "utf8");

/** As much of the package as the page uses; the package itself is tried by hand, for it brings fifty others. */
const MSW = `declare module "msw" {
  export class HttpHandler { private readonly own: 1 }
}
declare module "msw/node" {
  import type { HttpHandler } from "msw";
  export function setupServer(...handlers: HttpHandler[]): { listen(): void };
}
`;

test("the snippets compile", () => {
  const spec = temporaryFolder();
  copySchemas(spec, [
    "api/client-server/list_joined_rooms.yaml",
    "api/client-server/whoami.yaml",
    "event-schemas/schema/m.room.member.yaml",
    "event-kinds.yaml",
  ]);
  const { files } = generate({ spec, emit: ["arbitraries", "msw", "tanstack-query"] });
  const folder = writeFolder(files.map((file) => [`matrix/${file.path}`, file.text]));
  mkdirSync(path.join(folder, "node_modules"));
  for (const name of ["fast-check", "@tanstack"])
    symlinkSync(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(folder, "msw.d.ts"), MSW);
  const snippets = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, text = ""]) => text);
  expect(snippets).toHaveLength(3);
  const places = snippets.map((text, index) => {
    const place = path.join(folder, `snippet-${index}.ts`);
    writeFileSync(place, text);
    return place;
  });
  expect(compile([path.join(folder, "msw.d.ts"), ...places])).toEqual([]);
});

test("the table has every emitter that has to be asked for", () => {
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  const asked = EMITTER_NAMES.filter((name) => !DEFAULT_EMITTERS.includes(name));
  expect(rows, "give each emitter that is off by default a row in docs/more-emitters.md, in order").toEqual(
    asked,
  );
});
