/** Methods whose content has its form from the type of the event: literal types narrow, unknown types stay open. */
import { compare } from "../../json.js";
import { mapOf } from "../code/event-contents.js";
import { type EventTyped, eventTypedOf } from "../code/event-typed.js";
import { typeImport } from "../code/type-imports.js";
import type { EmitInput } from "../emitted-file.js";
import type { Named } from "./operation.js";

/**
 * The content has a type of its own, so that members which its schema does not have may be sent, too; and it must be what
 * its kind asks for, where a property such as `msgtype` names one.
 */
export function typedMethod(member: string, base: string, { kind, place, unless }: EventTyped): string {
  const options = "    options?: CallOptions,";
  if (place !== "answer")
    return `  readonly ${member}: <
    EventType extends string,
    const Content extends ContentOf<${mapOf(kind)}, EventType>,
  >(
    request: T.${base}Request<EventType, Content & VariantOf<EventVariants, EventType, Content>>,
${options}
  ) => Promise<T.${base}Response>;
`;
  const content = unless && ` & { query?: { ${unless.name}?: ${JSON.stringify(unless.value)} } }`;
  const typed = `<EventType extends string>(
    request: T.${base}Request<EventType>${content ?? ""},
${options}
  )`;
  if (content === undefined)
    return `  readonly ${member}: ${typed} => Promise<T.${base}Response<EventType>>;\n`;
  const line = (text: string): string => text.replace(/^/gm, "  ").trim();
  return `  readonly ${member}: {
    ${line(typed)}: Promise<T.${base}Response<EventType>>;
    (request: T.${base}Request, options?: CallOptions): Promise<T.${base}Response>;
  };
`;
}

/** Imports of the declarations that such methods use. */
export function printTypedImports(named: readonly Named[], { model }: EmitInput): string {
  const typed = named.flatMap(({ operation }) => eventTypedOf(operation, model) ?? []);
  const sent = typed.filter(({ place }) => place !== "answer");
  if (sent.length === 0) return "";
  const events = [...new Set(["EventVariants", ...sent.map(({ kind }) => mapOf(kind))])].sort(compare);
  return typeImport(events, "../events.js") + typeImport(["ContentOf", "VariantOf"], "../matrix.js");
}
