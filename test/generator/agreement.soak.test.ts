/** Types and validators tell one story: whatever a validator accepts has the type of the same name. */
import { expect, test } from "vitest";
import { Diagnostics } from "../../generator/diagnostic.js";
import { understand } from "../../generator/pipeline.js";
import { schemasFolder } from "../schemas/support.js";
import { disagreements, type Sample } from "./support/agree.js";
import { emit } from "./support/emit.js";
import { findExamples } from "./support/examples.js";
import { operationParts } from "./support/manifest.js";
import { mutations } from "./support/mutate.js";
import { Release, releaseFolder, type Value } from "./support/release.js";
import { samplesOf } from "./support/sample.js";

/** Changes of each sample that are tried. */
const AT_MOST = 8;
/** Their patterns and choices are beyond the samples' guesses; the examples of parameters are checked elsewhere. */
const NO_SAMPLE = /ProfileFieldPath$|^OAuthParams$/;
const folders = [["schemas", schemasFolder] as const, ["v1.19", releaseFolder("v1.19")] as const];

for (const [name, spec] of folders)
  test.skipIf(spec === undefined)(`types of ${name} allow what its validators accept`, async () => {
    if (spec === undefined) return;
    const { names } = understand({ spec }, new Diagnostics());
    const emitted = emit(spec);
    const examples = new Map<string, Value[]>();
    const parts = operationParts(emitted.manifest);
    for (const { file, fragment, part, value } of findExamples(new Release(spec))) {
      const named = part && parts.get(`${part.source} ${part.part}`);
      const defined = emitted.manifest.types.find(({ source }) => source === `${file}#${fragment}`);
      for (const key of [`${named?.module} ${named?.name.type}`, `${defined?.module} ${defined?.type}`])
        examples.set(key, [...(examples.get(key) ?? []), value]);
    }
    const accepted: Sample[] = [];
    const without: string[] = [];
    for (const { module, name: type, schema } of names.types) {
      const { is } = await emitted.validator(module, type);
      const tried = [
        ...(examples.get(`${module} ${type}`) ?? []),
        ...samplesOf(schema, (id) => names.bySchema.get(id)?.schema),
      ];
      const values = tried.flatMap((value) => [
        value,
        ...mutations(value)
          .slice(0, AT_MOST)
          .map((mutation) => mutation.value),
      ]);
      const good = new Map(values.filter(is).map((value) => [JSON.stringify(value), value]));
      if (good.size === 0) without.push(type);
      for (const [text, value] of good)
        accepted.push({ module, type, value, what: `${type} ${text.slice(0, 200)}` });
    }
    console.info(name, `${names.types.length} types, ${accepted.length} accepted samples`);
    expect(without.filter((type) => !NO_SAMPLE.test(type))).toEqual([]);
    expect(disagreements(emitted.folder, accepted)).toEqual([]);
  });
