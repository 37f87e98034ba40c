/** Every recorded answer that lies beside the project: verdicts, hashes, signatures, resolutions. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { explain, isRoomVersion, judge, parseJson, readCase } from "@knockgen/auth";
import { describe, expect, test } from "vitest";
import { comparer } from "../../auth/vectors/compare.js";
import { shared } from "../support/shared.js";

const folder = shared("vectors");
const files = folder === undefined ? [] : readdirSync(folder).filter((name) => /\.jsonl(\.gz)?$/.test(name));

function linesOf(name: string): string[] {
  const bytes = readFileSync(path.join(folder ?? "", name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text.split("\n").filter((line) => line !== "");
}

/** Whether a line refuses a room for a version that was not known when it was recorded, and is now. */
function isOutdated(line: string): boolean {
  if (!line.includes('"create.room_version"')) return false;
  const { rule_key, event } = JSON.parse(line);
  return rule_key === "create.room_version" && isRoomVersion(event.content?.room_version);
}

describe.skipIf(files.length === 0)("recorded answers", () => {
  test.each(files)("%s", (name) => {
    const compare = comparer();
    const wrong = linesOf(name)
      .filter((line) => !isOutdated(line))
      .map(compare)
      .filter(({ agreement }) => !agreement.agrees);
    expect(wrong).toEqual([]);
  });

  test("a damaged answer is noticed", () => {
    const authorisation = files.find((name) => name.startsWith("authorisation")) ?? "";
    const compare = comparer();
    const flip = (line: string): string =>
      line.includes('"verdict":"allow"')
        ? line.replace('"verdict":"allow"', '"verdict":"reject"')
        : line.replace('"verdict":"reject"', '"verdict":"allow"');
    const damaged = linesOf(authorisation)
      .filter((_, at) => at % 97 === 0)
      .map(flip);
    expect(damaged.map(compare).filter(({ agreement }) => agreement.agrees)).toEqual([]);
  });

  test.each([
    ["hashes", ["content_hash", "reference_hash", "reference_hash_urlsafe", "event_id", "room_id"]],
    ["hashes", ["content_hash_input", "spec_content_hash"]],
    ["canonical_json", ["canonical", "canonical_hex"]],
    ["signing", ["authorization", "ed25519:1"]],
  ])("a damaged text in %s is noticed: %j", (kind, fields) => {
    const lines = linesOf(files.find((name) => name.startsWith(kind)) ?? "");
    for (const field of fields) {
      // The last that has the name: events have some of the names too, and come first.
      const damage = (line: string): string => {
        const at = line.lastIndexOf(`"${field}":"`) + field.length + 4;
        return `${line.slice(0, at)}\\u2028${line.slice(at)}`;
      };
      const having = lines.filter((line) => line.includes(`"${field}":"`)).slice(-40);
      expect(having).not.toHaveLength(0);
      const compare = comparer();
      compare(lines[0] ?? "");
      expect(
        having
          .map(damage)
          .map(compare)
          .filter(({ agreement }) => agreement.agrees),
      ).toEqual([]);
    }
  });

  test("those who watch get the verdicts of those who do not", () => {
    const authorisation = files.find((name) => name.startsWith("authorisation")) ?? "";
    for (const line of linesOf(authorisation).filter((_, at) => at % 7 === 0)) {
      const json = parseJson(line);
      const read = json.ok ? readCase(json.value) : undefined;
      if (!read?.ok) throw new Error("not a case");
      expect(explain(read.value.question).verdict).toEqual(judge(read.value.question));
    }
  });
});
