/** Walks a document as it was read and counts its constructs, apart for each piece that only references lead to. */
import { STANDARD_FORMATS } from "../formats.js";
import { isArray, isObject, type Json, type JsonObject, visitMembers } from "../json.js";
import { pointer } from "../pointer.js";
import { LEFT_OUT, NAMING, SHELVES } from "./constructs.js";
import { kindOfEntries, kindOfMember, WITH_KEYWORDS } from "./kinds.js";

/** A document without its components, or one of these. */
export interface Piece {
  /** Of a component: the construct that holds it, such as `components.schemas`. */
  readonly shelf?: string;
  readonly at: string;
  readonly carriedOut: Map<string, number>;
  readonly leftOut: Map<string, number>;
  /** As they are written, with the kind of the object that each stands for. */
  readonly references: Map<string, string>;
  /** Names of security schemes. */
  readonly schemes: Set<string>;
  /** Whether something in it has an address or a name of its own, so that references may lead to it otherwise than by its place. */
  hasName: boolean;
}

/** Constructs by place, with the piece that each lies in. */
export type Places = Map<string, { readonly name: string; readonly piece: Piece }>;

/** A document that was walked. */
export interface Walked {
  /** By place; that of the document is empty. */
  readonly pieces: ReadonlyMap<string, Piece>;
  readonly places: Places;
}

export interface WalkOptions {
  readonly assertFormats: boolean;
  /** Places of operations that the project leaves out. */
  readonly leftOut: ReadonlySet<string>;
  /** Whether to remember the places of constructs. */
  readonly withPlaces: boolean;
}

/** `kind` is that of the object, as those who refer to the file see it. */
export function walk(root: JsonObject, kind: string, options: WalkOptions): Walked {
  const walker = new Walker(options);
  walker.walk(root, kind);
  return walker;
}

interface Waiting {
  readonly value: Json;
  readonly kind: string;
  readonly at: string;
  readonly piece: Piece;
  /** Of a map whose entries are pieces of their own: the construct that it is. */
  readonly shelf?: string;
}

/** A member of an object of a kind, and the kind of what it holds, if it is known. */
interface CountedMember extends Omit<Waiting, "value"> {
  readonly inner: string | undefined;
}

class Walker {
  readonly pieces = new Map<string, Piece>();
  readonly places: Places = new Map();
  readonly #options: WalkOptions;
  readonly #waiting: Waiting[] = [];

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  walk(root: JsonObject, kind: string): void {
    // A file that is a map of components has each of them as a piece of its own.
    const shelf = kindOfEntries(kind);
    const piece = this.#piece("");
    this.#waiting.push({ value: root, kind, at: "", piece, ...(shelf !== undefined && { shelf }) });
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) this.#visit(next);
  }

  #piece(at: string, shelf?: string): Piece {
    const piece: Piece = {
      at,
      ...(shelf !== undefined && { shelf }),
      carriedOut: new Map(),
      leftOut: new Map(),
      references: new Map(),
      schemes: new Set(),
      hasName: false,
    };
    this.pieces.set(at, piece);
    return piece;
  }

  #visit(waiting: Waiting): void {
    const { value, kind } = waiting;
    if (kind.startsWith("[]") && isArray(value)) this.#visitItems(value, waiting);
    else if (kind.startsWith("{}") && isObject(value)) this.#visitEntries(value, waiting);
    else if (isObject(value)) this.#visitObject(value, waiting);
  }

  #visitItems(items: readonly Json[], { kind, at, piece }: Waiting): void {
    const inner = kind.slice("[]".length);
    for (const [index, item] of items.entries())
      this.#push(item, { kind: inner, at: at + pointer(index), piece });
  }

  #visitEntries(map: JsonObject, { kind, at, piece, shelf }: Waiting): void {
    const inner = kind.slice("{}".length);
    for (const [name, entry] of Object.entries(map)) {
      const place = at + pointer(name);
      if (name === "$ref" && typeof entry === "string") piece.references.set(entry, kind);
      else {
        const own = shelf === undefined ? piece : this.#piece(place, shelf);
        this.#push(entry, { kind: inner, at: place, piece: own });
      }
    }
  }

  #visitObject(object: JsonObject, { kind, at, piece }: Waiting): void {
    if (kind === "operation" && this.#options.leftOut.has(at)) {
      count(piece.leftOut, "operation (left out)");
      return;
    }
    visitMembers(object, (child, member) => {
      const place = at + pointer(member);
      if (kind === "callback" && isObject(child)) this.#push(child, { kind: "path item", at: place, piece });
      else this.#visitMember(child, member, { kind, at: place, piece });
    });
  }

  #visitMember(value: Json, member: string, { kind, at, piece }: Omit<Waiting, "value">): void {
    const name = `${kind}.${member}`;
    const inner = kindOfMember(kind, member);
    this.#count(value, member, { kind, inner, at, piece });
    if (member === "$ref" && typeof value === "string") piece.references.set(value, kind);
    if (NAMING.has(member) && WITH_KEYWORDS.has(kind)) piece.hasName = true;
    if (name === "document.security" || name === "operation.security")
      for (const scheme of schemesOf(value)) piece.schemes.add(scheme);
    if (inner !== undefined && inner !== "value")
      this.#push(value, { kind: inner, at, piece, ...(SHELVES.has(name) && { shelf: name }) });
  }

  #count(value: Json, member: string, { kind, inner, at, piece }: CountedMember): void {
    const name = `${kind}.${member}`;
    const isIdle = member === "format" && this.#isIdleFormat(value);
    const isCarriedOut = inner !== undefined && !LEFT_OUT.has(name) && !isIdle;
    const isExtension = member.startsWith("x-") && !isCarriedOut;
    const ownName = isExtension ? `${kind}.x-…` : name;
    const shown = isIdle ? `${name} (not asserted)` : ownName;
    count(isCarriedOut ? piece.carriedOut : piece.leftOut, shown);
    if (this.#options.withPlaces) this.places.set(at, { name: shown, piece });
  }

  #isIdleFormat(value: Json): boolean {
    return !this.#options.assertFormats && typeof value === "string" && STANDARD.has(value);
  }

  #push(value: Json, waiting: Omit<Waiting, "value">): void {
    if (isObject(value) || isArray(value)) this.#waiting.push({ value, ...waiting });
  }
}

const STANDARD: ReadonlySet<string> = new Set(STANDARD_FORMATS);

/** The entry at a pointer, or else at the nearest one around it. */
export function innermost<T>(at: string, byPlace: ReadonlyMap<string, T>): T | undefined {
  let place = at;
  while (place !== "" && !byPlace.has(place)) place = place.slice(0, place.lastIndexOf("/"));
  return byPlace.get(place);
}

/** The names of security schemes in a list of requirements. */
function schemesOf(requirements: Json): string[] {
  return (isArray(requirements) ? requirements : []).flatMap((each) =>
    isObject(each) ? Object.keys(each) : [],
  );
}

/** Odd names come from documents: a long one is cut. */
export function count(counts: Map<string, number>, name: string, times = 1): void {
  const short = name.length > 80 ? `${name.slice(0, 79)}…` : name;
  counts.set(short, (counts.get(short) ?? 0) + times);
}
