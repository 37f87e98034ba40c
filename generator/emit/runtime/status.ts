/** Tables by status, in which `4XX` stands for each status between 400 and 499. */

export function forStatus<T>(table: { readonly [status: string]: T }, status: number): T | undefined {
  const key = [String(status), `${Math.trunc(status / 100)}XX`, "DEFAULT"].find((each) =>
    Object.hasOwn(table, each),
  );
  return key === undefined ? undefined : table[key];
}
