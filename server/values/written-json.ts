/** JSON that is kept as text and goes into an answer as it is: to parse a large one and write it again takes long (O1). */

const texts = new WeakMap<object, Uint8Array>();

/** Stands for the object that a text holds, which it keeps outside of the heap (O8). Everything but an answer has to parse it. */
export function writtenJson(text: string): Readonly<Record<string, unknown>> {
  return standFor({}, text);
}

/** Has a text written instead of an object. */
export function standFor<T extends object>(object: T, text: string): T {
  const bytes = Buffer.from(text);
  // Where it is part of something small, the platform's writer asks it.
  Object.defineProperty(object, "toJSON", { value: (): unknown => JSON.parse(bytes.toString()) });
  texts.set(object, bytes);
  return object;
}

/** The text in UTF-8, if a value stands for one. */
export function writtenText(value: unknown): Uint8Array | undefined {
  return typeof value === "object" && value !== null ? texts.get(value) : undefined;
}
