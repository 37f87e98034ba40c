/** Edits of schemas, by a property test: what is generated with a memory of earlier runs equals what is generated without. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LastingMemo } from "../../../generator/cache/memo.js";
import { generate } from "../../../generator/pipeline.js";
import { copySchemas } from "../../support/some-schemas.js";
import { temporaryFolder } from "./emit.js";

/** Small enough to be generated often, with references in all directions. */
const PART = [
  "api/client-server/banning.yaml",
  "api/client-server/knocking.yaml",
  "api/client-server/room_state.yaml",
  "api/server-server/knocks.yaml",
  "api/server-server/transactions.yaml",
  "api/server-server/definitions/pdu_v12.yaml",
  "event-schemas/schema/m.room.member.yaml",
  "event-schemas/schema/m.room.name.yaml",
  "event-schemas/schema/m.typing.yaml",
];
const files = copySchemas(temporaryFolder(), PART);

interface Edit {
  readonly file: string;
  readonly kind: "property" | "type" | "words";
  /** Which of the places in the file that such an edit fits. */
  readonly place: number;
}

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    file: fc.constantFrom(...files),
    kind: fc.constantFrom("property", "type", "words"),
    place: fc.nat(20),
  }),
  { minLength: 2, maxLength: 5 },
);

const FORMS = {
  property: /^( *)properties:\n( +)(?=\S)/gm,
  type: /type: (?:string|integer)\b/g,
  words: /description: (?=[A-Z])/g,
};

function apply(text: string, { kind, place }: Edit, index: number): string {
  const found = [...text.matchAll(FORMS[kind])];
  const match = found[place % Math.max(found.length, 1)];
  if (match === undefined) return text;
  const [whole, , indent = ""] = match;
  const changed = {
    property: `${whole}added_${index}: {type: boolean}\n${indent}`,
    type: whole.endsWith("string") ? "type: integer" : "type: string",
    words: `${whole}Edited ${index}. `,
  }[kind];
  return text.slice(0, match.index) + changed + text.slice(match.index + whole.length);
}

/** Registers the test: edit after edit, a memory changes nothing. */
export function testEdits(numRuns: number): void {
  test("edit after edit, what is generated with a memory equals what is generated without", () => {
    fc.assert(
      fc.property(edits, (list) => {
        const folder = mkdtempSync(path.join(tmpdir(), "knockgen-memo-"));
        try {
          copySchemas(folder, PART);
          let memo = new LastingMemo();
          generate({ spec: folder }, memo);
          for (const [index, edit] of list.entries()) {
            memo = memo.next();
            const file = path.join(folder, edit.file);
            writeFileSync(file, apply(readFileSync(file, "utf8"), edit, index));
            const [remembered, fresh] = [generate({ spec: folder }, memo), generate({ spec: folder })];
            const expected = new Map(fresh.files.map(({ path: name, text }) => [name, text] as const));
            const differing = remembered.files.filter(({ path: name, text }) => expected.get(name) !== text);
            expect(differing.map(({ path: name }) => name)).toEqual([]);
            expect(remembered.files.length).toBe(fresh.files.length);
            expect(remembered.diagnostics.all).toEqual(fresh.diagnostics.all);
          }
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
      {
        numRuns,
        // The order of merged properties once did not count.
        examples: [
          [
            [
              { file: "api/client-server/banning.yaml", kind: "property", place: 0 },
              { file: "api/server-server/definitions/pdu_v12.yaml", kind: "property", place: 0 },
            ],
          ],
        ],
      },
    );
  });
}
