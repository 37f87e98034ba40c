/** The bundle of the server: few files, and the thread that checks requests beside them. */
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import type { RequestToCheck } from "../../server/federation/incoming/request-check.js";
import { root } from "../support/built.js";

const folder = path.join(root, "server/dist/bundle");

test("it is what users import, and holds all modules", () => {
  const { exports } = JSON.parse(readFileSync(path.join(root, "server/package.json"), "utf8"));
  expect(path.join(root, "server", exports["."].default)).toBe(path.join(folder, "index.js"));
  const files = readdirSync(folder);
  expect(files.length).toBeLessThan(10);
  const imports = files.flatMap((file) =>
    [...readFileSync(path.join(folder, file), "utf8").matchAll(/^import .*?"(\.[^"]+)";$/gm)].map(
      ([, name]) => name,
    ),
  );
  expect(imports.filter((name) => !files.includes(path.basename(name ?? "")))).toEqual([]);
});

test("the thread is beside it, and checks", async () => {
  const worker = new Worker(path.join(folder, "check-worker.js"), { execArgv: [] });
  onTestFinished(async () => {
    await worker.terminate();
  });
  const unsigned: RequestToCheck = {
    method: "GET",
    target: "/",
    origin: "a.example",
    destination: "b.example",
    authorization: [],
    keys: [],
    now: 0,
    bytes: new Uint8Array(),
  };
  worker.postMessage(unsigned);
  expect(await once(worker, "message")).toMatchObject([{ ok: false, refusal: { status: 401 } }]);
});
