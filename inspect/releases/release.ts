/** A release of the specification, prepared for judging. */

import type { ReleaseTables } from "@knockgen/matrix/runtime/inspection";
import { isOfMatrix } from "@knockgen/matrix/runtime/of-matrix";
import type { Route } from "@knockgen/matrix/runtime/route";
import { Router } from "@knockgen/matrix/runtime/router";

/** The tables of one release, and how far an exchange is held to them. */
export interface Release {
  /** `v1.19` */
  readonly name: string;
  readonly tables: ReleaseTables;
  /** Whether the exchange is held to it. Others only say since and until when something departs. */
  readonly claimed: boolean;
  /** Rank of the newest release that the server speaks: operations that came later are not judged. */
  readonly upTo: number;
  /** Whether it describes an API of Matrix; exchanges of another are held to whichever describes them. */
  readonly isMatrix: boolean;
  readonly router: Router<{ readonly route: Route }>;
}

/** How to judge by a release; the defaults hold every exchange to it. */
export interface ReleaseOptions {
  readonly name?: string;
  readonly claimed?: boolean;
  readonly upTo?: number;
}

/** `v1.19`, as the tables' own site has it. */
export function nameOf({ site }: ReleaseTables): string {
  return site.split("/").at(-1) ?? "latest";
}

/** The name is read off the tables unless it is given. */
export function createRelease(
  tables: ReleaseTables,
  { name, claimed = true, upTo = Number.POSITIVE_INFINITY }: ReleaseOptions = {},
): Release {
  const router = routerOf(tables);
  return { name: name ?? nameOf(tables), tables, claimed, upTo, isMatrix: describesMatrix(tables), router };
}

/** Whether tables have an API of Matrix. The names of APIs do not tell: they are those of files. */
export function describesMatrix({ routes }: ReleaseTables): boolean {
  return routes.some(({ path }) => isOfMatrix(path));
}

/** Tables are prepared anew when claims become known: their routers stay the same. */
const routers = new WeakMap<ReleaseTables, Release["router"]>();

/** Finds a release's operations by method and path. */
export function routerOf(tables: ReleaseTables): Release["router"] {
  const known = routers.get(tables);
  if (known !== undefined) return known;
  const router = new Router(tables.routes.map((route) => ({ route })));
  routers.set(tables, router);
  return router;
}

/** `v1.7` before `v1.10`; a name that is not a version comes last. */
export function compareReleases(a: string, b: string): number {
  const [first, second] = [rankOf(a), rankOf(b)];
  return first === second ? 0 : first - second;
}

/** `v1.2` is 1002; infinite for other names, such as `latest`. */
export function rankOf(name: string): number {
  const [, major, minor] = /^v?(\d+)\.(\d+)$/.exec(name) ?? [];
  return major === undefined ? Number.POSITIVE_INFINITY : Number(major) * 1000 + Number(minor);
}
