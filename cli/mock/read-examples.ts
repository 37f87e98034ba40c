/** Reads the specification whose examples the mock answers; one that it could take none from is refused. */
import { release } from "@knockgen/matrix/inspect/release";
import { Diagnostics } from "#generator/diagnostic.js";
import { understand } from "#generator/pipeline.js";
import { locate } from "#generator/report/diagnostics.js";
import { exitCodeOf } from "#generator/report/exit-code.js";
import { visible } from "#generator/report/visible.js";
import { Failure } from "../failure.js";
import { Examples } from "./examples.js";

/** Takes about a second for all of Matrix. */
export function readExamples(spec: string): Examples {
  const diagnostics = new Diagnostics();
  const understood = understand({ spec }, diagnostics);
  const errors = diagnostics.all.filter(({ severity }) => severity === "error");
  const [first] = locate(errors.slice(0, 1), understood.loaded.file);
  if (first !== undefined) {
    const { origin, line, message, help } = first;
    const place = origin === undefined ? "" : `${origin.file}:${line ?? 1}: `;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    const said = `no examples can be read from ${spec}: ${place}${message}; ${help}${more}`;
    throw new Failure(visible(said), exitCodeOf(errors));
  }
  const examples = new Examples(understood);
  if (!release.routes.some((route) => examples.describes(route)))
    throw new Failure(visible(`${spec} describes no operation of Matrix, and the mock answers no others`), 2);
  return examples;
}
