/** The progress line: only on a terminal, only when it takes long, and gone at the end. */
import { afterEach, expect, test, vi } from "vitest";
import { createProgress } from "../../generator/report/progress.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

function draw(isTTY: boolean, times: readonly number[]): string {
  let written = "";
  const clock = [...times];
  const terminal = { isTTY, write: (text: string) => (written += text) };
  const progress = createProgress(terminal, () => clock.shift() ?? 0);
  progress.stage("load");
  progress.stage("validators");
  progress.end();
  return written;
}

test("nothing in a pipe, nothing in the first half second", () => {
  expect(draw(false, [0, 1000, 2000])).toBe("");
  expect(draw(true, [0, 100, 400])).toBe("");
});

test("one line that is taken away", () => {
  vi.stubEnv("NO_COLOR", "1");
  expect(draw(true, [0, 100, 600])).toBe("\r\u001b[2K[###########---------] validators\r\u001b[2K");
});
