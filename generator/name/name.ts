/** Fifth stage: model -> names. */
import type { Diagnostics } from "../diagnostic.js";
import { compare } from "../json.js";
import type { SchemaId } from "../link/linked-spec.js";
import type { EventDef, Model, OperationDef } from "../model/model.js";
import { assignNames, type Party } from "./assign.js";
import { pascal, pascalEventType } from "./case.js";
import type { EventNames, NamedType, Names, OperationNames } from "./names.js";
import {
  definitionParty,
  documentedOf,
  eventParty,
  type NameOverrides,
  type Owner,
  operationParty,
} from "./parties.js";
import { nameEvent, nameOperation } from "./parts.js";

/** Names that the emitted code itself uses, as types or in its `is…` functions, so that nothing may shadow them. */
const RESERVED: ReadonlySet<string> = new Set(
  `
  Array AsyncIterable Blob Extract Headers Iterable Omit Partial Promise Readonly ReadonlyMap Record Request Response Uint8Array
  EventId MxcUri RoomAlias RoomId ServerName UserId Status1XX Status2XX Status3XX Status4XX Status5XX
  OtherStatus
  Events StateEventContents MessageEventContents EphemeralEventContents RoomAccountDataContents
  GlobalAccountDataContents ToDeviceEventContents PresenceEventContents
  Object Integer Multiple Base64 Base64Url PaddedBase64 Date DateTime Email Ipv4 Time Uri Uuid Anything
  FormatDuration FormatHostname FormatIpv6 FormatIsoDateTime FormatIsoTime FormatPointer FormatPointerFragment FormatRegex
  FormatRelativePointer FormatUriReference FormatUriTemplate FormatUrl
  `.match(/\w+/g),
);

export function assignAllNames(model: Model, overrides: NameOverrides, diagnostics: Diagnostics): Names {
  const parties: Party<Owner>[] = [
    ...model.apis.flatMap(({ operations, webhooks }) => [...operations, ...webhooks].map(operationParty)),
    ...model.events.map((event) => eventParty(event, overrides)),
    ...model.definitions.map((definition) => definitionParty(definition, overrides)),
  ];
  const { names, collisions } = assignNames(parties, RESERVED);
  for (const group of collisions) {
    const [first, ...others] = group.map(({ owner }) => documentedOf(owner).origin);
    const list = others.map(({ file, pointer }) => `${file}#${pointer}`).join(", ");
    const name = group[0] === undefined ? "" : names.get(group[0]);
    diagnostics.report(
      "name/collision",
      others.length === 0 ? `${name} is a name that the emitted code needs` : `${name} also names ${list}`,
      first,
    );
  }
  const bySchema = new Map<SchemaId, NamedType>();
  const operations = new Map<OperationDef, OperationNames>();
  const events = new Map<EventDef, EventNames>();
  for (const [{ owner }, name] of names) {
    if ("operation" in owner) operations.set(owner.operation, nameOperation(owner.operation, name));
    else if ("event" in owner) {
      const named = nameEvent(owner.event, name);
      events.set(owner.event, named);
      bySchema.set(owner.event.id, named.event);
    } else {
      const { definition } = owner;
      bySchema.set(definition.id, { ...definition, name, role: "definition" });
    }
  }
  return collect(operations, events, bySchema);
}

function collect(
  operations: ReadonlyMap<OperationDef, OperationNames>,
  events: ReadonlyMap<EventDef, EventNames>,
  bySchema: ReadonlyMap<SchemaId, NamedType>,
): Names {
  const types = new Set<NamedType>(bySchema.values());
  for (const { content } of events.values()) if (content) types.add(content);
  for (const { path, query, headers, cookies, contents } of operations.values())
    for (const type of [path, query, headers, cookies, ...contents.values()]) if (type) types.add(type);
  return {
    types: [...types].sort((a, b) => compare(a.module, b.module) || compare(a.name, b.name)),
    bySchema,
    operation: (operation) =>
      operations.get(operation) ?? nameOperation(operation, pascal(operation.operationId)),
    event: (event) => events.get(event) ?? nameEvent(event, pascalEventType(event.type)),
  };
}
