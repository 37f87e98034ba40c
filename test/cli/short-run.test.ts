/** Flags of the engine differ from version to version. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { FOR_SHORT_RUN } from "../../cli/short-run.js";

test("the engine that runs this knows the flags of a short run", () => {
  const { status, stderr } = spawnSync(process.execPath, [...FOR_SHORT_RUN, "-e", "0"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
