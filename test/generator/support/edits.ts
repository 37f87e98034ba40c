/** Edits of schemas, by a property test: what is generated with a memory of earlier runs equals what is generated without. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { folderAt } from "../../../generator/cache/folder.js";
import { LastingMemo, openMemo } from "../../../generator/cache/memo.js";
import { type GenerateOptions, generate } from "../../../generator/pipeline.js";
import { locate } from "../../../generator/report/diagnostics.js";
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

const PLACES = ["property", "type", "words", "name", "fault"] as const;
const WHOLE = ["comment", "remove", "restore", "copy"] as const;

interface Edit {
  readonly file: string;
  readonly kind: (typeof PLACES)[number] | (typeof WHOLE)[number];
  /** Which of the places in the file that such an edit fits. */
  readonly place: number;
  readonly options: Omit<GenerateOptions, "spec">;
  /** Whether the memory is written and read between this run and the one before. */
  readonly restart: boolean;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  file: fc.constantFrom(...files),
  kind: fc.constantFrom(...PLACES, ...WHOLE),
  place: fc.nat(20),
  options: fc.constantFrom(
    {},
    { assertFormats: true },
    { only: ["client-server"] },
    { leaveOut: ["ban"] },
    { emit: ["types"] },
  ),
  restart: fc.boolean(),
});

const edits: fc.Arbitrary<Edit[]> = fc.array(edit, { minLength: 2, maxLength: 5 });

const FORMS = {
  property: /^( *)properties:\n( +)(?=\S)/gm,
  type: /type: (?:string|integer)\b/g,
  words: /description: (?=[A-Z])/g,
  name: /(?:operationId|title): (?=\w)/g,
  fault: /^( *)properties:\n( +)(?=\S)/gm,
};

function changed(text: string, kind: (typeof PLACES)[number], place: number, index: number): string {
  const found = [...text.matchAll(FORMS[kind])];
  const match = found[place % Math.max(found.length, 1)];
  if (match === undefined) return text;
  const [whole, , indent = ""] = match;
  const written = {
    property: `${whole}added_${index}: {type: boolean}\n${indent}`,
    type: whole.endsWith("string") ? "type: integer" : "type: string",
    words: `${whole}Edited ${index}. `,
    name: `${whole}renamed${index}`,
    fault: `${whole}added_${index}: {type: string, minItems: ${index}}\n${indent}`,
  }[kind];
  return text.slice(0, match.index) + written + text.slice(match.index + whole.length);
}

function apply(folder: string, { file, kind, place }: Edit, index: number): void {
  const target = path.join(folder, file);
  if (kind === "restore") copySchemas(folder, [file]);
  else if (!existsSync(target)) return;
  else if (kind === "remove") rmSync(target);
  else if (kind === "copy") copyFileSync(target, target.replace(/\.yaml$/, `_${index}.yaml`));
  else {
    const text = readFileSync(target, "utf8");
    writeFileSync(
      target,
      kind === "comment" ? `# Edited ${index}\n${text}` : changed(text, kind, place, index),
    );
  }
}

/** All that a run gives: files, and what it says with its places. */
function run(options: GenerateOptions, memo?: LastingMemo): unknown {
  const { files, diagnostics, loaded } = generate(options, { memo });
  const texts = new Map(loaded.files().map((file) => [file.path, file] as const));
  return { files, said: locate(diagnostics.all, (name) => texts.get(name)) };
}

const at = (kind: Edit["kind"], file: string, rest: Partial<Edit> = {}): Edit => ({
  file,
  kind,
  place: 0,
  options: {},
  restart: false,
  ...rest,
});

/** Registers the test: edit after edit, a memory changes nothing. */
export function testEdits(numRuns: number): void {
  test("edit after edit, what is generated with a memory equals what is generated without", () => {
    fc.assert(
      fc.property(edits, (list) => {
        const folder = mkdtempSync(path.join(tmpdir(), "knockgen-memo-"));
        const cache = folderAt(path.join(folder, "node_modules"));
        try {
          copySchemas(folder, PART);
          let memo = new LastingMemo();
          run({ spec: folder }, memo);
          for (const [index, edit] of list.entries()) {
            if (edit.restart) memo.save(cache, "");
            memo = edit.restart ? openMemo(cache, "") : memo.next();
            apply(folder, edit, index);
            const options = { ...edit.options, spec: folder };
            expect(run(options, memo)).toEqual(run(options));
          }
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
      {
        numRuns,
        examples: [
          // The order of merged properties once did not count.
          [
            [
              at("property", "api/client-server/banning.yaml"),
              at("property", "api/server-server/definitions/pdu_v12.yaml"),
            ],
          ],
          // Each kind, with a restart after most.
          [
            [
              at("fault", "api/client-server/knocking.yaml", { restart: true }),
              at("comment", "api/client-server/knocking.yaml", { options: { assertFormats: true } }),
              at("name", "event-schemas/schema/m.room.member.yaml", { restart: true }),
              at("remove", "event-schemas/schema/m.typing.yaml", { options: { only: ["client-server"] } }),
              at("copy", "event-schemas/schema/m.room.name.yaml", { restart: true }),
              at("remove", "api/server-server/definitions/pdu_v12.yaml", { restart: true }),
              at("restore", "api/server-server/definitions/pdu_v12.yaml", { options: { leaveOut: ["ban"] } }),
            ],
          ],
        ],
      },
    );
  });
}
