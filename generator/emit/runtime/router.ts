/** Finds the operations that a method and a path name. Literal segments go before parameters, and no path is decoded twice. */
import { capture, decodeSegment, type Piece, piecesOf, splitPath } from "./path-template.js";
import type { Route } from "./route.js";

export interface Candidate<T> {
  readonly entry: T;
  /** Texts of the path parameters, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

export type Found<T> =
  /** In the order of the table; the specification has two operations on some paths. */
  | { readonly kind: "match"; readonly candidates: readonly Candidate<T>[] }
  | { readonly kind: "method"; readonly methods: readonly string[] }
  | { readonly kind: "none" };

interface Leaf<T> {
  /** Names of the parameters, in the order of the path. */
  readonly names: readonly string[];
  readonly entry: T;
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  readonly patterns: { readonly key: string; readonly pieces: readonly Piece[]; readonly node: Node<T> }[];
  /** By method. */
  readonly leaves: Map<string, Leaf<T>[]>;
}

export class Router<T extends { readonly route: Route }> {
  readonly #root: Node<T> = emptyNode();

  constructor(entries: Iterable<T>) {
    for (const entry of entries) this.#add(entry);
  }

  #add(entry: T): void {
    const { route } = entry;
    const optional = new Set(
      route.parameters?.filter(({ mayBeEmpty }) => mayBeEmpty).map(({ name }) => name),
    );
    const segments = splitPath(route.path).map((segment) => piecesOf(segment, optional));
    const last = segments[segments.length - 1];
    const shorter = last?.length === 1 && typeof last[0] === "object" && last[0].mayBeEmpty;
    const names = segments.flat().flatMap((piece) => (typeof piece === "string" ? [] : [piece.parameter]));
    addLeaf(this.#root, segments, { names, entry });
    if (shorter) addLeaf(this.#root, segments.slice(0, -1), { names, entry });
  }

  /** Throws a MatrixHttpError for a path that is not percent-encoded as it should be. */
  find(method: string, path: string): Found<T> {
    const ends: End<T>[] = [];
    walk(this.#root, splitPath(path).map(decodeSegment), 0, [], ends);
    for (const { node, values } of ends) {
      const leaves = node.leaves.get(method);
      if (leaves !== undefined)
        return { kind: "match", candidates: leaves.map((leaf) => fill(leaf, values)) };
    }
    const methods = new Set<string>();
    for (const { node } of ends) for (const each of node.leaves.keys()) methods.add(each);
    return methods.size === 0 ? { kind: "none" } : { kind: "method", methods: [...methods].sort() };
  }
}

function fill<T>({ names, entry }: Leaf<T>, values: readonly string[]): Candidate<T> {
  const parameters = new Map<string, string>();
  for (const [index, name] of names.entries()) parameters.set(name, values[index] ?? "");
  return { entry, parameters };
}

function emptyNode<T>(): Node<T> {
  return { literals: new Map(), patterns: [], leaves: new Map() };
}

function addLeaf<T extends { readonly route: Route }>(
  root: Node<T>,
  segments: readonly (readonly Piece[])[],
  leaf: Leaf<T>,
): void {
  let node = root;
  for (const pieces of segments) node = child(node, pieces);
  const { method } = leaf.entry.route;
  const leaves = node.leaves.get(method);
  if (leaves === undefined) node.leaves.set(method, [leaf]);
  else leaves.push(leaf);
}

function child<T>(node: Node<T>, pieces: readonly Piece[]): Node<T> {
  const [only = ""] = pieces;
  if (pieces.length <= 1 && typeof only === "string") {
    const known = node.literals.get(only);
    if (known !== undefined) return known;
    const added = emptyNode<T>();
    node.literals.set(only, added);
    return added;
  }
  const key = pieces
    .map((piece) => (typeof piece === "string" ? piece : piece.mayBeEmpty ? "{?}" : "{}"))
    .join("");
  const known = node.patterns.find((pattern) => pattern.key === key);
  if (known !== undefined) return known.node;
  const added = { key, pieces, node: emptyNode<T>() };
  node.patterns.push(added);
  // `{name}.json` says more than `{name}`.
  node.patterns.sort((a, b) => b.pieces.length - a.pieces.length);
  return added.node;
}

interface End<T> {
  readonly node: Node<T>;
  readonly values: readonly string[];
}

/** Collects each end that the segments lead to, best first. A node has one parent, so none is visited twice. */
function walk<T>(
  node: Node<T>,
  segments: readonly string[],
  index: number,
  values: readonly string[],
  ends: End<T>[],
): void {
  const segment = segments[index];
  if (segment === undefined) {
    if (node.leaves.size > 0) ends.push({ node, values });
    return;
  }
  const literal = node.literals.get(segment);
  if (literal !== undefined) walk(literal, segments, index + 1, values, ends);
  for (const pattern of node.patterns) {
    const taken = capture(pattern.pieces, segment);
    if (taken !== undefined) walk(pattern.node, segments, index + 1, [...values, ...taken], ends);
  }
}
