/** The packages as npm would publish them, installed into empty projects, do there what their READMEs say. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../support/built.js";
import { emptyProject, install, run, tarball } from "./support.js";

type Name = "generated" | "auth" | "appservice" | "server" | ".";

/** An empty project with the packages of some folders installed. */
function projectWith(...folders: readonly Name[]): string {
  const project = emptyProject();
  install(project, folders.map(tarball));
  return project;
}

function packagesOf(project: string): readonly string[] {
  const modules = path.join(project, "node_modules");
  const folders = readdirSync(modules).filter((name) => !name.startsWith("."));
  return folders.flatMap((name) =>
    name.startsWith("@") ? readdirSync(path.join(modules, name)).map((each) => `${name}/${each}`) : [name],
  );
}

let matrix = "";
let generator = "";
let server = "";

beforeAll(() => {
  matrix = projectWith("generated");
  generator = projectWith("generated", "auth", ".");
  server = projectWith("generated", "auth", "server");
});

test("what a user of types and validators installs is one package", () => {
  expect(packagesOf(matrix)).toEqual(["@knockgen/matrix"]);
});

/** All that a program needs to check content before it is sent, in five lines. */
const FIVE_LINES = `import * as events from "@knockgen/matrix/validators/events";
const id = (sigil) => sigil + "a:example.org";
const contents = { RoomMessageText: { msgtype: "m.text", body: "hello" }, Reaction: { "m.relates_to": { rel_type: "m.annotation", event_id: id("$"), key: "+" } }, CallInvite: { call_id: "1", party_id: "1", version: "1", lifetime: 60000, offer: { type: "offer", sdp: "v=0" } }, KeyVerificationStart: { from_device: "A", transaction_id: "1", method: "m.sas.v1" }, SpaceChild: { via: ["example.org"] }, PolicyRuleUser: { entity: "@spam:*", recommendation: "m.ban", reason: "spam" } };
for (const [name, content] of Object.entries(contents)) console.log(name, events["check" + name + "Content"](content).ok, events["is" + name + "Content"](7));
console.log(events.checkReactionContent({ "m.relates_to": 1 }).ok);
`;

test("five lines check a message, a reaction, a call, a verification, a space and a policy, from a package under 8 MB", () => {
  writeFileSync(path.join(matrix, "five.js"), FIVE_LINES);
  const lines = run(process.execPath, ["five.js"], matrix).trim().split("\n");
  expect(lines).toHaveLength(7);
  expect(lines.slice(0, 6).every((line) => line.endsWith(" true false"))).toBe(true);
  expect(lines[6]).toBe("false");
  const installed = path.join(matrix, "node_modules/@knockgen/matrix");
  const sizes = readdirSync(installed, { recursive: true, encoding: "utf8" }).map(
    (file) => statSync(path.join(installed, file)).size,
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(8_000_000);
});

test("a harness for application services brings the types and a reader of YAML", () => {
  const project = projectWith("generated", "appservice");
  expect(packagesOf(project).toSorted()).toEqual([
    "@knockgen/appservice",
    "@knockgen/matrix",
    "re2js",
    "yaml",
  ]);
  const program = `import { createApplicationService, newRegistration } from "@knockgen/appservice";
const registration = newRegistration({ id: "a", url: null, sender_localpart: "a", namespaces: {} });
console.log(createApplicationService({ registration, homeserver: { url: "http://a", serverName: "a" } }).userId);`;
  writeFileSync(path.join(project, "program.js"), program);
  expect(run(process.execPath, ["program.js"], project).trim()).toBe("@a:a");
});

test("the generator installs neither a database nor a web server, and the server no compiler", () => {
  for (const name of ["fastify", "pg", "@electric-sql/pglite", "ts-morph", "@knockgen/server"])
    expect(packagesOf(generator)).not.toContain(name);
  expect(packagesOf(server)).not.toContain("typescript");
});

test("tarballs hold no leftovers of a build and all that their READMEs point at", () => {
  for (const [folder, name] of [
    [matrix, "@knockgen/matrix"],
    [generator, "knockgen"],
    [server, "@knockgen/auth"],
    [server, "@knockgen/server"],
  ] as const) {
    const installed = path.join(folder, "node_modules", name);
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => file.endsWith(".tsbuildinfo"))).toEqual([]);
    const readme = readFileSync(path.join(installed, "README.md"), "utf8");
    for (const [, link = ""] of readme.matchAll(/`(docs\/[\w./-]+)`|\]\((?!http)([^)#]+)\)/g))
      if (link !== "") expect(existsSync(path.join(installed, link)), `${name}: ${link}`).toBe(true);
    const { repository, homepage, bugs } = JSON.parse(
      readFileSync(path.join(installed, "package.json"), "utf8"),
    );
    expect([repository, homepage, bugs]).not.toContain(undefined);
  }
});

test("the generator generates from its own schemas, and finds its output fresh", () => {
  const bin = path.join(generator, "node_modules/.bin/knockgen");
  run(bin, ["generate", "--out", "matrix"], generator);
  expect(run(bin, ["check", "--out", "matrix"], generator)).toContain("up to date");
  const ours = readFileSync(path.join(root, "generated/client-server.d.ts"), "utf8");
  expect(readFileSync(path.join(generator, "matrix/client-server.ts"), "utf8")).toBe(ours);
});

test("the generator begins projects", () => {
  const bin = path.join(generator, "node_modules/.bin/knockgen");
  expect(run(bin, ["init", "bot", "my-bot"], generator)).toContain("+ src/bot.ts");
  expect(existsSync(path.join(generator, "my-bot/.gitignore"))).toBe(true);
});

test("a command that needs another package says which", () => {
  const bin = path.join(generator, "node_modules/.bin/knockgen");
  for (const [args, name] of [
    [["serve", "--server-name", "a.example"], "@knockgen/server"],
    [["mock", "--port", "0"], "@knockgen/server"],
    [["scaffold", "makeKnock", "--dir", "handlers"], "ts-morph"],
  ] as const) {
    const call = (): string => run(bin, args, generator);
    expect(call).toThrow(`this command needs the package ${name}: npm i ${name}`);
  }
});

test("validators, routes, the engine and the generator load in programs", () => {
  writeFileSync(path.join(generator, "knock.json"), JSON.stringify({ room_id: "!room:knock.example" }));
  const bin = path.join(generator, "node_modules/.bin/knockgen");
  expect(run(bin, ["validate", "KnockRoomResponse200", "knock.json"], generator)).toContain("valid");
  writeFileSync(
    path.join(generator, "program.js"),
    `import { isKnockRoomResponse200 } from "@knockgen/matrix/validators/client-server";
import { authorize, ROOM_VERSIONS } from "@knockgen/auth";
import { generate } from "knockgen";
import { routes } from "@knockgen/matrix/routes/server-server";
import { release } from "@knockgen/matrix/inspect/release";
import { createRelease, judge } from "knockgen/inspect";
import { toFollowMatrix } from "knockgen/inspect/matchers";
const body = new TextEncoder().encode('{"devices":[{"device_id":"A","display_name":null}]}');
const request = { method: "GET", target: "/_matrix/client/v3/devices", headers: [], body: new Uint8Array() };
const exchange = { request, answer: { status: 200, headers: [["content-type", "application/json"]], body } };
const findings = judge(exchange, [createRelease(release)]);
if (findings.length !== 1 || toFollowMatrix(findings).pass) throw new Error(JSON.stringify(findings));
console.log(isKnockRoomResponse200({ room_id: "!a:b" }), isKnockRoomResponse200({}), typeof authorize, "12" in ROOM_VERSIONS, typeof generate, routes.length > 10);`,
  );
  expect(run(process.execPath, ["program.js"], generator).trim()).toBe(
    "true false function true function true",
  );
  writeFileSync(
    path.join(server, "program.js"),
    `import { createServer } from "@knockgen/server"; console.log(typeof createServer);`,
  );
  expect(run(process.execPath, ["program.js"], server).trim()).toBe("function");
});
