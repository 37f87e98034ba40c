/** The user's test runner: found in the nearest `package.json` that names one, and how tests are written for it. */
import { readFileSync } from "node:fs";
import nodePath from "node:path";
import { isObject, type Json } from "../json.js";

export type TestRunner = "vitest" | "jest" | "node:test";

export interface FoundRunner {
  readonly runner: TestRunner;
  /** The reason, as the end of a sentence: `package.json has it`. */
  readonly why: string;
}

/** How a test file is written for one runner. */
interface Dialect {
  readonly imports: readonly string[];
  /** Names that they bring. */
  readonly names: readonly string[];
  /** A statement that checks the status 501 of `response`. */
  readonly status: string;
  /** One that checks its body, which an answer to `HEAD` lacks. */
  readonly body: string;
  /** Keeps the tests of a file from being run, whatever they are called. One line each, so that no line of the user's changes. */
  readonly skipAll: string;
}

export const DIALECTS: Readonly<Record<TestRunner, Dialect>> = {
  vitest: {
    imports: ['import { expect, test } from "vitest";'],
    names: ["expect", "test"],
    status: "expect(response.status).toBe(501);",
    body: 'expect(await response.json()).toMatchObject({ errcode: "M_UNRECOGNIZED" });',
    // Lines of a user's file of tests, whose operation is gone: they stay, and say that they are not run.
    skipAll: 'import { beforeEach as whenGone } from "vitest";\nwhenGone(({ skip }) => skip());\n',
  },
  jest: {
    imports: ['import { expect, test } from "@jest/globals";'],
    names: ["expect", "test"],
    status: "expect(response.status).toBe(501);",
    body: 'expect(await response.json()).toMatchObject({ errcode: "M_UNRECOGNIZED" });',
    // The same. Jest has no way to skip from inside; a test that runs alone leaves the others out.
    skipAll:
      'import { test as whenGone } from "@jest/globals";\nwhenGone.only("no longer in the specification", () => undefined);\n',
  },
  "node:test": {
    imports: ['import assert from "node:assert/strict";', 'import { test } from "node:test";'],
    names: ["assert", "test"],
    status: "assert.equal(response.status, 501);",
    body: 'assert.match(await response.text(), /"M_UNRECOGNIZED"/);',
    // The same.
    skipAll: 'import { beforeEach as whenGone } from "node:test";\nwhenGone((test) => test.skip());\n',
  },
};

/** The runner of a folder's package. A package without one may be part of a workspace whose root has it. */
export function findRunner(folder: string): FoundRunner {
  let at = nodePath.resolve(folder);
  for (;;) {
    const found = runnerOf(readManifest(nodePath.join(at, "package.json")));
    if (found !== undefined) return found;
    const parent = nodePath.dirname(at);
    if (parent === at) break;
    at = parent;
  }
  return { runner: "vitest", why: "no package.json names a test runner; npm i -D vitest runs them" };
}

function runnerOf(manifest: Json | undefined): FoundRunner | undefined {
  if (!isObject(manifest)) return undefined;
  const script = textAt(manifest, "scripts", "test");
  // The script says which one is used where a package has two.
  if (/\bvitest\b/.test(script)) return { runner: "vitest", why: "the test script of package.json runs it" };
  if (/\bjest\b/.test(script)) return { runner: "jest", why: "the test script of package.json runs it" };
  if (/\s--test\b/.test(script))
    return { runner: "node:test", why: "the test script of package.json has --test" };
  for (const runner of ["vitest", "jest"] as const)
    for (const list of ["devDependencies", "dependencies"])
      if (textAt(manifest, list, runner) !== "") return { runner, why: `package.json has it in ${list}` };
  return undefined;
}

function textAt(manifest: { readonly [name: string]: Json }, list: string, name: string): string {
  const entries = Object.hasOwn(manifest, list) ? manifest[list] : undefined;
  const value = isObject(entries) && Object.hasOwn(entries, name) ? entries[name] : undefined;
  return typeof value === "string" ? value : "";
}

function readManifest(path: string): Json | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
