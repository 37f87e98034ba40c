/** Waivers: a reason each, a last day, and a remark on those that are not needed. */
import { expect, test } from "vitest";
import { judgeWhole } from "../../inspect/judge/judge.js";
import { failsOn, Ledger, type Report } from "../../inspect/ledger.js";
import { printReport } from "../../inspect/report/print.js";
import { printWaivers, readWaivers, type Waiver } from "../../inspect/waivers.js";
import { exchange, latest } from "./support/exchange.js";

const ID = "client-server/getDevices:server:200:body/devices/*/display_name#type";
const SECOND = "client-server/getDevices:server:200:body/devices/*/last_seen_ts#type";

function report(waivers: readonly Waiver[], today = "2026-06-01"): Report {
  const ledger = new Ledger();
  const device = { device_id: "A", display_name: null, last_seen_ts: null };
  const given = exchange("GET /_matrix/client/v3/devices", 200, { devices: [device] });
  for (let time = 0; time < 3; time++) ledger.add(given, judgeWhole(given, [latest]));
  const unimplemented = exchange("GET /_matrix/client/v3/capabilities", 404, { errcode: "M_UNRECOGNIZED" });
  ledger.add(unimplemented, judgeWhole(unimplemented, [latest]));
  return ledger.report(
    { subject: "http://a", releases: ["v1.19"], notes: [], describedOperations: 235 },
    waivers,
    today,
  );
}

test("findings are counted, and operations with their statuses", () => {
  const { findings, operations, exchanges } = report([]);
  expect(findings.map(({ id, count }) => [id, count])).toEqual([
    [ID, 3],
    [SECOND, 3],
  ]);
  expect(exchanges).toBe(4);
  expect(operations).toEqual([
    {
      operation: "client-server/getCapabilities",
      known: true,
      exchanges: 1,
      statuses: { 404: 1 },
      unimplemented: true,
    },
    {
      operation: "client-server/getDevices",
      known: true,
      exchanges: 3,
      statuses: { 200: 3 },
      unimplemented: false,
    },
  ]);
});

test("a waiver takes a finding out, with its reason, and one that is not needed is named", () => {
  const waivers = [
    { id: ID, reason: "known", until: "2026-06-01" },
    { id: "client-server/other:*", reason: "gone" },
  ];
  const waived = report(waivers);
  expect(waived.findings.map(({ id }) => id)).toEqual([SECOND]);
  expect(waived.waived.map(({ finding, reason }) => [finding.id, reason])).toEqual([[ID, "known"]]);
  expect(waived.unusedWaivers).toEqual([waivers[1]]);
  expect(printReport(waived, "text", "error")).toContain("waiver of client-server/other:* was not needed");
  expect(printReport(waived, "sarif", "error")).toContain('"justification": "known"');
});

test("the day after its last day, a waiver is none", () => {
  const late = report([{ id: ID, reason: "known", until: "2026-05-31" }]);
  expect(late.findings.map(({ id }) => id)).toEqual([ID, SECOND]);
  expect(late.unusedWaivers).toMatchObject([{ id: ID, expired: true }]);
  expect(printReport(late, "text", "error")).toContain(`waiver of ${ID} has expired (until 2026-05-31)`);
  expect(printReport(late, "html", "error")).toContain("(expired)");
  expect(printReport(late, "junit", "error")).toMatch(/<system-out>waiver of .* has expired/);
});

test("a star stands for any text, and the stars of IDs for themselves", () => {
  expect(report([{ id: "client-server/getDevices:*", reason: "all" }]).findings).toEqual([]);
  expect(report([{ id: "*#type", reason: "all" }]).findings).toEqual([]);
  expect(report([{ id: "*a*b*c*d*#format", reason: "none" }]).findings).toHaveLength(2);
});

test("a baseline waives all that is found, and keeps what was waived before", () => {
  const before = [{ id: ID, reason: "known" }];
  const { findings, waived } = report(before);
  const baseline = readWaivers(printWaivers(findings, waived, before));
  if (typeof baseline === "string") throw new Error(baseline);
  expect(baseline.map(({ id }) => id)).toEqual([ID, SECOND]);
  const after = report(baseline);
  expect(after.findings).toEqual([]);
  expect(failsOn(after, "info")).toBe(false);
  expect(failsOn(report([]), "error")).toBe(true);
});

test.each([
  ["{", "is not JSON"],
  ["[]", "waivers"],
  ['{"waivers":[{"id":"a"}]}', 'has no "reason"'],
  ['{"waivers":[{"reason":"a"}]}', 'has no "id"'],
  ['{"waivers":[{"id":"a","reason":"b","until":"soon"}]}', "2027-01-31"],
  ['{"waivers":[{"id":"a","reason":"b","until":"2027-02-30"}]}', "2027-01-31"],
  ['{"waivers":[{"id":"a","reason":"b","untill":"2027-01-31"}]}', "untill"],
])("%s is told what is wrong", (text, wrong) => {
  expect(readWaivers(text)).toContain(wrong);
});
