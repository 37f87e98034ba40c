/** Paths that no server finds as they stand. */
import { namesInBraces, replaceNamesInBraces } from "../../names-in-braces.js";

/** A path that no request can have, or that is sent as another. */
export function oddPath(path: string): string | undefined {
  const plain = replaceNamesInBraces(path, () => "");
  const unsent = /[\\\p{Cc}]/u.exec(plain);
  if (unsent !== null) return `${path} holds ${JSON.stringify(unsent[0])}, which an address cannot`;
  if (plain.includes("?"))
    return `${path} holds a query, which is no part of a path: no server finds the operation`;
  if (plain.includes("#")) return `${path} holds a fragment, which is never sent`;
  if (/%[\da-f]{2}/i.test(plain))
    return `${path} is percent-encoded: requests are compared once they are decoded, so write the characters themselves`;
  if (plain.includes("%")) return `${path} holds a percent sign, which no request can have as it stands`;
  if (/\/\.\.?(?:\/|$)/.test(path))
    return `${path} has a step to another folder, which clients resolve before they send it`;
  const operator = /\{([+#./;?&*][^{}]*|[^{}]*[*]|[^{}]*:\d+)\}/.exec(path);
  if (operator !== null)
    return `${operator[0]} is read as a parameter of that name; OpenAPI has no such expressions`;
  const names = namesInBraces(path);
  if (names.includes("")) return `${path} has braces without a name, and so a parameter whose name is empty`;
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) return `${path} has {${twice}} twice; a server reads the last one`;
  if (/[{}]/.test(plain)) return `${path} has a brace that nothing closes or opens, and is read as it stands`;
  return undefined;
}
