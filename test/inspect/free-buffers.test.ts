import { expect, test } from "vitest";
import { freeBuffers } from "#inspect/pool/free-buffers.js";

test("buffers are freed, also where they hold several pieces; the shared pool is left alone", () => {
  const buffer = new ArrayBuffer(100_000);
  const pooled = Buffer.from("of the pool");
  freeBuffers([new Uint8Array(buffer, 0, 10), new Uint8Array(buffer, 10), pooled]);
  expect(buffer.byteLength).toBe(0);
  expect(pooled.toString()).toBe("of the pool");
});
