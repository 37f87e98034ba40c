/** The room that a `createRoom` request describes. */
import { isJsonObject, isUserId, type JsonObject, own } from "@knockgen/auth";
import type { CreateRoomRequestBody } from "@knockgen/matrix/client-server";
import { describeIssues } from "@knockgen/matrix/runtime/issues";
import { checkRoomCreateContent } from "@knockgen/matrix/validators/events";
import { DEFAULT_ROOM_VERSION } from "../../config.js";
import type { ServerContext } from "../../context.js";
import { badJson, invalidParam, MatrixHttpError } from "../../errors.js";
import type { NewRoom } from "../../new-room/new-room.js";
import type { InitialState, Preset } from "../../new-room/presets.js";
import { isRoomAlias } from "../../values/ids.js";
import { asJsonObject } from "../../values/json.js";
import { aliasesIn, badAlias } from "../aliases/canonical-alias.js";
import { notTrusted } from "../third-party/third-party.js";

/** Reads the request. Throws 400 for what no room can be made of. */
export function wantedRoom(
  context: Pick<ServerContext, "config" | "serverName">,
  body: CreateRoomRequestBody,
  creator: string,
): NewRoom {
  const preset: Preset = body.preset ?? (body.visibility === "public" ? "public_chat" : "private_chat");
  if ((body.invite_3pid ?? []).length > 0) throw notTrusted();
  const alias = wantedAlias(body, context.serverName);
  const state = initialState(body);
  // No other alias can lead to a room that is not there (O34).
  for (const { content } of state.filter(({ type }) => type === "m.room.canonical_alias"))
    for (const named of aliasesIn(content)) if (named !== alias) throw badAlias(named);
  const trusted = [...new Set(body.invite ?? [])];
  // Whichever way they are asked for, invites go to who is invited, or to whose server.
  const invited = [...new Set([...trusted, ...state.filter(isInvite).map(({ stateKey }) => stateKey)])];
  for (const user of invited) if (!isUserId(user)) throw invalidParam(`${user} is not a user ID`);
  return {
    creator,
    version: body.room_version ?? context.config.defaultRoomVersion ?? DEFAULT_ROOM_VERSION,
    preset,
    creationContent: creationContent(body),
    trusted: preset === "trusted_private_chat" ? trusted : [],
    powerLevels: asJsonObject(body.power_level_content_override ?? {}),
    initialState: state.filter((each) => !isInvite(each)),
    alias,
    published: body.visibility === "public",
    invited,
    isDirect: body.is_direct ?? false,
  };
}

function isInvite({ type, content }: InitialState): boolean {
  return type === "m.room.member" && own(content, "membership") === "invite";
}

function wantedAlias(
  { room_alias_name: name }: CreateRoomRequestBody,
  serverName: string,
): string | undefined {
  if (name === undefined) return undefined;
  if (name === "" || name.includes(":"))
    throw badJson("room_alias_name is the part of the alias before the colon");
  const alias = `#${name}:${serverName}`;
  if (!isRoomAlias(alias)) throw invalidParam(`${alias} is not a room alias`);
  return alias;
}

function creationContent({ creation_content = {} }: CreateRoomRequestBody): JsonObject {
  const content = asJsonObject(creation_content);
  const checked = checkRoomCreateContent(content);
  if (checked.ok) return content;
  throw new MatrixHttpError(400, "M_INVALID_ROOM_STATE", describeIssues(checked.issues));
}

/** The topic as older and as newer clients read it (O35). */
function topicContent(topic: string): JsonObject {
  return { topic, "m.topic": { "m.text": [{ body: topic }] } };
}

/** `name` and `topic` beat what `initial_state` says of them. */
function initialState(body: CreateRoomRequestBody): InitialState[] {
  const named: InitialState[] = [
    ...(body.name === undefined ? [] : [stateOf("m.room.name", { name: body.name })]),
    ...(body.topic === undefined ? [] : [stateOf("m.room.topic", topicContent(body.topic))]),
  ];
  const given = (body.initial_state ?? []).map(({ type, state_key, content }) => {
    if (!isJsonObject(content)) throw badJson("The content of state is an object");
    return { type, stateKey: state_key ?? "", content: asJsonObject(content) };
  });
  const isNamed = (wanted: InitialState): boolean => named.some(({ type }) => type === wanted.type);
  return [...given.filter((each) => !isNamed(each) || each.stateKey !== ""), ...named];
}

function stateOf(type: string, content: JsonObject): InitialState {
  return { type, stateKey: "", content };
}
