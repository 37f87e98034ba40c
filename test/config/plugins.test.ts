/** Emitters of a project: their names, their files, and the rules that hold whatever they give. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, expectTypeOf, test } from "vitest";
import {
  defineConfig,
  defineEmitter,
  type EmitInput,
  type EmittedFile,
  type EmitterPlugin,
  type Generated,
  generate,
} from "../../generator/index.js";
import { writeFolder } from "../generator/support/emit.js";
import { bin } from "../support/built.js";

const spec = writeFolder([
  ["event-kinds.yaml", "m.lamp: [state]\n"],
  [
    "event-schemas/schema/m.lamp.yaml",
    "type: object\nproperties:\n  type: { type: string, enum: [m.lamp] }\n  content: { type: object, properties: { on: { type: boolean } } }\n",
  ],
]);

const text = (...files: readonly (readonly [path: string, text: string])[]): EmittedFile[] =>
  files.map(([path, text]) => ({ path, text }));
const emitter = (name: string, emit: (input: EmitInput) => readonly EmittedFile[]): EmitterPlugin =>
  defineEmitter({ name, emit });
const run = (
  plugins: readonly EmitterPlugin[],
  emit: readonly string[] = ["types", ...plugins.map(({ name }) => name)],
): Generated => generate({ spec, plugins, emit });
const pathsOf = ({ files }: Generated): string[] => files.map((file) => file.path);
const problemsOf = ({ diagnostics }: Generated): string[] =>
  diagnostics.all
    .filter(({ severity }) => severity === "error")
    .map(({ code, message }) => `${code}: ${message}`);

const list = emitter("list", ({ model, names }) =>
  text(["list.md", model.events.map((event) => `${event.type} ${names.event(event).event.name}\n`).join("")]),
);

test("an emitter sees the model and the names, and its files are in the manifest", () => {
  const generated = run([list]);
  expect(problemsOf(generated)).toEqual([]);
  expect(generated.files.find((file) => file.path === "list.md")?.text).toBe("m.lamp LampEvent\n");
  const manifest = JSON.parse(generated.files.find((file) => file.path === "manifest.json")?.text ?? "");
  expect(manifest.plugins).toEqual({ list: ["list.md"] });
  expect(manifest.outputs["list.md"]).toMatch(/^[0-9a-f]{64}$/);
});

test("it runs when it is asked for, when nothing is, and when another one needs it", () => {
  const needy = defineEmitter({ name: "needy", needs: ["list", "validators"], emit: () => [] });
  expect(pathsOf(run([list], ["types"]))).not.toContain("list.md");
  expect(pathsOf(generate({ spec, plugins: [list] }))).toContain("list.md");
  expect(pathsOf(run([list, needy], ["needy"]))).toEqual(
    expect.arrayContaining(["list.md", "validators/events.js"]),
  );
  expect(problemsOf(run([list], ["lits"]))).toEqual([
    expect.stringContaining("emit/unknown-emitter: lits is none of types,"),
  ]);
  expect(problemsOf(run([list], ["lits"]))[0]).toContain("did you mean list?");
});

test.each([
  ["../out.md", "leads out"],
  ["a/../../out.md", "leads out"],
  ["/etc/passwd", "is absolute"],
  ["C:/out.md", "is absolute"],
  ["a\\..\\..\\out.md", "not every file system"],
  ["a//b", "empty step"],
  ["./a", "empty step"],
  ["", "is empty"],
  [".git/hooks/pre-commit", "is hidden"],
  ["a\0b", "not every file system"],
  ["nul.txt", "not every file system"],
  ["a/b. ", "not every file system"],
  ["a\ud800", "not every file system"],
  ["x".repeat(300), "not every file system"],
  [Array(600).fill("x").join("/"), "longer than file systems take"],
  ["manifest.json", "written by knockgen itself"],
  ["Package.JSON", "written by knockgen itself"],
  ["events.ts", "in the way of a file of knockgen"],
  ["EVENTS.ts", "in the way of a file of knockgen"],
  ["events.ts/a", "in the way of a file of knockgen"],
])("a file called %j is refused", (name, problem) => {
  const generated = run([emitter("bad", () => text([name, ""]))]);
  expect(problemsOf(generated)).toEqual([expect.stringContaining("emit/bad-file: the emitter bad gave ")]);
  expect(problemsOf(generated)[0]).toContain(problem);
  expect(generated.files).toEqual([]);
});

test("two emitters do not overwrite each other, nor does one itself", () => {
  const one = emitter("one", () => text(["a/b.md", "1"]));
  for (const [name, problem] of [
    ["a/b.md", "of one"],
    ["a", "of one"],
    ["A/B.md/c", "of one"],
  ] as const)
    expect(problemsOf(run([one, emitter("two", () => text([name, "2"]))]))).toEqual([
      expect.stringContaining(problem),
    ]);
  expect(problemsOf(run([emitter("twice", () => text(["a", ""], ["a", ""]))]))).toHaveLength(1);
  expect(problemsOf(run([emitter("twin", () => text(["events.js", ""]))]))[0]).toContain("name/same-file");
});

test("whatever an emitter gives or throws is told as its mistake", () => {
  const odd = (given: unknown): string[] => {
    const bad: object = { name: "odd", emit: () => given };
    return problemsOf(run([bad as EmitterPlugin]));
  };
  for (const given of [undefined, null, "a", 1, {}, Promise.resolve([])])
    expect(odd(given)).toEqual([expect.stringContaining("the emitter odd gave no list of files")]);
  for (const given of [
    null,
    1,
    "a",
    {},
    { path: "a" },
    { path: 1, text: "" },
    { path: "a", text: Buffer.from("") },
  ])
    expect(odd([given])).toEqual([expect.stringContaining("not { path, text }")]);
  expect(odd([{ path: "a", text: "\ud800" }])).toEqual([expect.stringContaining("half a character")]);
  const thrower = (thrown: unknown): string[] =>
    problemsOf(
      run([
        emitter("thrower", () => {
          throw thrown;
        }),
      ]),
    );
  expect(thrower(new Error("no lamp"))).toEqual([
    expect.stringMatching(
      /^emit\/plugin-failed: the emitter thrower threw: no lamp \(at test\/config\/plugins\.test\.ts:\d+:\d+\)$/,
    ),
  ]);
  const silent = {
    toString: () => {
      throw silent;
    },
  };
  const noText = Object.assign(new Error(), { message: silent });
  for (const each of [silent, noText, Object.create(null)])
    expect(thrower(each)).toEqual([expect.stringContaining("threw: something that has no text")]);
  expect(thrower("a text")).toEqual(["emit/plugin-failed: the emitter thrower threw: a text"]);
});

test("a file is what it was when it was given", () => {
  const paths = ["a.md", "../evil.md"];
  class Turning extends Array<EmittedFile> {
    override filter(): EmittedFile[] {
      return text(["../evil.md", ""]);
    }
  }
  const file = {
    get path() {
      return paths.shift() ?? "../evil.md";
    },
    text: "",
  };
  const generated = run([emitter("turning", () => Turning.from([file]))]);
  expect(problemsOf(generated)).toEqual([]);
  expect(pathsOf(generated)).toContain("a.md");
  const throwing = new Proxy(file, {
    get: () => {
      throw new Error("not yet");
    },
  });
  expect(problemsOf(run([emitter("throwing", () => [throwing])]))).toEqual([
    expect.stringContaining("emit/plugin-failed: the emitter throwing threw: not yet"),
  ]);
});

test("an emitter cannot change what it is given", () => {
  const changes: readonly ((input: EmitInput) => unknown)[] = [
    ({ model }) => Reflect.apply(Array.prototype.pop, model.events, []),
    ({ model }) => Object.assign(model.events[0] ?? {}, { type: "m.other" }),
    ({ linked }) => Reflect.apply(Reflect.get(linked.schemas, "clear"), linked.schemas, []),
    ({ names }) => Object.assign(names.types[0] ?? {}, { name: "Other" }),
  ];
  for (const change of changes) {
    const changer = emitter("changer", (input) => {
      change(input);
      return [];
    });
    expect(problemsOf(run([changer]))).toEqual([
      expect.stringContaining("the emitter changer threw: Cannot "),
    ]);
  }
});

test("a promise that fails is told of once", () => {
  const failing: object = { name: "failing", emit: async () => Promise.reject(new Error("later")) };
  expect(problemsOf(run([failing as EmitterPlugin]))).toEqual([expect.stringContaining("gave no list")]);
});

test("signs that turn the direction of text are escaped in code, and are the writer's in prose", () => {
  const { files } = run([emitter("signs", () => text(["a.js", '"\u202e"'], ["a.md", "\u202e"]))]);
  expect(files.find((file) => file.path === "a.js")?.text).toBe('"\\u202e"');
  expect(files.find((file) => file.path === "a.md")?.text).toBe("\u202e");
});

test("in a package, a module of TypeScript is compiled, and other files can be had", async () => {
  const source = emitter("source", () =>
    text(
      ["lamp.ts", "export const lamps: number = 1;\nexport interface Lamp { on: boolean }\n"],
      ["docs/lamp.md", "# Lamp\n"],
    ),
  );
  const packed = generate({
    spec,
    plugins: [source],
    emit: ["types", "source"],
    package: { name: "@me/lamp" },
  });
  expect(problemsOf(packed)).toEqual([]);
  const folder = writeFolder(packed.files.map((file) => [file.path, file.text]));
  const { lamps } = await import(pathToFileURL(path.join(folder, "lamp.js")).href);
  expect(lamps).toBe(1);
  expect(packed.files.find((file) => file.path === "lamp.d.ts")?.text).toContain("interface Lamp");
  const manifest = JSON.parse(packed.files.find((file) => file.path === "package.json")?.text ?? "");
  expect(manifest.exports["./docs/lamp.md"]).toBe("./docs/lamp.md");
  const listed = JSON.parse(packed.files.find((file) => file.path === "manifest.json")?.text ?? "").plugins;
  expect(listed).toEqual({ source: ["docs/lamp.md", "lamp.d.ts", "lamp.js"] });
  for (const bad of ["export const a = ;", "export const a = Math.random() ? 1 : [];"])
    expect(
      problemsOf(
        generate({
          spec,
          plugins: [emitter("bad", () => text(["a.ts", bad]))],
          emit: ["bad"],
          package: { name: "a" },
        }),
      ),
    ).toEqual([expect.stringContaining('"a.ts", which does not compile: 1:')]);
});

test("the types of a configuration know the names of its emitters", () => {
  const named = defineEmitter({ name: "named", emit: () => [] });
  expectTypeOf(named.name).toEqualTypeOf<"named">();
  defineConfig({ emit: ["types", "named"], plugins: [named] });
  // @ts-expect-error: no emitter has that name
  defineConfig({ emit: ["types", "nmaed"], plugins: [named] });
  // @ts-expect-error: no setting has that name
  defineConfig({ spce: "schemas" });
});

test.each([
  ["process.exit(0)", "the emitter odd ended the process"],
  ['process.chdir("/")', "the emitter odd changed the working directory"],
])("%s in an emitter is an error, and nothing is written", (statement, problem) => {
  const config = `export default { spec: ${JSON.stringify(spec)}, out: "out", emit: ["types", "odd"],
  plugins: [{ name: "odd", emit() { ${statement}; return []; } }] };\n`;
  const folder = writeFolder([["knockgen.config.mjs", config]]);
  const { status, stderr } = spawnSync(process.execPath, [bin, "generate"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([1, expect.stringContaining(problem)]);
  expect(readdirSync(folder)).toEqual(["knockgen.config.mjs"]);
});

test("timers that a configuration or an emitter starts keep nothing waiting", () => {
  const config = `setInterval(() => {}, 1e6);
export default { spec: ${JSON.stringify(spec)}, out: "out", emit: ["types", "odd"],
  plugins: [{ name: "odd", emit() { setTimeout(() => {}, 1e9); return []; } }] };\n`;
  const folder = writeFolder([["knockgen.config.mjs", config]]);
  for (const command of ["generate", "check"]) {
    const { status, stdout } = spawnSync(process.execPath, [bin, command], {
      cwd: folder,
      encoding: "utf8",
      timeout: 60_000,
    });
    expect([command, status]).toEqual([command, 0]);
    expect(stdout).toContain("files");
  }
});
