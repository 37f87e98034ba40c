/** O46: a file that is not a whole copy of a store leaves nothing behind. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { restoreFrom } from "@knockgen/server";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "knockgen-restore-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const NOT_WHOLE = /^This is no whole copy of a store: /;

it.each<[string, Uint8Array]>([
  ["nothing", new Uint8Array()],
  ["a copy that was cut off", gzipSync("{}\n".repeat(100)).subarray(0, 20)],
  ["no zipped file", new Uint8Array(100)],
  ["a zipped file of something else", gzipSync("{}\n")],
  ["a copy of which only the beginning is there", gzipSync('{"format":"knockgen-backup-1","steps":1}\n')],
])("O46 %s is told apart from a copy", async (name, bytes) => {
  const file = join(folder, name);
  const data = join(folder, `new ${name}`, "data");
  await writeFile(file, bytes);
  await expect(restoreFrom(file, { folder: data })).rejects.toThrow(NOT_WHOLE);
  expect(existsSync(join(folder, `new ${name}`))).toBe(false);
});

it("O46 so is a folder, and a folder that was there stays", async () => {
  const file = join(folder, "folder");
  const data = join(folder, "there");
  await mkdir(file);
  await mkdir(data);
  await expect(restoreFrom(file, { folder: data })).rejects.toMatchObject({ code: "EISDIR" });
  expect(await readdir(data)).toEqual([]);
});
