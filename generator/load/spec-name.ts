/** Names under which a specification can be fetched; anything else that `--spec` takes is a path. */

/** A release's tag, the unstable state, or the address of an archive. */
export type SpecName =
  | { readonly kind: "release"; readonly tag: string }
  | { readonly kind: "unstable" }
  | { readonly kind: "address"; readonly url: string };

const TAG = /^v\d{1,3}\.\d{1,3}$/;
const ADDRESS = /^https?:\/\//i;

/** Undefined for a path. A folder with such a name is `./v1.18`. */
export function parseSpecName(spec: string): SpecName | undefined {
  if (TAG.test(spec)) return { kind: "release", tag: spec };
  if (spec === "unstable") return { kind: "unstable" };
  return ADDRESS.test(spec) ? { kind: "address", url: spec } : undefined;
}
