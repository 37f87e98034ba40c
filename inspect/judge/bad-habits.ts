/** Habits of Matrix clients that servers still put up with. */
import { isOfMatrix } from "@knockgen/matrix/runtime/of-matrix";
import type { FoundOperation } from "../releases/find-operation.js";
import { rankOf } from "../releases/release.js";

export interface BadHabit {
  readonly place: string;
  readonly pointer: string;
  readonly keyword: string;
  readonly message: string;
}

/** Since this release, tokens belong in the header. */
const HEADER_ONLY = 1011;

export function badHabits({ query, route, mapped }: FoundOperation, release: string): BadHabit[] {
  if (!isOfMatrix(route.path)) return [];
  const habits: BadHabit[] = [];
  if (mapped !== undefined)
    habits.push({
      place: "path",
      pointer: `/${mapped}`,
      keyword: "release",
      message: `is the path of an old release; the operation is at ${route.path}`,
    });
  const isOld = rankOf(release) < HEADER_ONLY && (route.security?.includes("query") ?? false);
  // To ask whose an OpenID token is, one has to say it.
  const isAsked = route.parameters?.some(
    ({ in: place, name }) => place === "query" && name === "access_token",
  );
  if (query.has("access_token") && !isOld && isAsked !== true)
    habits.push({
      place: "query",
      pointer: "/access_token",
      keyword: "credential",
      message: "belongs in the header Authorization",
    });
  return habits;
}
