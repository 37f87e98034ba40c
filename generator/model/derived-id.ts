/** The ID of an operation that has none of its own. */

/** `GET /birds/{id}/songs` is `getBirdsByIdSongs`: the same for the same operation, whatever else there is. */
export function derivedId(method: string, path: string): string {
  const words = path
    .replace(/\{([^{}]*)\}/g, " by $1 ")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const rest = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
  return `${method.toLowerCase()}${rest === "" ? "Root" : rest}`;
}
