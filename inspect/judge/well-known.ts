/** Files at `/.well-known/matrix`: a plain file server has them, which knows neither Matrix's errors nor always the type of a file. */
import { type InspectedAnswer, type InspectedSide, inspectAnswer } from "@knockgen/matrix/runtime/inspect";
import { isOfMatrix } from "@knockgen/matrix/runtime/of-matrix";
import type { Route } from "@knockgen/matrix/runtime/route";

export function isWellKnown({ path }: Pick<Route, "path">): boolean {
  return isOfMatrix(path) && path.startsWith("/.well-known/");
}

/** As `inspectAnswer`; at `/.well-known/matrix` a body that is JSON is read as such, though the header says another type. */
export function inspectLoosely(route: Route, answer: InspectedAnswer): InspectedSide {
  const strict = inspectAnswer(route, answer);
  const wrong = strict.found.filter(({ keyword }) => keyword === "media-type");
  if (wrong.length === 0 || !isWellKnown(route)) return strict;
  const header = (name: string): string | undefined =>
    name === "content-type" ? "application/json" : answer.header(name);
  const read = inspectAnswer(route, { ...answer, header });
  return read.json === undefined ? strict : { ...read, found: [...wrong, ...read.found] };
}
