/** Releases that a server says it speaks, and which of those at hand it is held to. */
import type { ReleaseTables } from "@knockgen/matrix/runtime/inspection";
import { splitTarget } from "@knockgen/matrix/runtime/target";
import type { Exchange } from "../exchange.js";
import { jsonOf, memberOf } from "../unknown-json.js";
import { compareReleases, createRelease, describesMatrix, type Release, rankOf } from "./release.js";

/** A release at hand. */
export interface AtHand {
  readonly name: string;
  readonly tables: ReleaseTables;
}

/** Releases to judge by, and what a reader of the report should know about the choice. */
export interface Chosen {
  readonly releases: readonly Release[];
  readonly notes: readonly string[];
}

/** `auto` is the server's own claim; otherwise names, of which `latest` is the newest of Matrix at hand. */
export type Wanted = "auto" | readonly string[];

/** Names of releases in the body of `/_matrix/client/versions`. */
export function claimsIn(body: Uint8Array | undefined): readonly string[] {
  const versions = memberOf(jsonOf(body), "versions");
  return Array.isArray(versions)
    ? versions.filter((each) => typeof each === "string" && /^v\d+\.\d+$/.test(each))
    : [];
}

/** Names of releases that a server gives in an exchange; none where it was asked something else. */
export function claimsOf({ request, answer }: Exchange): readonly string[] {
  const isAsked = request.method === "GET" && splitTarget(request.target).path === "/_matrix/client/versions";
  return isAsked && answer?.status === 200 ? claimsIn(answer.body) : [];
}

/** Documents of other APIs than Matrix's always count: a server does not say in `/versions` that it follows them. */
export function chooseReleases(atHand: readonly AtHand[], wanted: Wanted, claims: readonly string[]): Chosen {
  const sorted = [...atHand].sort((a, b) => compareReleases(a.name, b.name));
  const ofMatrix = sorted.filter(({ tables }) => describesMatrix(tables));
  const newest = ofMatrix.at(-1);
  if (newest === undefined) throw new Error("no release of Matrix is at hand");
  const notes: string[] = [];
  let names: ReadonlySet<string>;
  let upTo = Number.POSITIVE_INFINITY;
  if (wanted !== "auto") names = new Set(wanted.map((name) => (name === "latest" ? newest.name : name)));
  else if (claims.length === 0) {
    names = new Set([newest.name]);
    notes.push(`the server has not said which releases it speaks: judged by ${newest.name}`);
  } else {
    upTo = Math.max(...claims.map(rankOf));
    const both = ofMatrix.filter(({ name }) => claims.includes(name)).map(({ name }) => name);
    const last = [...claims].sort(compareReleases);
    const spoken = last.length === 1 ? last.join() : `${last[0]} to ${last.at(-1)}`;
    names = new Set(both.length > 0 ? both : [newest.name]);
    if (both.length < claims.length)
      notes.push(
        `the server speaks ${spoken}: judged by ${[...names].join(", ")}; others can be given with --release-dir`,
      );
  }
  if (!ofMatrix.some(({ name }) => names.has(name)))
    notes.push("exchanges of Matrix are not judged: none of its releases was named");
  const releases = sorted.map((each) => {
    const claimed = names.has(each.name) || !ofMatrix.includes(each);
    return createRelease(each.tables, { name: each.name, claimed, upTo });
  });
  return { releases, notes };
}

/** How a report tells of the choice: the releases that the server is held to, and how many operations they have. */
export function aboutChoice({ releases, notes }: Chosen): {
  readonly releases: readonly string[];
  readonly notes: readonly string[];
  readonly describedOperations: number;
} {
  const claimed = releases.filter((release) => release.claimed);
  const operations = new Set(
    claimed.flatMap(({ tables }) => tables.routes.map(({ api, name }) => `${api}/${name}`)),
  );
  return { releases: claimed.map(({ name }) => name), notes, describedOperations: operations.size };
}
