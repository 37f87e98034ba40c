/** Everything that gets a name, with the names it could have, from short to long. */
import type { DefinitionDef, Documented, EventDef, OperationDef } from "../model/model.js";
import { segmentsOf } from "../pointer.js";
import type { Party } from "./assign.js";
import { pascal, pascalCased, pascalEventType, pascalSpelled, responseSuffix } from "./case.js";
import { contentSuffixes } from "./contents.js";

/** Overrides by `path` or `path#pointer`, from `names.yaml`. */
export type NameOverrides = ReadonlyMap<string, string>;

export type Owner =
  | { readonly operation: OperationDef }
  | { readonly event: EventDef }
  | { readonly definition: DefinitionDef };

export function documentedOf(owner: Owner): Documented {
  if ("operation" in owner) return owner.operation;
  return "event" in owner ? owner.event : owner.definition;
}

export function operationParty(operation: OperationDef): Party<Owner> {
  const short = pascal(operation.operationId);
  const statuses = operation.responses.map(({ status }) => responseSuffix(status));
  const own = new Set(["RequestBody", ...statuses]);
  const others = [...new Set(contentSuffixes(operation).values())].filter((suffix) => !own.has(suffix));
  const cookies = operation.parameters.some((parameter) => parameter.in === "cookie") ? ["Cookies"] : [];
  return {
    owner: { operation },
    module: operation.api,
    candidates: [
      short,
      short + pascal(`${operation.method.toLowerCase()} ${operation.path}`),
      short + pascal(operation.method.toLowerCase()) + pascalCased(operation.path),
    ],
    suffixes: [
      "Path",
      "Query",
      "Headers",
      ...cookies,
      "RequestBody",
      "Request",
      "Response",
      ...statuses,
      ...others,
    ],
  };
}

export function eventParty(event: EventDef, overrides: NameOverrides): Party<Owner> {
  const override = overrides.get(event.id.replace(/#$/, ""));
  const full = event.subType === undefined ? event.type : `${event.type}$${event.subType}`;
  const short =
    pascalEventType(event.type) + (event.subType === undefined ? "" : pascalEventType(event.subType));
  return {
    owner: { event },
    module: "events",
    candidates:
      override === undefined ? [short, pascal(full), pascalSpelled(full), pascalCased(full)] : [override],
    suffixes: ["Event", "Content"],
  };
}

/** Words of a pointer under which names of the document's own stand. */
const HOLDS_NAMES: ReadonlySet<string> = new Set(["schemas", "$defs", "definitions", "properties"]);
/** Words of a pointer that say nothing to a reader of the name. */
const STRUCTURE: ReadonlySet<string> = new Set([...HOLDS_NAMES, "components", "schema"]);

/** Segments that tell something. A definition may be called what a structure word is called, `schema` for one. */
function tellingSegments(segments: readonly string[]): readonly string[] {
  let isName = false;
  return segments.filter((segment) => {
    const tells = isName || !STRUCTURE.has(segment);
    isName = !isName && HOLDS_NAMES.has(segment);
    return tells;
  });
}

export function definitionParty(definition: DefinitionDef, overrides: NameOverrides): Party<Owner> {
  const [file = "", at = ""] = definition.id.split(/#(.*)/s);
  const override = overrides.get(at === "" ? file : definition.id);
  const folders = file.split("/");
  const stem =
    pascalEventType((folders.pop() ?? "").replace(/\.(ya?ml|json)$/, "")) +
    (file.includes("/definitions/event-schemas/") ? "Edu" : "");
  const segments = segmentsOf(at);
  const words = tellingSegments(segments);
  const telling = words.map(pascal);
  const local =
    at === ""
      ? [stem]
      : [
          ...(at.startsWith("/components/schemas/") && segments.length === 3 ? [telling.join("")] : []),
          stem + telling.join(""),
          stem + segments.map(pascalSpelled).join(""),
        ];
  const longest = local[local.length - 1] ?? stem;
  const qualified = folders.map((_, index) => folders.slice(index).map(pascal).join("") + longest).reverse();
  const cased = at === "" ? [] : [stem + words.map(pascalCased).join("")];
  const surely = [pascalSpelled(definition.id), ...cased, pascalCased(definition.id)];
  const candidates = override === undefined ? [...local, ...qualified, ...surely] : [override];
  return { owner: { definition }, module: definition.module, candidates, part: at !== "" };
}
