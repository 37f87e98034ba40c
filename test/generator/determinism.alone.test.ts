/** The same input gives the same bytes: in whatever order a file system lists it, wherever it lies, in whatever zone and language. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { generate } from "../../generator/pipeline.js";
import { schemasFolder } from "../schemas/support.js";
import { bin } from "../support/built.js";
import { temporaryFolder } from "./support/emit.js";

const order = vi.hoisted(() => ({ reversed: false }));
vi.mock(import("node:fs"), async (original) => {
  const fs = await original();
  const readdirSync = new Proxy(fs.readdirSync, {
    apply(list, self, values) {
      const found: string[] = Reflect.apply(list, self, values);
      return order.reversed ? found.reverse() : found;
    },
  });
  return { ...fs, readdirSync };
});

const expected = generate({ spec: schemasFolder }).files;

test("files in reverse order", () => {
  order.reversed = true;
  try {
    expect(readdirSync(schemasFolder)).not.toEqual([...readdirSync(schemasFolder)].sort());
    expect(generate({ spec: schemasFolder }).files).toEqual(expected);
  } finally {
    order.reversed = false;
  }
});

test("another folder, and files made in another order", () => {
  const folder = path.join(temporaryFolder(), "some where else");
  const files = readdirSync(schemasFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const entry of files.reverse()) {
    const relative = path.relative(schemasFolder, path.join(entry.parentPath, entry.name));
    mkdirSync(path.dirname(path.join(folder, relative)), { recursive: true });
    cpSync(path.join(schemasFolder, relative), path.join(folder, relative));
  }
  expect(generate({ spec: folder }).files).toEqual(expected);
});

test("another process, zone, language and working folder", () => {
  const out = temporaryFolder();
  const env = { ...process.env, TZ: "Pacific/Chatham", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
  execFileSync(process.execPath, [bin, "generate", "--spec", schemasFolder, "--out", out], {
    cwd: temporaryFolder(),
    env,
  });
  for (const { path: name, text } of expected)
    expect(readFileSync(path.join(out, name), "utf8") === text, name).toBe(true);
});

test("nothing that is emitted knows where it came from, or when", () => {
  for (const { path: name, text } of expected) {
    expect(text.includes(schemasFolder), name).toBe(false);
    expect(/\b20\d\d-\d\d-\d\d\b/.test(text.replace(/@since.*/g, "")), name).toBe(false);
  }
});
