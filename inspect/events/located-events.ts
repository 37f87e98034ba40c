/** The events of a body, found again by the path to anything in them. */
import type { LocatedEvent } from "@knockgen/matrix/runtime/inspect-events";

import { memberOf } from "../unknown-json.js";

type Path = readonly (string | number)[];

export class LocatedEvents {
  readonly all: readonly LocatedEvent[];
  /** Made where something is wrong; most bodies are right. */
  #byPath: ReadonlyMap<string, LocatedEvent> | undefined;

  constructor(events: readonly LocatedEvent[]) {
    this.all = events;
  }

  /** The event that a path leads to or into. Events do not lie in each other. */
  around(path: Path): LocatedEvent | undefined {
    if (this.all.length === 0) return undefined;
    this.#byPath ??= new Map(this.all.map((event) => [JSON.stringify(event.path), event]));
    for (let length = 0; length <= path.length; length++) {
      const found = this.#byPath.get(JSON.stringify(path.slice(0, length)));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

export function isSamePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}

/** The value that a path leads to. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

/** The type of an event, where it has one. */
export function typeOfEvent(event: unknown): string | undefined {
  const type = memberOf(event, "type");
  return typeof type === "string" ? type : undefined;
}
