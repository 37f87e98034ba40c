/** The package as npm would publish it, installed into an empty project, does there what the README says. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const project = mkdtempSync(path.join(tmpdir(), "knockgen-pack-"));
const run = (command: string, args: readonly string[], cwd = project): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const bin = path.join(project, "node_modules/.bin/knockgen");

beforeAll(() => {
  const packed: unknown = JSON.parse(
    run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], root),
  );
  const filename = Array.isArray(packed) ? String(packed[0]?.filename) : "";
  writeFileSync(
    path.join(project, "package.json"),
    JSON.stringify({ name: "empty", private: true, type: "module" }),
  );
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", path.join(project, filename)]);
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

test("it generates from its own schemas, and finds its output fresh", () => {
  run(bin, ["generate", "--out", "matrix"]);
  expect(existsSync(path.join(project, "matrix/manifest.json"))).toBe(true);
  expect(run(bin, ["check", "--out", "matrix"])).toContain("up to date");
  const ours = readFileSync(path.join(root, "generated/client-server.ts"), "utf8");
  expect(readFileSync(path.join(project, "matrix/client-server.ts"), "utf8")).toBe(ours);
});

test("it validates, from the command line and from a program", () => {
  writeFileSync(path.join(project, "knock.json"), JSON.stringify({ room_id: "!room:knock.example" }));
  expect(run(bin, ["validate", "KnockRoomResponse200", "knock.json"])).toContain("valid");
  writeFileSync(
    path.join(project, "program.js"),
    `import { isKnockRoomResponse200 } from "@knockgen/matrix/validators/client-server";
import { authorize, ROOM_VERSIONS } from "@knockgen/auth";
import { generate } from "knockgen";
import { routes } from "@knockgen/matrix/routes/server-server";
console.log(isKnockRoomResponse200({ room_id: "!a:b" }), isKnockRoomResponse200({}), typeof authorize, Object.keys(ROOM_VERSIONS).length, typeof generate, routes.length > 10);`,
  );
  expect(run(process.execPath, ["program.js"]).trim()).toBe("true false function 12 function true");
});

test("a program in TypeScript compiles against it", () => {
  writeFileSync(
    path.join(project, "program.ts"),
    `import type { KnockRoomResponse } from "@knockgen/matrix/client-server";
import { checkKnockRoomResponse200 } from "@knockgen/matrix/validators/client-server";
import { authorize } from "@knockgen/auth";
export const room = (answer: KnockRoomResponse): string | undefined => (answer.status === 200 ? answer.body.room_id : undefined);
const checked = checkKnockRoomResponse200({});
export const id: \`!\${string}\` | undefined = checked.ok ? checked.value.room_id : undefined;
export { authorize };
`,
  );
  cpSync(path.join(root, "test/package/tsconfig.user.json"), path.join(project, "tsconfig.json"));
  run(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", project]);
});
