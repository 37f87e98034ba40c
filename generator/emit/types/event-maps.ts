/** Maps from event types to contents, one per kind of event, and the guards that narrow a generic event by them. */
import { compare } from "../../json.js";
import type { EventDef, EventKind, Model } from "../../model/types.js";
import { pascalEventType } from "../../name/case.js";
import type { Names } from "../../name/types.js";
import { BANNER, type EmittedFile } from "../types.js";

const MAPS: readonly { readonly kind: EventKind; readonly map: string; readonly doc: string }[] = [
  { kind: "state", map: "StateEventContents", doc: "Contents of state events, by type." },
  {
    kind: "message",
    map: "MessageEventContents",
    doc: "Contents of room events that are not state, by type.",
  },
  { kind: "ephemeral", map: "EphemeralEventContents", doc: "Contents of ephemeral events, by type." },
  {
    kind: "roomAccountData",
    map: "RoomAccountDataContents",
    doc: "Contents of a user's data about one room, by type.",
  },
  {
    kind: "globalAccountData",
    map: "GlobalAccountDataContents",
    doc: "Contents of a user's data about the account, by type.",
  },
  { kind: "toDevice", map: "ToDeviceEventContents", doc: "Contents of events sent to devices, by type." },
  { kind: "presence", map: "PresenceEventContents", doc: "Contents of presence events, by type." },
];

/** Sub-types of one event type that the value of one property of the content tells apart. */
interface Variants {
  readonly type: string;
  readonly discriminator: string;
  /** `RoomMessage` */
  readonly base: string;
  readonly members: readonly { readonly subType: string; readonly content: string }[];
}

export function emitEventMaps(model: Model, names: Names): string[] {
  const maps = MAPS.map(({ kind, map, doc }) => {
    const members = contentsOf(model, names, kind).map(
      ([type, content]) => `  ${JSON.stringify(type)}: ${content};\n`,
    );
    return `/** ${doc} An interface, so that an application can declare its own types. */\nexport interface ${map} {\n${members.join("")}}\n`;
  });
  const variants = variantsOf(model, names).map(({ type, discriminator, base, members }) => {
    const entries = members.map(({ subType, content }) => `  ${JSON.stringify(subType)}: ${content};\n`);
    return `/** Contents of \`${type}\` by \`${discriminator}\`. */\nexport interface ${base}Contents {\n${entries.join("")}}\n`;
  });
  const typed = model.events
    .filter((event) => event.subType === undefined && event.kinds.length > 0)
    .map((event) => `  ${JSON.stringify(event.type)}: ${names.event(event).event.name};\n`);
  const events = `/** Whole events as their schemas describe them, by type. */\nexport interface Events {\n${typed.join("")}}\n`;
  return [...maps, ...variants, events];
}

/** `narrow.ts`: the guards. Apart from the types, because they need the validators at run time. */
export function emitNarrowing(model: Model, names: Names): EmittedFile[] {
  if (model.events.length === 0) return [];
  const used = new Set<string>();
  const table = (entries: readonly (readonly [string, string])[]): string => {
    for (const [, content] of entries) used.add(`is${content}`);
    return entries.map(([type, content]) => `  ${JSON.stringify(type)}: is${content},\n`).join("");
  };
  const all = new Map(MAPS.flatMap(({ kind }) => contentsOf(model, names, kind)));
  const contents = table([...all].sort(([a], [b]) => compare(a, b)));
  const variants = variantsOf(model, names);
  const variantGuards = variants.map(({ type, discriminator, base, members }) => {
    const constant = `${base.charAt(0).toLowerCase()}${base.slice(1)}Guards`;
    return `
const ${constant}: Guards = {
${table(members.map(({ subType, content }) => [subType, content] as const))}};

/** Whether the content of a \`${type}\` event has that \`${discriminator}\`, and the form that goes with it. */
export function is${base}ContentOf<K extends keyof ${base}Contents>(content: unknown, ${discriminator}: K): content is ${base}Contents[K] {
  return matches(${constant}, ${discriminator}, content);
}
`;
  });
  const types = [
    "StateEventContents",
    ...variants.map(({ base }) => `${base}Contents`),
    ...MAPS.map(({ map }) => map),
  ];
  const text = `${BANNER}

import type { ${[...new Set(types)].sort(compare).join(", ")} } from "./events.js";
import { ${[...used].sort(compare).join(", ")} } from "./validators/events.js";

/** Contents of all events, by type. */
export type EventContents = ${MAPS.map(({ map }) => map).join(" & ")};

/** What every form of event has: in \`/sync\`, in \`/messages\`, stripped, sent to a device. */
export interface AnyEvent {
  type: string;
  content: unknown;
}

/** The event \`E\`, known to be of type \`K\`. */
export type EventOf<E extends AnyEvent, K extends keyof EventContents> = E & { type: K; content: EventContents[K] };

/** The event \`E\`, known to be of one of the specification's types: a union that \`event.type\` narrows. */
export type KnownEventOf<E extends AnyEvent> = { [K in keyof EventContents]: EventOf<E, K> }[keyof EventContents];

/** The state event \`E\`, stripped or whole, known to be of type \`K\`. */
export type StateOf<E extends AnyEvent, K extends keyof StateEventContents> = E & { type: K; content: StateEventContents[K] };

interface Guards {
  readonly [type: string]: (content: unknown) => boolean;
}

const contentGuards: Guards = {
${contents}};

/** An application's own types have no schema: their contents need only be objects. */
function matches(guards: Guards, type: PropertyKey, content: unknown): boolean {
  const guard = typeof type === "string" && Object.hasOwn(guards, type) ? guards[type] : undefined;
  return guard === undefined ? typeof content === "object" && content !== null : guard(content);
}

/** Whether the event is of that type, and its content has the form that goes with it. */
export function isEventOf<E extends AnyEvent, K extends keyof EventContents>(event: E, type: K): event is EventOf<E, K> {
  return event.type === type && matches(contentGuards, type, event.content);
}

/** Like \`isEventOf\`, for state events in any form. */
export function isStateOf<E extends AnyEvent, K extends keyof StateEventContents>(event: E, type: K): event is StateOf<E, K> {
  return event.type === type && matches(contentGuards, type, event.content);
}

/** Like \`isStateOf\`; the name that reads best for the state that comes with invites and knocks. */
export const isStrippedStateOf: typeof isStateOf = isStateOf;

/** Whether the event is of one of the specification's types, with the content that goes with it. */
export function isKnownEvent<E extends AnyEvent>(event: E): event is E & KnownEventOf<E> {
  return Object.hasOwn(contentGuards, event.type) && matches(contentGuards, event.type, event.content);
}
${variantGuards.join("")}`;
  return [{ path: "narrow.ts", text }];
}

function contentsOf(model: Model, names: Names, kind: EventKind): [string, string][] {
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

function variantsOf(model: Model, names: Names): Variants[] {
  const groups = new Map<string, EventDef[]>();
  for (const event of model.events)
    if (event.subType !== undefined && event.discriminator !== undefined)
      groups.set(event.type, [...(groups.get(event.type) ?? []), event]);
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
