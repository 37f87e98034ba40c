/** `--leave-out`, and the same in the configuration: operations that are not emitted, and told of. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { project, read } from "./support.js";

const operation = (more: object): object => ({ responses: { 200: { description: "ok" } }, ...more });
const list = { type: "array", items: { type: "object" } };
const id = { in: "path", name: "id", required: true, schema: { type: "string" } };
const SPEC = {
  openapi: "3.1.0",
  info: { title: "Birds", version: "1" },
  paths: {
    "/birds": {
      get: operation({
        operationId: "listBirds",
        parameters: [{ in: "query", name: "filters", schema: list }],
      }),
      post: operation({ operationId: "addBird" }),
    },
    "/songs/{id}": { parameters: [id], get: operation({ operationId: "getSong", tags: ["songs"] }) },
    "/songs": { get: operation({ tags: ["songs"] }) },
  },
};

function birds(config?: object) {
  const { folder, here } = project();
  writeFileSync(path.join(folder, "birds.json"), JSON.stringify(SPEC));
  if (config) writeFileSync(path.join(folder, "knockgen.config.json"), JSON.stringify(config));
  return {
    folder,
    generate: (...flags: string[]) => here(["generate", "--spec", "birds.json", "--out", "out", ...flags]),
  };
}

function operationsOf(folder: string): { emitted: string[]; leftOut: string[] } {
  const { operations, leftOut = [] } = JSON.parse(read(folder, "out/manifest.json"));
  const names = (found: readonly { operationId: string }[]): string[] =>
    found.map(({ operationId }) => operationId);
  return { emitted: names(operations), leftOut: names(leftOut) };
}

test("an operation that cannot be sent is refused, and is left out where it is named", async () => {
  const { folder, generate } = birds();
  expect(await generate()).toMatchObject({ status: 1, stderr: expect.stringContaining("model/unsupported") });
  const { status, stdout } = await generate("--leave-out", "listBirds");
  expect(status).toBe(0);
  expect(stdout).toContain("1 operation left out");
  expect(operationsOf(folder)).toEqual({
    emitted: ["addBird", "getSongs", "getSong"],
    leftOut: ["listBirds"],
  });
  expect(JSON.parse(read(folder, "out/manifest.json")).leftOut).toEqual([
    {
      operationId: "listBirds",
      method: "GET",
      path: "/birds",
      api: "birds",
      source: "birds.json#/paths/~1birds/get",
    },
  ]);
  expect(read(folder, "out/client/birds.js")).not.toContain("listBirds");
  // Nothing has changed, and it is said again.
  expect((await generate("--leave-out", "listBirds")).stdout).toContain("1 operation left out");
});

test("paths, tags and a star, from the configuration", async () => {
  const { folder, generate } = birds({ leaveOut: ["/birds", "tag:songs"] });
  expect(await generate()).toMatchObject({ status: 0 });
  expect(operationsOf(folder)).toEqual({
    emitted: [],
    leftOut: ["listBirds", "addBird", "getSongs", "getSong"],
  });
  expect((await generate("--leave-out", "list*,/songs/*")).status).toBe(0);
  expect(operationsOf(folder)).toEqual({
    emitted: ["addBird", "getSongs"],
    leftOut: ["listBirds", "getSong"],
  });
});

test("a name that no operation has is an error, with the names that are like it", async () => {
  const { generate } = birds();
  const { status, stderr } = await generate("--leave-out", "listBirds,getSung,add.ird");
  expect(status).toBe(2);
  expect(stderr).toContain("the tag getSung, which is to be left out; did you mean getSong");
  expect(stderr).toContain("the tag add.ird");
});
