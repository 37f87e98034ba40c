/** Answers of other servers of which one part may be odd: that is left out, and the rest is used (O37). */

type Guard<T> = (value: unknown) => value is T;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Fields of one object that are looked at. */
const MAX_FIELDS = 256;

/** An object with those fields that a guard takes; undefined where a required one is missing or odd. */
export function withoutOddFields<T>(
  value: unknown,
  guard: Guard<T>,
  required: readonly string[],
): T | undefined {
  if (guard(value)) return value;
  if (!isRecord(value)) return undefined;
  const fields = Object.entries(value);
  const core = fields.filter(([key]) => required.includes(key));
  if (!guard(Object.fromEntries(core))) return undefined;
  const more = fields
    .slice(0, MAX_FIELDS)
    .filter((field) => !required.includes(field[0]) && guard(Object.fromEntries([...core, field])));
  const whole: unknown = Object.fromEntries([...core, ...more]);
  return guard(whole) ? whole : undefined;
}

/** As `withoutOddFields`, for an object with a list whose odd entries are dropped. */
export function withoutOddEntries<T, Entry>(
  value: unknown,
  guard: Guard<T>,
  list: string,
  read: (entry: unknown) => Entry | undefined,
  required: readonly string[] = [list],
): T | undefined {
  if (guard(value) || !isRecord(value)) return withoutOddFields(value, guard, required);
  const entries = value[list];
  if (!Array.isArray(entries)) return undefined;
  const good = entries.map(read).filter((entry) => entry !== undefined);
  return withoutOddFields({ ...value, [list]: good }, guard, required);
}
