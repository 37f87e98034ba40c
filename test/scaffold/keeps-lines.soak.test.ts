/** Between two releases, with handlers filled in: every line that a user wrote is there afterwards, byte for byte and in order. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { shared } from "../support/shared.js";
import { fillIn, firstLost, habits, linesOf, userLines } from "./support/fill-in.js";
import { subjectsOf, UserProject } from "./support/project.js";

const releases = shared("matrix-spec");
const data = (release: string): string => `${releases}/${release}/data`;

test.skipIf(releases === undefined).each([
  ["v1.16", "v1.19"],
  ["v1.1", "v1.7"],
  ["v1.19", "v1.1"],
])("from %s to %s", (from, to) => {
  const [old, next] = [data(from), data(to)];
  const ids = (spec: string): string[] =>
    subjectsOf(spec).flatMap(({ api, subjects }) =>
      subjects.map(({ operationId }) => `${api}/${operationId}`),
    );
  const present = new Set(ids(next));
  const before = ids(old);
  const lost = before.filter((id) => !present.has(id));
  const some = fc.subarray(before, { minLength: 3, maxLength: 12 });
  const chosen = fc
    .tuple(some, fc.subarray(lost, { maxLength: Math.min(lost.length, 3) }))
    .map(([kept, gone]) => [...new Set([...kept, ...gone])]);
  const ways = fc.array(habits, { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(chosen, ways, (operations, filling) => {
      const project = new UserProject();
      try {
        project.scaffold(old, operations);
        const scaffolded = project.files();
        const filled = new Map(
          [...scaffolded].map(([name, text], index) => {
            const result = fillIn(text, filling[index % filling.length] ?? [], `user${index}`);
            project.write(`src/${name}`, result);
            return [name, result] as const;
          }),
        );
        const plan = project.scaffold(next, ["server-server/send*", "server-server/make*"]);
        for (const [name, text] of filled) {
          const wanted = userLines(scaffolded.get(name) ?? "", text);
          const result = project.read(name);
          expect([name, result.startsWith("\uFEFF")]).toEqual([name, text.startsWith("\uFEFF")]);
          expect([name, firstLost(wanted, linesOf(result))]).toEqual([name, undefined]);
        }
        expect(plan.gone.map(({ id }) => id).sort()).toEqual(
          operations
            .filter((id) => !present.has(id) && !plan.renamed.some((each) => each.from === id))
            .sort(),
        );
        expect(project.plan(next, ["server-server/send*"]).changes.map(({ path }) => path)).toEqual([]);
      } finally {
        project.remove();
      }
    }),
    { numRuns: 25 },
  );
});
