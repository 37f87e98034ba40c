/** Demands on servers: of an address only the path counts here, and what cannot be one in a request would never be reached. */
import { get, getArray, getEntries, getString, type Json } from "../../json.js";
import { namesInBraces, replaceNamesInBraces } from "../../names-in-braces.js";
import { pointer } from "../../pointer.js";
import { oddPath } from "./odd-path.js";

/** Schemes of the addresses that clients call, and servers answer at. */
const HTTP = /^https?$/i;

/** Of a Swagger 2.0 document or of an operation in it. */
export function* oddTransfers(schemes: Json): Iterable<[index: number, message: string]> {
  for (const [index, scheme] of getArray({ schemes }, "schemes").entries())
    if (typeof scheme === "string" && !HTTP.test(scheme))
      yield [index, `nothing is sent by ${scheme}; clients and servers speak http and https`];
}

/** `message` is about what stands at the pointer `at` below the server. */
type Tell = (at: string, message: string) => void;

export function checkServer(server: Json, tell: Tell): void {
  const url = getString(server, "url");
  if (url === undefined) return;
  const variables = new Map(getEntries(server, "variables"));
  const named = new Set(namesInBraces(url));
  for (const name of named)
    if (!variables.has(name)) tell("/url", `the variable ${name} of a server is not among its variables`);
  for (const [name, variable] of variables) {
    const at = `/variables${pointer(name)}`;
    if (!named.has(name)) tell(at, `the variable ${name} is not in the address of its server`);
    checkVariable(name, variable, (below, message) => tell(at + below, message));
  }
  for (const message of oddities(filled(url, variables))) tell("/url", message);
}

function checkVariable(name: string, variable: Json, tell: Tell): void {
  const value = get(variable, "default");
  const values = get(variable, "enum");
  const listed = getArray(variable, "enum");
  if (value !== undefined && typeof value !== "string")
    tell("/default", `the default of the variable ${name} must be text`);
  if (values !== undefined && listed.length === 0)
    tell("/enum", `the enum of the variable ${name} must be a list that is not empty`);
  if (listed.length > 0 && value !== undefined && !listed.includes(value))
    tell("/default", `the default of the variable ${name} of a server is not in its enum`);
}

/** The address with the defaults of its variables; one that has none stands for any text. */
function filled(url: string, variables: ReadonlyMap<string, Json>): string {
  return replaceNamesInBraces(url, (name) => {
    const value = get(variables.get(name), "default");
    return typeof value === "string" || typeof value === "number" ? String(value) : "variable";
  });
}

function* oddities(url: string): Iterable<string> {
  const isWhole = /^[a-z][a-z\d+.-]*:/i.test(url);
  if (!URL.canParse(url, "https://host.example/") || (!isWhole && /^[^/?#]*:\/\//.test(url))) {
    yield `${JSON.stringify(url)} is not an address`;
    return;
  }
  const [, scheme = "http"] = /^([a-z][a-z\d+.-]*):/i.exec(url) ?? [];
  if (!HTTP.test(scheme)) yield `nothing is sent by ${scheme}; clients and servers speak http and https`;
  if (/[?#]/.test(url)) yield "the query and the fragment of a server's address are left out";
  const path = url.replace(/[?#].*$/s, "").replace(/^(?:[a-z][a-z\d+.-]*:)?\/\/[^/]*/i, "");
  const odd = oddPath(path.replace(/^\.(?=\/|$)/, ""));
  if (odd !== undefined) yield `in the address of a server, ${odd}`;
}
