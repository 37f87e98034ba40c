/** Locks what an emitter of a project is given: what it changed, knockgen and the emitters after it would read. */

/** Throws where it is changed from now on. */
export function lock(...values: readonly unknown[]): void {
  const seen = new Set<object>();
  const waiting: unknown[] = [...values];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Map) {
      waiting.push(...value.keys(), ...value.values());
      refuse(value, ["set", "delete", "clear"]);
    } else if (value instanceof Set) {
      waiting.push(...value);
      refuse(value, ["add", "delete", "clear"]);
    } else for (const member of Object.values(value)) waiting.push(member);
    Object.freeze(value);
  }
}

/** A frozen map still has its methods. */
function refuse(collection: object, methods: readonly string[]): void {
  for (const method of methods)
    Object.defineProperty(collection, method, {
      value: () => {
        throw new TypeError(`Cannot ${method}: what an emitter is given is read-only`);
      },
    });
}
