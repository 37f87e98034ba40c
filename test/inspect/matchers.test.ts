/** The matcher for tests of others, and the library's entry. */
import * as library from "knockgen/inspect";
import { matrixMatchers, toFollowMatrix } from "knockgen/inspect/matchers";
import { expect, test } from "vitest";
import { exchange, latest } from "./support/exchange.js";

expect.extend(matrixMatchers);

const wrong = exchange("GET /_matrix/client/v3/devices", 200, {
  devices: [{ device_id: "A", display_name: null }],
});
const odd = exchange("GET /_matrix/client/v3/devices?odd=1", 200, { devices: [] });
const releases = [latest];

test("exchanges, findings and reports", () => {
  const findings = library.judge(wrong, releases);
  expect(toFollowMatrix(wrong, { releases }).pass).toBe(false);
  expect(toFollowMatrix(findings).message()).toContain("/devices/*/display_name must be of type string");
  expect(toFollowMatrix(findings, { side: "client" }).pass).toBe(true);
  const ledger = new library.Ledger();
  ledger.add(odd, library.judgeWhole(odd, releases));
  const report = ledger.report(
    { subject: "a", releases: [], notes: [], describedOperations: 0 },
    [],
    "2026-01-01",
  );
  expect(toFollowMatrix(report).pass).toBe(true);
  expect(toFollowMatrix(report, { level: "info" }).pass).toBe(false);
});

test("a finding says what was found, where there was anything", () => {
  const short = exchange("GET /_matrix/client/v3/joined_rooms", 200, {});
  const textOf = (of: typeof wrong) => toFollowMatrix(of, { releases }).message();
  expect(textOf(wrong)).toContain("must be of type string, found null [");
  expect(textOf(short)).toContain('must have the property "joined_rooms" [');
});

test("an exchange without releases is a wrong call", () => {
  expect(() => toFollowMatrix(wrong)).toThrow("releases");
});

test("it extends expect", () => {
  expect(Reflect.get(expect(odd), "toFollowMatrix")).toBeTypeOf("function");
});
