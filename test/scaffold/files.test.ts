/** Scaffolding of single files, by hand-made cases. */
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { applyChanges } from "../../generator/scaffold/apply.js";
import { writeFolder } from "../generator/support/emit.js";
import { root, subjectsOf, UserProject } from "./support/project.js";

const spec = path.join(root, "schemas");

function makeProject(patterns: readonly string[] = ["knockRoom", "makeKnock"]): UserProject {
  const project = new UserProject();
  onTestFinished(() => project.remove());
  project.scaffold(spec, patterns);
  return project;
}

test("a handler is a factory that says what it takes; its handler answers 501", () => {
  const project = makeProject();
  const text = project.read("client-server/knock-room.ts");
  expect(text).toContain('type Handler = ClientServerHandlers<Auth>["knockRoom"];\n');
  expect(text).toContain("Takes `path`, `query`, `body` and `auth`; answers `200`, `403`, `404` or `429`.");
  expect(text).toContain(
    "export const knockRoom =\n  (_context: Context): Handler =>\n  async () => {\n    throw",
  );
  expect(project.read("client-server/index.ts")).toContain(
    "export function clientServerHandlers(context: Context): ClientServerHandlers<Auth> {\n" +
      "  return {\n    ...unimplemented,\n    knockRoom: knockRoom(context),\n  };\n}\n",
  );
  expect(text).toContain('throw new MatrixHttpError(501, "M_UNRECOGNIZED"');
  expect([...project.files().keys()]).toEqual([
    "client-server/auth.ts",
    "client-server/context.ts",
    "client-server/index.ts",
    "client-server/knock-room.test.ts",
    "client-server/knock-room.ts",
    "client-server/testing.ts",
    "index.ts",
    "server-server/auth.ts",
    "server-server/context.ts",
    "server-server/index.ts",
    "server-server/make-knock.test.ts",
    "server-server/make-knock.ts",
    "server-server/testing.ts",
  ]);
});

test("a test sends the specification's example, unless it is long or its own schema refuses it", () => {
  const body = (example: string): string =>
    `requestBody: { content: { application/json: { example: ${example}, schema: { type: object, required: [say], properties: { say: { type: string } } } } } }, responses: { "200": { description: Done. } }`;
  const text = `openapi: 3.1.0
info: { title: Bells, version: "1" }
servers: [{ url: "https://bells.test" }]
paths:
  /short: { post: { operationId: short, ${body("{ say: Come in }")} } }
  /wrong: { post: { operationId: wrong, ${body("{ say: 7 }")} } }
  /long: { post: { operationId: long, ${body(`{ say: "${"ding ".repeat(100)}" }`)} } }
`;
  const bells = writeFolder([["api/bells/bells.yaml", text]]);
  const sent = subjectsOf(bells).flatMap(({ subjects }) => subjects.map(({ sample }) => sample.body));
  expect(sent).toEqual([{ say: "text" }, { say: "Come in" }, { say: "text" }]);
  const project = makeProject(["knockRoom", "getRoomStateWithKey"]);
  expect(project.read("client-server/knock-room.test.ts")).toContain(
    '    path: { roomIdOrAlias: "#porch:knock.example" },\n    body: { reason: "I moved in next door" },\n',
  );
  // An empty state key would be no segment of the path.
  expect(project.read("client-server/get-room-state-with-key.test.ts")).toContain('stateKey: "stateKey"');
});

test("a second run changes nothing, and none adds nothing", () => {
  const project = makeProject();
  expect(project.plan(spec, ["knockRoom"]).changes).toEqual([]);
  expect(project.plan(spec, []).changes).toEqual([]);
});

test.each(["find pets by tag", "a*/b", "100%", "%41", "a\u00a0b", "-"])(
  "a second run knows an operation called %j",
  (operationId) => {
    const get = { operationId, responses: { 200: { description: "Done." } } };
    const document = { openapi: "3.1.0", info: { title: "Pets", version: "1" }, paths: { "/pets": { get } } };
    const pets = writeFolder([["pets.json", JSON.stringify(document)]]);
    const project = new UserProject();
    onTestFinished(() => project.remove());
    project.scaffold(pets, ["*"]);
    const { changes, renamed } = project.plan(pets, ["*"]);
    expect({ changes, renamed }).toEqual({ changes: [], renamed: [] });
  },
);

test.each([
  [{ type: "array", uniqueItems: true, minItems: 2, items: { const: 1 } }, true],
  [{ type: "array", uniqueItems: true, minItems: 1, items: { const: 1 } }, false],
  [{ type: "string", minLength: 1_000_000 }, true],
])("a test whose body cannot be sampled is not run, and says why: %j", (schema, isSkipped) => {
  const content = { "application/json": { schema } };
  const responses = { 200: { description: "Done." } };
  const post = { operationId: "ring", requestBody: { content }, responses };
  const document = {
    openapi: "3.1.0",
    info: { title: "Bells", version: "1" },
    paths: { "/bells": { post } },
  };
  const project = new UserProject();
  onTestFinished(() => project.remove());
  project.scaffold(writeFolder([["bells.json", JSON.stringify(document)]]), ["*"]);
  const text = project.read("bells/ring.test.ts");
  const line = "// Not run: this body is not all that its schema asks for.\ntest.skip(";
  expect(text.includes(line)).toBe(isSkipped);
});

test("a file that we have not written is in the way, and then nothing is written", () => {
  const project = makeProject();
  project.write("src/client-server/ban.ts", "export const mine = 1;\n");
  const before = project.files();
  const { problems, changes } = project.plan(spec, ["ban", "kick"]);
  expect(problems).toEqual([
    "client-server/ban.ts is there already, and nothing in it says that knockgen wrote it",
  ]);
  expect(changes).toEqual([]);
  expect(project.files()).toEqual(before);
});

test("an index.ts of the user's own stays as it is, with a note at the first run", () => {
  const project = new UserProject();
  onTestFinished(() => project.remove());
  project.write("src/index.ts", "export const mine = 1;\n");
  expect(project.scaffold(spec, ["knockRoom"]).notes).toEqual([
    "index.ts is yours and stays as it is: the handlers are in client-server/index.ts",
  ]);
  expect(project.read("index.ts")).toBe("export const mine = 1;\n");
  expect(project.scaffold(spec, ["ban"]).notes).toEqual([]);
});

test("a file that the user has moved is found and stays there", () => {
  const project = makeProject();
  mkdirSync(path.join(project.handlers, "rooms"));
  renameSync(
    path.join(project.handlers, "client-server/knock-room.ts"),
    path.join(project.handlers, "rooms/knocking.ts"),
  );
  project.write(
    "src/rooms/knocking.ts",
    project.read("rooms/knocking.ts").replaceAll('"./auth.js"', '"../client-server/auth.js"'),
  );
  project.scaffold(spec, ["knockRoom", "ban"]);
  expect(existsSync(path.join(project.handlers, "client-server/knock-room.ts"))).toBe(false);
  expect(project.read("client-server/index.ts")).toContain('from "../rooms/knocking.js"');
});

test("what the user wires in another way is left alone, and new handlers go below what is spread", () => {
  const project = makeProject();
  const index = project.read("client-server/index.ts");
  project.write(
    "src/client-server/index.ts",
    index
      .replace("(context: Context)", "(parts: Context)")
      .replace(
        "    knockRoom: knockRoom(context),\n",
        "    // as before\n    knockRoom: slow(knockRoom(parts)) // mine\n",
      )
      .replace("\nexport", "\nconst slow = <T,>(x: T): T => x\nexport"),
  );
  project.scaffold(spec, ["ban"]);
  expect(project.read("client-server/index.ts")).toContain(
    "    ...unimplemented,\n    ban: ban(parts),\n    // as before\n    knockRoom: slow(knockRoom(parts)) // mine\n  };\n",
  );
});

test("a handler is added behind a spread that ends without a comma", () => {
  const project = makeProject();
  const index = project.read("client-server/index.ts");
  project.write(
    "src/client-server/index.ts",
    index.replace("...unimplemented,\n    knockRoom: knockRoom(context),\n", "...unimplemented\n"),
  );
  project.scaffold(spec, ["ban"]);
  expect(project.read("client-server/index.ts")).toContain("    ...unimplemented,\n    ban: ban(context),\n");
});

test.each([
  ["console.log(knockRoom);", true],
  ["export type Bell = typeof knockRoom;", true],
  ["export const bells = { knockRoom: 1 };", false],
  ["export interface Bells { knockRoom: number }", false],
  ["export class Bells { knockRoom = 1 }", false],
  ["export class Bells { knockRoom() {} }", false],
  ["export const { knockRoom: bell } = { ...{ knockRoom: 1 } };", false],
  ["export type Bell = Bells.knockRoom;", false],
])("a handler that is gone leaves the index; its import stays where it is used: %s", (edit, isUsed) => {
  const project = makeProject();
  const file = "client-server/index.ts";
  // An untouched index would be written anew.
  project.write(`src/${file}`, `${project.read(file)}\n${edit}\n`);
  const apis = subjectsOf(spec).map(({ api, subjects }) => ({
    api,
    subjects: subjects.filter(({ operationId }) => operationId !== "knockRoom"),
  }));
  const { changes, notes } = project.planSubjects(apis, []);
  const text = changes.find(({ path: name }) => name === file)?.after ?? "";
  expect(text).not.toContain("knockRoom: knockRoom(context)");
  expect(text.includes("import { knockRoom }")).toBe(isUsed);
  const told = notes.filter((note) => note.includes("knockRoom is no longer in the specification"));
  expect(told).toHaveLength(isUsed ? 1 : 0);
});

test("generated code that has moved is found where it is now", () => {
  const project = makeProject();
  const edited = project.read("client-server/knock-room.ts").replace("async () =>", "async ({ body }) =>");
  project.write("src/client-server/knock-room.ts", edited);
  applyChanges(project.handlers, project.plan(spec, [], "@knockgen/matrix").changes);
  expect(project.read("client-server/knock-room.ts")).toContain(
    'from "@knockgen/matrix/routes/client-server"',
  );
  expect(project.read("client-server/knock-room.ts")).toContain("async ({ body }) =>");
  expect(project.plan(spec, ["knockRoom"]).changes).toEqual([]);
});

test("a file that cannot be read as TypeScript stops everything, with its place", () => {
  const project = makeProject();
  project.write(
    "src/client-server/knock-room.ts",
    `${project.read("client-server/knock-room.ts")}\nconst = ;\n`,
  );
  const { problems, changes } = project.plan(spec, ["ban"]);
  expect(problems[0]).toMatch(/^client-server\/knock-room\.ts:\d+:\d+: /);
  expect(changes).toEqual([]);
});

test("when one file cannot be written, none is", () => {
  const project = makeProject();
  const { changes } = project.plan(spec, ["ban"]);
  mkdirSync(path.join(project.handlers, "client-server/ban.test.ts"));
  const before = readdirSync(project.handlers, { recursive: true });
  expect(() => applyChanges(project.handlers, changes)).toThrow();
  expect(readdirSync(project.handlers, { recursive: true }).sort()).toEqual(before.sort());
});

test("what a specification says cannot leave the comment it stands in", () => {
  const project = new UserProject();
  onTestFinished(() => project.remove());
  const [api] = subjectsOf(spec);
  const [subject] = api?.subjects ?? [];
  if (api === undefined || subject === undefined) throw new Error("no operation");
  const evil = { ...subject, summary: "*/ process.exit() /*" };
  const plan = project.planSubjects([{ ...api, subjects: [evil] }], [evil]);
  const handler = plan.changes.find(({ after }) => after.includes("type Handler"));
  expect(handler?.after).toContain("*\\/ process.exit() /*");
});
