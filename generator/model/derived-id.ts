/** The ID of an operation that has none of its own. */
import { replaceNamesInBraces } from "../names-in-braces.js";

/** `GET /birds/{id}/songs` is `getBirdsByIdSongs`: the same for the same operation, whatever else there is. */
export function derivedId(method: string, path: string): string {
  const words = replaceNamesInBraces(path, (name) => ` by ${name} `)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const rest = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
  return `${method.toLowerCase()}${rest === "" ? "Root" : rest}`;
}
