/** JSON that is kept as text and goes into an answer as it is: to parse a large one and write it again takes long (O1). */

const texts = new WeakMap<object, string>();

/** Stands for the object that a text holds. Everything but an answer has to parse it. */
export function writtenJson(text: string): Readonly<Record<string, unknown>> {
  // Where it is part of something small, the platform's writer asks it.
  const written = Object.defineProperty({}, "toJSON", { value: (): unknown => JSON.parse(text) });
  texts.set(written, text);
  return written;
}

/** The text, if a value stands for one. */
export function writtenText(value: unknown): string | undefined {
  return typeof value === "object" && value !== null ? texts.get(value) : undefined;
}
