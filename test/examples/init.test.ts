/** `knockgen init`: a project under its folder's name, and nothing of anyone overwritten. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { KINDS } from "../../cli/init/kinds.js";
import { root } from "../support/built.js";
import { initialise, temporaryFolder } from "./support.js";

test("every example is a kind, and the other way round", () => {
  expect(readdirSync(path.join(root, "examples")).sort()).toEqual([...KINDS].sort());
});

test.each(KINDS)(
  "%s: what is written is the example, under the folder's name and with this release's packages",
  (kind) => {
    const folder = path.join(temporaryFolder(), "My Project!");
    const { status, stdout } = initialise(kind, folder);
    expect(status).toBe(0);
    expect(stdout).toContain("  + src/");
    expect(stdout).toContain("npm install");
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    const {
      name,
      dependencies,
      private: isPrivate,
    } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    expect([name, isPrivate, dependencies["@knockgen/matrix"]]).toEqual(["my-project", true, version]);
    expect(readFileSync(path.join(folder, ".gitignore"), "utf8")).toContain("node_modules");
    expect(existsSync(path.join(folder, "gitignore"))).toBe(false);
    expect(readFileSync(path.join(folder, "README.md"), "utf8")).toBe(
      readFileSync(path.join(root, "examples", kind, "README.md"), "utf8"),
    );
  },
);

test("nothing is overwritten, and then nothing is written at all", () => {
  for (const [file, make] of [
    ["package.json", (place: string) => writeFileSync(place, "{}")],
    ["src/main.ts", (place: string) => writeFileSync(place, "mine")],
    ["tsconfig.json", (place: string) => symlinkSync("/nowhere", place)],
    ["README.md", (place: string) => mkdirSync(place)],
  ] as const) {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "src"));
    make(path.join(folder, file));
    const before = readdirSync(folder, { recursive: true });
    const { status, stdout, stderr } = initialise("bot", folder);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`has ${file} already`);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  }
});

test("what is beside it stays", () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "notes.txt"), "mine");
  expect(initialise("types", folder).status).toBe(0);
  expect(readFileSync(path.join(folder, "notes.txt"), "utf8")).toBe("mine");
  expect(initialise("types", folder).status).toBe(1);
});

test("another kind is a wrong call that names the nearest", () => {
  expect(initialise("bots", temporaryFolder())).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("did you mean bot?"),
  });
  const { status, stderr } = initialise();
  expect(status).toBe(2);
  for (const kind of KINDS) expect(stderr).toMatch(new RegExp(`knockgen init ${kind} +\\w`));
});
