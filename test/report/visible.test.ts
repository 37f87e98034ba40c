/** Schemas come from elsewhere: what they say reaches a terminal as text, and does nothing there. */
import { expect, test } from "vitest";
import { colorsFor } from "../../generator/report/colors.js";
import { printDiagnostics, printDiagnosticsAsJson } from "../../generator/report/diagnostics.js";
import { visible, visibleJson } from "../../generator/report/visible.js";

const colors = colorsFor({ isTTY: false });

test.each([
  ["\u001b[2J", "\\u{1b}[2J"],
  ["a\r\nb\tc", "a b c"],
  ["\u009b31m", "\\u{9b}31m"],
  ["user\u202egnp.exe", "user\\u{202e}gnp.exe"],
  ["\u0000\u007f\u2028", "\\u{0}\\u{7f}\\u{2028}"],
  ["user\u200bname\ufeff\u00ad", "user\\u{200b}name\\u{feff}\\u{ad}"],
  ["Zoë 🐱 ascii", "Zoë 🐱 ascii"],
])("%j is shown as %j", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("neither message nor place nor the lines around it are printed as they are", () => {
  const hostile = "\u001b]0;title\u0007\u202e";
  const text = `first: ${hostile}\nsecond:\t"${hostile}" # here\n`;
  const printed = printDiagnostics(
    [
      {
        code: "link/unresolved-ref",
        severity: "error",
        message: `nothing is at ${hostile}\nerror: forged`,
        origin: { file: `a${hostile}.yaml`, pointer: "" },
        line: 2,
        column: 9,
        help: hostile,
      },
    ],
    { spec: "spec", text: () => text },
    colors,
  );
  for (const character of ["\u001b", "\u0007", "\u202e", "\t"]) expect(printed).not.toContain(character);
  expect(printed).not.toContain("\nerror: forged");
  const lines = printed.split("\n");
  const at = lines.findIndex((line) => line.trim() === "^");
  expect(lines[at]?.indexOf("^")).toBe(lines[at - 1]?.indexOf('"'));
});

test("in JSON they stand as escapes, which mean the same", () => {
  const hostile = "\u009b31m\u202e\u2028\u{e0041}\n";
  for (const indent of [undefined, 2]) {
    const printed = visibleJson({ [hostile]: [hostile] }, indent);
    expect(printed.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(JSON.parse(printed)).toEqual({ [hostile]: [hostile] });
  }
  const diagnostic = { code: "link/unresolved-ref", severity: "error", message: hostile } as const;
  expect(printDiagnosticsAsJson([diagnostic], "spec")).not.toMatch(/[\p{Cf}\u009b]/u);
});
