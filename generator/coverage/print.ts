/** Prints, for people, the fate of each construct: a table of all documents together, then where less was said, or refused. */
import { visible } from "../report/visible.js";
import type { Counts, DocumentCoverage } from "./coverage.js";

const FATES = ["carriedOut", "saidLess", "refused", "leftOut"] as const;
const TITLES = { carriedOut: "carried out", saidLess: "said less", refused: "refused", leftOut: "left out" };

export function printCoverage(documents: readonly DocumentCoverage[]): string {
  const names = new Map<string, number[]>();
  for (const document of documents)
    for (const [index, fate] of FATES.entries())
      for (const [name, times] of Object.entries(document[fate])) {
        const row = names.get(name) ?? [0, 0, 0, 0];
        row[index] = (row[index] ?? 0) + times;
        names.set(name, row);
      }
  const width = Math.max(9, ...[...names.keys()].map((name) => name.length));
  const line = (name: string, cells: readonly string[]): string =>
    `  ${visible(name).padEnd(width)}${cells.map((cell) => cell.padStart(13)).join("")}`.trimEnd();
  const rows = [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, row]) =>
      line(
        name,
        row.map((times) => (times === 0 ? "" : String(times))),
      ),
    );
  const told = documents.flatMap((document) =>
    FATES.slice(1, 3).flatMap((fate) => {
      const list = counted(document[fate]);
      return list === "" ? [] : [`  ${visible(document.file)}: ${TITLES[fate]}: ${list}`];
    }),
  );
  const title = `${documents.length} document${documents.length === 1 ? "" : "s"}`;
  return `${[
    line(
      title,
      FATES.map((fate) => TITLES[fate]),
    ),
    ...rows,
    "",
    ...told,
  ].join("\n")}\n`;
}

function counted(counts: Counts): string {
  return Object.entries(counts)
    .map(([name, times]) => `${visible(name)}${times === 1 ? "" : ` (${times})`}`)
    .join(", ");
}
