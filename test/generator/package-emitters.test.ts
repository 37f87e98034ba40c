/** The output of every emitter as a package: its exports lead to files, and it names what it imports as optional peers. */
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { EMITTER_NAMES, EMITTERS } from "../../generator/emit/emitters.js";
import { copySchemas } from "../support/some-schemas.js";
import { compile } from "./support/compile.js";
import { emit, temporaryFolder } from "./support/emit.js";

const root = path.resolve(import.meta.dirname, "../..");
const spec = temporaryFolder();
copySchemas(spec, [
  "api/client-server/knocking.yaml",
  "event-schemas/schema/m.room.member.yaml",
  "event-kinds.yaml",
]);
const options = { name: "@me/matrix", version: "1.2.3", peerDependencies: { msw: "^2.3.0", other: "1" } };
const { files, folder } = emit(spec, { emit: EMITTER_NAMES, package: options });
const packed: ReadonlySet<string> = new Set(files.map((file) => file.path));
const manifest = JSON.parse(files.find((file) => file.path === "package.json")?.text ?? "");

test("it names what it imports, and nothing else", () => {
  const imported = files.flatMap(({ path: file, text }) =>
    /\.(?:js|ts)$/.test(file) ? [...text.matchAll(/\bfrom "([^".][^"]*)"/g)].map(([, name]) => name) : [],
  );
  expect(new Set(imported)).toEqual(new Set(["fast-check", "msw"]));
  expect(manifest.dependencies).toBeUndefined();
  // The project's own word comes before.
  expect(manifest.peerDependencies).toEqual({ "fast-check": ">=3.11.0", msw: "^2.3.0", other: "1" });
  expect(manifest.peerDependenciesMeta).toEqual({
    "fast-check": { optional: true },
    msw: { optional: true },
  });
  const plain = emit(spec, { emit: ["types"], package: { name: "a" } }).files;
  expect(JSON.parse(plain.find((file) => file.path === "package.json")?.text ?? "")).not.toHaveProperty(
    "peerDependencies",
  );
});

test("its README names it, what each emitter has written, and nothing that is not there", () => {
  const readme = files.find((file) => file.path === "README.md")?.text ?? "";
  expect(readme).toMatch(/^# @me\/matrix\n/);
  const modules = [...readme.matchAll(/`@me\/matrix\/([^`]+)`/g)].map(([, module]) => module);
  expect(modules.filter((module) => !packed.has(`${module}.js`))).toEqual([]);
  for (const { file, holds } of Object.values(EMITTERS))
    if (file("client-server").endsWith(".js"))
      expect(readme).toMatch(new RegExp(`^\\| ${holds} \\| .*\`@me/matrix/`, "m"));
});

test("npm packs all of it, and a program finds each part by its name", () => {
  const listed: [{ files: { path: string }[] }] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  expect(listed[0].files.map((file) => file.path).sort()).toEqual([...packed].sort());
  const project = temporaryFolder();
  mkdirSync(path.join(project, "node_modules/@me"), { recursive: true });
  symlinkSync(folder, path.join(project, "node_modules/@me/matrix"));
  mkdirSync(path.join(folder, "node_modules"));
  for (const name of ["fast-check", "pure-rand"])
    symlinkSync(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  symlinkSync(path.join(root, "node_modules/fast-check"), path.join(project, "node_modules/fast-check"));
  const program = `import * as fc from "fast-check";
import { arbitraryKnockRoomResponse200 } from "@me/matrix/arbitraries/client-server";
import type { KnockRoomResponse200 } from "@me/matrix/client-server";
import type { ClientServerClient } from "@me/matrix/client/client-server";
import { knockRoomMutation } from "@me/matrix/tanstack-query/client-server";
import { isKnockRoomResponse200 } from "@me/matrix/validators/client-server";
import openapi from "@me/matrix/openapi/client-server.json" with { type: "json" };
import schemas from "@me/matrix/json-schema/bundle.json" with { type: "json" };
fc.assert(fc.property(arbitraryKnockRoomResponse200(), (value: KnockRoomResponse200) => isKnockRoomResponse200(value)));
export const keyOf = (client: Pick<ClientServerClient, "knockRoom">): readonly string[] => knockRoomMutation(client).mutationKey;
console.log(openapi.openapi, schemas.$schema, keyOf({ knockRoom: async () => ({ status: 200, body: { room_id: "!a:b" } }) }).join());
`;
  writeFileSync(path.join(project, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(project, "program.ts"), program);
  expect(compile([path.join(project, "program.ts")])).toEqual([]);
  writeFileSync(
    path.join(project, "program.js"),
    program
      .replace(/^import type .*$/gm, "")
      .replace(/: (?:KnockRoom\w+|readonly string\[\])/g, "")
      .replace(/client: Pick<[^>]*>/, "client"),
  );
  const printed = execFileSync(process.execPath, ["--no-warnings", "program.js"], {
    cwd: project,
    encoding: "utf8",
  });
  expect(printed.trim()).toBe("3.1.0 https://json-schema.org/draft/2020-12/schema client-server,knockRoom");
});
