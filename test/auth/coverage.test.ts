/** Every clause of every room version decides at least once, for each outcome that it has. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { RULE_TABLE } from "@knockgen/auth";
import { describe, expect, test } from "vitest";
import { shared } from "../support/shared.js";
import { VERSIONS } from "./support/room.js";
import { SCENARIOS } from "./support/scenarios.js";

describe.each(VERSIONS)("room version %s", (version) => {
  test.each(RULE_TABLE[version])("$number $key: $outcome", ({ key, number, outcome }) => {
    const verdict = SCENARIOS[key](version);
    expect(
      verdict,
      `tell a story in test/auth/support/scenarios.ts that ${key} decides in version ${version}, too`,
    ).toMatchObject({ ruleKey: key, rule: number, allowed: outcome === "allow" });
    if (!verdict.allowed) expect(verdict.reason).not.toBe("");
  });
});

const recorded = shared("vectors/authorisation.jsonl.gz");

test.skipIf(recorded === undefined)("every clause decides some recorded case", () => {
  const seen = new Set<string>();
  const versions = new Set<string>();
  for (const line of gunzipSync(readFileSync(recorded ?? ""))
    .toString("utf8")
    .split("\n")) {
    if (line === "") continue;
    const { room_version, rule, rule_key, spec_verdict } = JSON.parse(line);
    versions.add(room_version);
    seen.add(`${room_version} ${rule} ${rule_key} ${spec_verdict}`);
  }
  // A version that is newer than the recording has none.
  const recordedVersions = VERSIONS.filter((version) => versions.has(version));
  expect(recordedVersions.length).toBeGreaterThanOrEqual(12);
  const missing = recordedVersions
    .flatMap((version) =>
      RULE_TABLE[version].map(({ number, key, outcome }) => `${version} ${number} ${key} ${outcome}`),
    )
    .filter((entry) => !seen.has(entry));
  expect(missing).toEqual([]);
});
