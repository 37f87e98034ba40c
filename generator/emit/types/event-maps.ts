/** Maps from event types to contents, one per kind of event. */
import type { EventKind } from "../../event-kinds.js";
import { groupBy } from "../../group-by.js";
import { compare } from "../../json.js";
import type { EventDef, Model } from "../../model/model.js";
import { pascalEventType } from "../../name/case.js";
import type { Names } from "../../name/names.js";
import { CONTENT_MAPS } from "../code/event-contents.js";

/** Sub-types of one event type that the value of one property of the content tells apart. */
export interface Variants {
  readonly type: string;
  readonly discriminator: string;
  /** `RoomMessage` */
  readonly base: string;
  readonly members: readonly { readonly subType: string; readonly content: string }[];
}

export function emitEventMaps(model: Model, names: Names): string[] {
  const maps = CONTENT_MAPS.map(({ kind, map, doc }) => {
    const members = contentsOf(model, names, kind).map(
      ([type, content]) => `  ${JSON.stringify(type)}: ${content};\n`,
    );
    return `/** ${doc} An interface, so that an application can declare its own types. */\nexport interface ${map} {\n${members.join("")}}\n`;
  });
  const variants = variantsOf(model, names).map(({ type, discriminator, base, members }) => {
    const entries = members.map(({ subType, content }) => `  ${JSON.stringify(subType)}: ${content};\n`);
    return `/** Contents of \`${type}\` by \`${discriminator}\`. */
export interface ${base}Contents {
${entries.join("")}}

/** The content of a \`${type}\` event whose \`${discriminator}\` is known: a union that \`${discriminator}\` tells apart. */
export type Known${base}Content = ${base}Contents[keyof ${base}Contents];
`;
  });
  const kinds = variantsOf(model, names).map(
    ({ type, discriminator, base }) =>
      `  ${JSON.stringify(type)}: { by: ${JSON.stringify(discriminator)}; contents: ${base}Contents };\n`,
  );
  const table = `/** Types of events of which there are several kinds, with the property of the content that tells them apart. */
export interface EventVariants {
${kinds.join("")}}
`;
  const typed = model.events
    .filter((event) => event.subType === undefined && event.kinds.length > 0)
    .map((event) => `  ${JSON.stringify(event.type)}: ${names.event(event).event.name};\n`);
  const events = `/** Whole events as their schemas describe them, by type. */\nexport interface Events {\n${typed.join("")}}\n`;
  return [...maps, ...variants, table, events];
}

export function contentsOf(model: Model, names: Names, kind: EventKind): [string, string][] {
  return model.events.flatMap((event): [string, string][] => {
    const { content } = names.event(event);
    return content === undefined || !event.kinds.includes(kind) || hasBare(model, event)
      ? []
      : [[event.type, content.name]];
  });
}

/** A variant stands for its type only where the type has no file of its own. */
function hasBare(model: Model, event: EventDef): boolean {
  return (
    event.subType !== undefined &&
    model.events.some(
      (other) =>
        other.type === event.type &&
        other !== event &&
        (other.subType === undefined || compare(other.subType, event.subType ?? "") < 0),
    )
  );
}

export function variantsOf(model: Model, names: Names): Variants[] {
  const variants = model.events.filter(
    ({ subType, discriminator }) => subType !== undefined && discriminator !== undefined,
  );
  const groups = groupBy(variants, (event) => [event.type, event]);
  return [...groups].map(([type, events]) => ({
    type,
    discriminator: events[0]?.discriminator ?? "type",
    base: pascalEventType(type),
    members: events.flatMap((event) => {
      const { content } = names.event(event);
      return content === undefined || event.subType === undefined
        ? []
        : [{ subType: event.subType, content: content.name }];
    }),
  }));
}
