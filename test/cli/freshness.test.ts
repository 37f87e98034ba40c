/** Answers of `check` and `generate` for a folder that is fresh, stale, or not ours. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { project } from "./support.js";

const SCHEMA = "event-schemas/schema/m.test.yaml";

function write(folder: string, name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

function read(folder: string): { readonly [path: string]: string } {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const places = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  return Object.fromEntries(
    places.map((place) => [path.relative(folder, place), readFileSync(place, "utf8")]),
  );
}

test("a folder is stale until it is generated, and after an edit", async () => {
  const { folder, here } = project();
  write(folder, `spec/${SCHEMA}`, "type: object\n");
  const flags = ["--spec", "spec", "--out", "out"];
  expect((await here(["check", ...flags])).status).toBe(1);
  expect((await here(["generate", ...flags])).status).toBe(0);
  expect((await here(["check", ...flags])).status).toBe(0);
  write(folder, "out/events.ts", "edited");
  const stale = await here(["check", ...flags]);
  expect(stale.status).toBe(1);
  expect(stale.stdout).toContain("events.ts");
  expect((await here(["generate", ...flags])).status).toBe(0);
  expect((await here(["check", ...flags])).status).toBe(0);
});

test("a run after one that has left nothing to do notices each byte of what was written and read", async () => {
  const { folder, here } = project();
  mkdirSync(path.join(folder, "node_modules"), { recursive: true });
  write(folder, `spec/${SCHEMA}`, "type: object\n");
  const generate = ["generate", "--spec", "spec", "--out", "out"];
  await here(generate);
  const before = read(path.join(folder, "out"));
  expect((await here(generate)).stdout).toContain("out is up to date: ");
  for (const name of ["events.ts", "manifest.json"]) {
    const bytes = Buffer.from(before[name] ?? "");
    writeFileSync(path.join(folder, "out", name), Buffer.concat([bytes, Buffer.of(0xff)]));
    expect((await here(generate)).stdout).toContain(name);
    expect(read(path.join(folder, "out"))).toEqual(before);
  }
  write(folder, `spec/${SCHEMA}`, "type: object\n# a comment\n");
  expect((await here(generate)).stdout).toContain("manifest.json");
  write(folder, "spec/event-schemas/schema/m.other.yaml", "type: object\n");
  expect((await here(generate)).stdout).toContain("events.ts");
  rmSync(path.join(folder, "out/events.ts"));
  expect((await here(generate)).stdout).toContain("events.ts");
});

test("a specification without documents changes nothing", async () => {
  const { folder, here } = project();
  write(folder, `spec/${SCHEMA}`, "type: object\n");
  const flags = ["--spec", "spec", "--out", "out"];
  expect((await here(["generate", ...flags])).status).toBe(0);
  const before = read(path.join(folder, "out"));
  rmSync(path.join(folder, "spec/event-schemas"), { recursive: true });
  const failed = await here(["generate", ...flags]);
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain("load/no-documents");
  expect(failed.stderr).not.toMatch(/\n\s+at /);
  expect(read(path.join(folder, "out"))).toEqual(before);
});

test("a folder that holds another's files is left alone", async () => {
  const { folder, here } = project();
  write(folder, `spec/${SCHEMA}`, "type: object\n");
  write(folder, "out/events.ts", "export const mine = 1;\n");
  mkdirSync(path.join(folder, "out/empty"));
  const { status, stderr } = await here(["generate", "--spec", "spec", "--out", "out"]);
  expect(status).toBe(1);
  expect(stderr).toContain("events.ts");
  expect(read(path.join(folder, "out"))).toEqual({ "events.ts": "export const mine = 1;\n" });
});
