/** Identity of a parameter among those of an operation. */

/** By place and name; the letters of a header's name have no case. */
export function parameterKey(place: string, name: string): string {
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}
