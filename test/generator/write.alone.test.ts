/** The output folder is replaced all at once or not at all, and only what is ours in it. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { compareWithFolder } from "../../generator/write/compare.js";
import { recover, writeFiles } from "../../generator/write/write.js";
import { temporaryFolder, writeFolder } from "./support/emit.js";

/** The call of a function of `node:fs` after which the process "dies". */
const death = vi.hoisted(() => ({ after: Number.POSITIVE_INFINITY, calls: 0 }));
vi.mock(import("node:fs"), async (original) => {
  const fs = await original();
  const mortal = <F extends (...values: never[]) => unknown>(call: F): F =>
    new Proxy(call, {
      apply(target, self, values) {
        death.calls += 1;
        if (death.calls > death.after) throw new Error("killed");
        return Reflect.apply(target, self, values);
      },
    });
  const { renameSync, rmSync, writeFileSync, mkdirSync, linkSync } = fs;
  return {
    ...fs,
    renameSync: mortal(renameSync),
    rmSync: mortal(rmSync),
    writeFileSync: mortal(writeFileSync),
    mkdirSync: mortal(mkdirSync),
    linkSync: mortal(linkSync),
  };
});

type Files = { readonly [path: string]: string };
const emitted = (files: Files) => Object.entries(files).map(([name, text]) => ({ path: name, text }));
const withManifest = (files: Files): Files => ({
  ...files,
  "manifest.json": JSON.stringify({
    outputs: Object.fromEntries(Object.keys(files).map((name) => [name, ""])),
  }),
});

function write(out: string, files: Files): void {
  const list = emitted(withManifest(files));
  writeFiles(out, list, compareWithFolder(out, list));
}

function read(out: string): Files {
  const entries = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const place = path.join(entry.parentPath, entry.name);
      return [path.relative(out, place), readFileSync(place, "utf8")];
    }),
  );
}

const BEFORE: Files = { "a.ts": "old a", "deep/b.ts": "old b", "gone.ts": "old" };
const AFTER: Files = { "a.ts": "new a", "deep/b.ts": "old b", "c/d.ts": "new d" };

test("what is no longer generated goes, what is not ours stays", () => {
  const out = path.join(temporaryFolder(), "out");
  write(out, BEFORE);
  writeFolder([["notes/mine.txt", "mine"]], out);
  symlinkSync("notes/mine.txt", path.join(out, "link"));
  write(out, AFTER);
  expect(read(out)).toEqual({ ...withManifest(AFTER), "notes/mine.txt": "mine" });
  expect(existsSync(path.join(out, "link"))).toBe(true);
});

test("a run that dies leaves the old output whole, or the new, wherever it dies", () => {
  let survived = 0;
  let died = 0;
  for (let after = 0; survived < 2; after += 1) {
    const out = path.join(temporaryFolder(), "out");
    write(out, BEFORE);
    writeFolder([["mine.txt", "mine"]], out);
    Object.assign(death, { after, calls: 0 });
    try {
      write(out, AFTER);
      survived += 1;
    } catch (error) {
      expect(String(error)).toContain("killed");
      died += 1;
    } finally {
      death.after = Number.POSITIVE_INFINITY;
    }
    recover(out);
    const found = read(out);
    const [old, fresh] = [BEFORE, AFTER].map((files) => ({ ...withManifest(files), "mine.txt": "mine" }));
    expect([old, fresh]).toContainEqual(found);
    write(out, AFTER);
    expect(read(out)).toEqual(fresh);
    expect(readdirSync(path.dirname(out))).toEqual(["out"]);
  }
  expect(died).toBeGreaterThan(8);
});

test("a manifest cannot make us remove what lies elsewhere", () => {
  const folder = temporaryFolder();
  const out = path.join(folder, "out");
  writeFolder([["precious.txt", "x"]], folder);
  const outputs = { "../precious.txt": "", "/etc/hostname": "", "a/../../precious.txt": "", constructor: "" };
  writeFolder([["manifest.json", JSON.stringify({ outputs })]], out);
  expect(compareWithFolder(out, emitted(AFTER)).removed).toEqual([]);
  write(out, AFTER);
  expect(readFileSync(path.join(folder, "precious.txt"), "utf8")).toBe("x");
});

test("what others have put in the way of a file stays", () => {
  const out = path.join(temporaryFolder(), "out");
  write(out, BEFORE);
  for (const name of ["a.ts", "gone.ts"]) rmSync(path.join(out, name));
  writeFolder(
    [
      ["a.ts/mine.txt", "mine"],
      ["gone.ts/mine.txt", "mine"],
      ["c", "mine"],
    ],
    out,
  );
  const list = emitted(withManifest(AFTER));
  const comparison = compareWithFolder(out, list);
  expect(comparison.foreign).toEqual(["a.ts", "c/d.ts"]);
  writeFiles(out, list, comparison);
  expect(read(out)).toMatchObject({ "a.ts/mine.txt": "mine", "gone.ts/mine.txt": "mine", c: "mine" });
});

test("a manifest of something else is not ours", () => {
  const out = writeFolder([["manifest.json", '{ "name": "A web page" }']]);
  const list = emitted(withManifest(AFTER));
  expect(compareWithFolder(out, list).foreign).toEqual(["manifest.json"]);
  writeFolder([["matrix.ts", "// Generated by knockgen"]], out);
  expect(compareWithFolder(out, [...list, { path: "matrix.ts", text: "" }]).foreign).toEqual([]);
});

test("folders keep their permissions", () => {
  const out = path.join(temporaryFolder(), "out");
  writeFolder([["private/mine.txt", "mine"]], out);
  chmodSync(out, 0o710);
  chmodSync(path.join(out, "private"), 0o700);
  write(out, BEFORE);
  expect([out, path.join(out, "private")].map((folder) => statSync(folder).mode & 0o777)).toEqual([
    0o710, 0o700,
  ]);
});

test("what another run has written meanwhile is compared again", () => {
  const out = path.join(temporaryFolder(), "out");
  write(out, BEFORE);
  const list = emitted(withManifest({ ...BEFORE, "a.ts": "new a" }));
  const early = compareWithFolder(out, list);
  write(out, { ...BEFORE, "deep/b.ts": "other b" });
  writeFiles(out, list, early);
  expect(read(out)).toEqual(withManifest({ ...BEFORE, "a.ts": "new a" }));
});

test("a lock that a dead run has left does not stop the next", () => {
  const out = path.join(temporaryFolder(), "out");
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFolder([["out.knockgen-lock", String(pid)]], path.dirname(out));
  write(out, BEFORE);
  expect(readdirSync(path.dirname(out))).toEqual(["out"]);
});
