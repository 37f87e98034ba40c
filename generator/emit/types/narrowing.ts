/** Emits the guards that narrow a generic event: code that needs the validators, and declarations beside it. */
import { compare } from "../../json.js";
import type { Model } from "../../model/model.js";
import type { Names } from "../../name/names.js";
import { CONTENT_MAPS } from "../code/event-contents.js";
import { BANNER, type EmittedFile } from "../emitted-file.js";
import { contentsOf, type Variants, variantsOf } from "./event-maps.js";

export function emitNarrowing(model: Model, names: Names): EmittedFile[] {
  if (model.events.length === 0) return [];
  const variants = variantsOf(model, names);
  return [
    { path: "narrow.js", text: printCode(model, names, variants) },
    { path: "narrow.d.ts", text: printDeclarations(variants) },
  ];
}

function printCode(model: Model, names: Names, variants: readonly Variants[]): string {
  const used = new Set<string>();
  const table = (entries: readonly (readonly [string, string])[]): string => {
    for (const [, content] of entries) used.add(`is${content}`);
    return entries.map(([type, content]) => `  ${JSON.stringify(type)}: is${content},\n`).join("");
  };
  const all = new Map(CONTENT_MAPS.flatMap(({ kind }) => contentsOf(model, names, kind)));
  const contents = table([...all].sort(([a], [b]) => compare(a, b)));
  const variantGuards = variants.map(({ discriminator, base, members }) => {
    const constant = `${base.charAt(0).toLowerCase()}${base.slice(1)}Guards`;
    return `
const ${constant} = {
${table(members.map(({ subType, content }) => [subType, content] as const))}};

export function is${base}ContentOf(content, ${discriminator}) {
  return matches(${constant}, ${discriminator}, content);
}

export function isKnown${base}Content(content) {
  if (!isObject(content)) return false;
  const { ${discriminator}: kind } = content;
  return typeof kind === "string" && Object.hasOwn(${constant}, kind) && matches(${constant}, kind, content);
}
`;
  });
  const imported = [...used].sort(compare).map((guard) => `  ${guard},\n`);
  return `${BANNER}

import {
${imported.join("")}} from "./validators/events.js";

const contentGuards = {
${contents}};

/** An application's own types have no schema: their contents need only be objects. */
function matches(guards, type, content) {
  const guard = typeof type === "string" && Object.hasOwn(guards, type) ? guards[type] : undefined;
  return guard === undefined ? isObject(content) : guard(content);
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}

export function isEventOf(event, type) {
  return isObject(event) && event.type === type && matches(contentGuards, type, event.content);
}

export const isStateOf = isEventOf;

export const isStrippedStateOf = isEventOf;

export function isKnownEvent(event) {
  if (!isObject(event)) return false;
  const { type, content } = event;
  return typeof type === "string" && Object.hasOwn(contentGuards, type) && matches(contentGuards, type, content);
}
${variantGuards.join("")}`;
}

function printDeclarations(variants: readonly Variants[]): string {
  const types = [
    "StateEventContents",
    ...variants.flatMap(({ base }) => [`${base}Contents`, `Known${base}Content`]),
    ...CONTENT_MAPS.map(({ map }) => map),
  ];
  const variantGuards = variants.map(
    ({ type, discriminator, base }) => `
/** Whether the content of a \`${type}\` event has that \`${discriminator}\`, and the form that goes with it. */
export declare function is${base}ContentOf<K extends keyof ${base}Contents>(
  content: unknown,
  ${discriminator}: K,
): content is ${base}Contents[K];

/** Whether the content of a \`${type}\` event has one of the specification's \`${discriminator}\`, and the form that goes with it. */
export declare function isKnown${base}Content(content: unknown): content is Known${base}Content;
`,
  );
  return `${BANNER}

import type {
${[...new Set(types)]
  .sort(compare)
  .map((type) => `  ${type},\n`)
  .join("")}} from "./events.js";

/** Contents of all events, by type. */
export type EventContents = ${CONTENT_MAPS.map(({ map }) => map).join(" &\n  ")};

/** Members that every form of event has: in \`/sync\`, in \`/messages\`, stripped, sent to a device. */
export interface AnyEvent {
  type: string;
  content: unknown;
}

/** The event \`E\`, known to be of type \`K\`. */
export type EventOf<E extends AnyEvent, K extends keyof EventContents> = E & { type: K; content: EventContents[K] };

/** The event \`E\`, known to be of one of the specification's types: a union that \`event.type\` narrows. */
export type KnownEventOf<E extends AnyEvent> = { [K in keyof EventContents]: EventOf<E, K> }[keyof EventContents];

/** The state event \`E\`, stripped or whole, known to be of type \`K\`. */
export type StateOf<E extends AnyEvent, K extends keyof StateEventContents> = E & {
  type: K;
  content: StateEventContents[K];
};

/** Whether the event is of that type, and its content has the form that goes with it. */
export declare function isEventOf<E extends AnyEvent, K extends keyof EventContents>(
  event: E,
  type: K,
): event is EventOf<E, K>;

/** Like \`isEventOf\`, for state events in any form. */
export declare function isStateOf<E extends AnyEvent, K extends keyof StateEventContents>(
  event: E,
  type: K,
): event is StateOf<E, K>;

/** Like \`isStateOf\`; the name that reads best for the state that comes with invites and knocks. */
export declare const isStrippedStateOf: typeof isStateOf;

/** Whether the event is of one of the specification's types, with the content that goes with it. */
export declare function isKnownEvent<E extends AnyEvent>(event: E): event is E & KnownEventOf<E>;
${variantGuards.join("")}`;
}
