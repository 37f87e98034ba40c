/** The command line at its edges: one prefix, sentences for failures of the system, the right exit code. */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { bin } from "../support/built.js";
import { command, type Outcome } from "../support/command.js";
import { copySchemas } from "../support/some-schemas.js";

const folder = mkdtempSync(path.join(tmpdir(), "knockgen-edges-"));
/** Some of our own: all of Matrix would make each command take a second more. */
const schemas = path.join(folder, "some");
copySchemas(schemas, [
  "event-kinds.yaml",
  "event-schemas/schema/m.room.name.yaml",
  "api/client-server/knocking.yaml",
]);
const bells = path.join(folder, "bells.json");
const bell = { get: { operationId: "bell", responses: { 200: { description: "It rings." } } } };
writeFileSync(
  bells,
  JSON.stringify({ openapi: "3.1.0", info: { title: "Bells", version: "1" }, paths: { "/bell": bell } }),
);
const run = (args: readonly string[]): Promise<Outcome> => command(args, { folder });

test.each([
  ["a file that is not there", ["authorize", "none.jsonl"], "none.jsonl: it does not exist"],
  ["a folder that is not there", ["vectors", "none"], "none: it does not exist"],
  ["a recording that is not there", ["judge", "none.har"], "none.har: it does not exist"],
  [
    "waivers that are not there",
    ["judge", "none.har", "--waivers", "none.json"],
    "none.json: it does not exist",
  ],
  [
    "a folder for examples that is not there",
    ["mock", "--spec", "none"],
    "no examples can be read from none",
  ],
  ["examples of another protocol", ["mock", "--spec", bells], "describes no operation of Matrix"],
  ["a folder without vectors", ["vectors", folder], "holds no .jsonl or .jsonl.gz file"],
  ["a case that is not there", ["explain", "--id", "none"], "no case with the id none"],
  ["a value that is not there", ["validate", "RoomNameEvent", "none.json"], "none.json: it does not exist"],
  ["a package that npm would refuse", ["generate", "--package", "Foo"], 'no package of the name "Foo"'],
  ["a specification of an unset variable", ["generate", "--spec", ""], "it is empty"],
  ["an output of an unset variable", ["generate", "--out", ""], "it is empty"],
  ["a project of an unset variable", ["init", "bot", ""], "it is empty"],
  ["a port of an unset variable", ["mock", "--port", ""], "it is not a whole number from 0 to 65535"],
  [
    "a data folder of an unset variable",
    ["serve", "--server-name", "a.example", "--data", ""],
    "it is empty",
  ],
  ["a port that is not one", ["serve", "--server-name", "a.example", "--port", "0x50"], "0 to 65535"],
  ["a bound of an unset variable", ["proxy", "--max-body", ""], "it is not a whole number from 0"],
  ["an unknown option", ["generate", "--nonsense"], "unknown option"],
])("%s is told in a sentence with our prefix, and exit 2", async (_, args, sentence) => {
  const { status, stderr } = await run(args);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^knockgen: /);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/ENOENT|\bat .*\.js/);
});

test("a mock of a specification with a mistake tells its place, instead of answering without examples", async () => {
  writeFileSync(path.join(folder, "broken.yaml"), "openapi: [\n");
  const { status, stderr } = await run(["mock", "--spec", "broken.yaml"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^knockgen: no examples can be read from broken\.yaml: broken\.yaml:\d+: /);
});

test.each([
  [["/a"], undefined],
  [["/a", "/c"], "1 more"],
  [["/a", "/c", "/e"], "2 more"],
])(
  "a mock of a specification with mistakes at %j tells the first, and how many more there are",
  async (paths, more) => {
    const wrong = { openapi: "3.1.0", info: { title: "Wrong", version: "1" } };
    const items = Object.fromEntries(paths.map((each) => [each, { $ref: "#/none" }]));
    writeFileSync(path.join(folder, "wrong.json"), JSON.stringify({ ...wrong, paths: items }));
    const { status, stderr } = await run(["mock", "--spec", "wrong.json"]);
    expect(status).toBe(1);
    expect(/ \(and (.*)\)\n$/.exec(stderr)?.[1]).toBe(more);
  },
);

test.skipIf(process.platform !== "linux").each([
  ["a project", ["init", "bot", "/proc/x/y"]],
  ["an output", ["generate", "--spec", schemas, "--out", "/proc/x/y"]],
])("%s in a folder that is there and takes nothing is told", async (_, args) => {
  const { status, stderr } = await run(args);
  expect(stderr).toMatch(/^knockgen: \/proc\/x.*(?:permission is denied|no folder can be made)/m);
  expect(status).not.toBe(0);
});

test("a specification that does not exist is a wrong call in every command", async () => {
  const calls = [
    ["generate", "--spec", "none"],
    ["check", "--spec", "none"],
    ["diff", "none", "none"],
    ["scaffold", "knockRoom", "--dir", "handlers", "--spec", "none"],
    ["watch", "--spec", "none"],
  ];
  for (const args of calls) expect((await run(args)).status, args.join(" ")).toBe(2);
});

test.each([
  [["generate", "--emit", "typs"], "did you mean types?"],
  [["check", "--only", "cient-server"], "did you mean client-server?"],
  [["generate", "--only", "cient-server"], "did you mean client-server?"],
  [["scaffold", "knockRom", "--dir", "handlers", "--spec", schemas], "did you mean client-server/knockRoom?"],
  [["diff", schemas, schemas, "--operation", "knockRom"], "did you mean knockRoom?"],
  [["diff", schemas, schemas, "--event", "m.room.nmae"], "did you mean m.room.name?"],
  [["validate", "RoomNmaeEvent", "none.json"], "did you mean RoomNameEvent"],
  [["probe", "http://127.0.0.1:1", "--only", "crateRoom"], "did you mean createRoom"],
  [["mock", "--fault", "429@snyc"], "did you mean sync?"],
  [["generate", "--config", "none.json"], "none.json cannot be read"],
  [["genrate"], "Did you mean generate?"],
  [["generate", "--olny", "client-server"], "Did you mean --only?"],
])("%j is a wrong call, and tells what may have been meant", async (args, sentence) => {
  const { status, stdout, stderr } = await run(args);
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining(sentence),
  });
});

test("a setting that does not exist is an error that names the nearest", async () => {
  writeFileSync(path.join(folder, "wrong.json"), '{ "waviers": [], "emit": ["typs"] }');
  const { status, stderr } = await run(["check", "--config", "wrong.json"]);
  expect(status).toBe(1);
  expect(stderr).toContain('the configuration has no setting "waviers"; did you mean waivers?');
  expect(stderr).toContain("did you mean types?");
});

/** The exit code of a run of which nothing is read: both pipes are closed before it writes. */
function unread(args: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  child.stderr.destroy();
  return new Promise((resolve) => child.on("close", resolve));
}

test("a closed pipe neither hides a failure nor makes one", async () => {
  const spec = ["--spec", path.join(folder, "rooms")];
  copySchemas(path.join(folder, "rooms"), ["event-kinds.yaml", "event-schemas/schema/m.room.name.yaml"]);
  expect(await unread(["generate", ...spec, "--out", "rooms-out"])).toBe(0);
  expect(await unread(["check", ...spec, "--out", "rooms-out"])).toBe(0);
  expect(await unread(["check", ...spec, "--out", "stale"])).toBe(1);
  expect(await unread(["diff", schemas, path.join(folder, "rooms"), "--fail-on", "breaking"])).toBe(1);
  expect(await unread(["diff", path.join(folder, "rooms"), path.join(folder, "rooms")])).toBe(0);
  expect(await unread(["generate", "--emit", "poems"])).toBe(2);
});

test("without a specification, the one that is used is named", async () => {
  const { status, stderr } = await run(["generate", "--emit", "types", "--out", "out"]);
  expect([status, stderr]).toEqual([0, expect.stringContaining("the one that knockgen brings is used")]);
});

test("validate names the object that lacks a property", async () => {
  writeFileSync(path.join(folder, "value.json"), '{"type":"m.room.name","content":{}}');
  const { status, stdout } = await run(["validate", "RoomNameEvent", "value.json"]);
  expect(status).toBe(1);
  expect(stdout).toContain('value.json:1:1: content must have the property "name"'.replace(":1:1", ""));
  expect(stdout).toMatch(/: the value must have the property "sender"/);
});
