/** The engine runs in browsers: it imports nothing of Node's, and at run time curves, hashes, and the grammar of identifiers. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { eventId } from "@knockgen/auth";
import { expect, onTestFinished, test, vi } from "vitest";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../auth");

test("imports", () => {
  const outside = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts") || name.startsWith("dist/")) continue;
    const text = readFileSync(path.join(folder, name), "utf8");
    for (const [, from = ""] of text.matchAll(/^(?!import type).*from "([^"]+)"/gm))
      if (!from.startsWith(".")) outside.add(from);
    expect(text).not.toMatch(/\b(Buffer|process|require)\b[?.(]/);
  }
  expect([...outside].sort()).toEqual([
    "@knockgen/matrix/identifiers",
    "@noble/curves/ed25519.js",
    "@noble/hashes/legacy.js",
    "@noble/hashes/sha2.js",
  ]);
});

test("without a platform that has a SHA-256, hashes are the same", async () => {
  const before = eventId({ type: "x" }, "10");
  vi.stubGlobal("process", { env: process.env });
  vi.resetModules();
  // The files after this one want the platform.
  onTestFinished(() => void vi.resetModules());
  const alone = await import("@knockgen/auth");
  const { platformDigest } = await import("../../auth/digest.js");
  vi.unstubAllGlobals();
  expect(platformDigest).toBeUndefined();
  expect(alone.eventId({ type: "x" }, "10")).toBe(before);
});
