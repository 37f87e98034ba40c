/** Valid requests of an operation: the specification's example and what the schema requires, filled with what the fixture has. */
import { isArray, isObject, type Json } from "#generator/json.js";
import { contentPlace } from "#generator/load/examples.js";
import type { OperationDef } from "#generator/model/model.js";
import type { Understood } from "#generator/pipeline.js";
import { sampleRequest } from "#generator/scaffold/sample/request.js";
import { ofFixture } from "./of-fixture.js";
import type { Fixture } from "./setup.js";

/** A request in parts, so that each can be damaged. */
export interface Parts {
  readonly path: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string | readonly string[] };
  /** Missing where the operation takes none. */
  readonly body?: Json;
}

/** Bodies and queries that the schema alone does not make sensible. */
const SENSIBLE: { readonly [operation: string]: Partial<Parts> } = {
  sync: { query: { timeout: "0" } },
  createRoom: {
    body: { initial_state: [], invite: [], name: "knockgen probe", creation_content: {}, is_direct: false },
  },
  getRoomEvents: { query: { dir: "b" } },
};

/** The fullest first: a server may be in another state than an example is for. */
export function validRequests(
  operation: OperationDef,
  { linked, examples }: Pick<Understood, "linked" | "examples">,
  fixture: Fixture,
): readonly [Parts, ...Parts[]] {
  const sample = sampleRequest(operation, linked);
  const own = SENSIBLE[operation.operationId] ?? {};
  const text = (name: string, value: Json): string => fixtureText(name, value, operation, fixture);
  const path = Object.fromEntries(
    Object.entries(sample.path ?? {}).map(([name, value]) => [name, text(name, value)]),
  );
  const query = Object.fromEntries(
    Object.entries(sample.query ?? {}).map(([name, value]): [string, string | string[]] => [
      name,
      isArray(value) ? value.map(String) : text(name, value),
    ]),
  );
  const target = { path, query: { ...query, ...own.query } };
  const { requestBody } = operation;
  const content = requestBody?.contents.find(({ json }) => json);
  if (requestBody === undefined || content === undefined) return [target];
  const smallest = { ...target, body: own.body ?? filled(sample.body ?? {}, text) };
  const [example] =
    own.body === undefined ? examples(contentPlace(requestBody.origin, content.mediaType)) : [];
  if (example === undefined) return [smallest];
  return [{ ...target, body: filled(ofFixture(example.value, fixture), text) }, smallest];
}

function filled(body: Json, text: (name: string, value: Json) => string): Json {
  if (!isObject(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      typeof value === "string" ? text(name, value) : value,
    ]),
  );
}

/** The subject of these operations is another user. */
const ABOUT_OTHERS = /^(?:kick|ban|unban|inviteUser|getMutualRooms)$/;

function fixtureText(
  name: string,
  sample: Json,
  { operationId, path }: OperationDef,
  fixture: Fixture,
): string {
  const { person, other, roomId, eventId, filterId, unique } = fixture;
  const server = person.userId.slice(person.userId.indexOf(":") + 1);
  switch (name) {
    case "roomId":
    case "room_id":
    case "roomIdOrAlias":
      return roomId;
    case "userId":
    case "user_id":
      return ABOUT_OTHERS.test(operationId) ? other.userId : person.userId;
    case "eventId":
    case "event_id":
      return eventId;
    case "filterId":
      return filterId;
    case "deviceId":
      return person.deviceId;
    case "txnId":
      return unique;
    case "roomAlias":
    case "room_alias":
      return `#probe${unique}:${server}`;
    case "serverName":
      return server;
    case "eventType":
      return path.includes("/state/") ? "m.room.topic" : "m.room.message";
    case "stateKey":
      return "";
    case "keyName":
      return "displayname";
    case "type":
      return path.includes("/account_data/") ? "org.knockgen.probe" : String(sample);
    case "receiptType":
      return "m.read";
    case "dir":
      return "b";
    default:
      return String(sample);
  }
}

/** Path and query as they are sent; an empty segment at the end stays. */
export function targetOf({ path: template }: OperationDef, { path, query }: Parts): string {
  const filled = template.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map(
      (each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`,
    ),
  );
  return pairs.length === 0 ? filled : `${filled}?${pairs.join("&")}`;
}
