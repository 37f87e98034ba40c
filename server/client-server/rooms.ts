/** Making rooms, sending events, setting state. */
import { isJsonObject, isUserId, type JsonObject, own, ROOM_VERSIONS } from "@knockgen/auth";
import type { CreateRoomRequestBody } from "@knockgen/matrix/client-server";
import type { ServerContext } from "../context.js";
import { badJson, forbidden, invalidParam } from "../errors.js";
import { roomId as asRoomId, eventIdOf, isRoomAlias } from "../ids.js";
import { isResident, saidAlready } from "../membership/change.js";
import { limitKnock } from "../membership/knock.js";
import { aliasTaken, createRoom } from "../room/create.js";
import type { NewRoom } from "../room/new-room.js";
import type { InitialState, Preset } from "../room/presets.js";
import { aliasesIn, badAlias, checkCanonicalAlias } from "./canonical-alias.js";
import { checkId } from "./check-id.js";
import { asJsonObject } from "./json.js";
import { DEFAULT_ROOM_VERSION } from "./meta.js";
import type { Handlers } from "./types.js";

/** Handlers that add events. */
export function roomHandlers(
  context: ServerContext,
): Handlers<"createRoom" | "sendMessage" | "setRoomStateWithKey"> {
  const { store, writer } = context;
  const needsRoom = async (roomId: string): Promise<void> => {
    if (!(await isResident(context, roomId))) throw forbidden("You are not in this room");
  };
  return {
    createRoom: async ({ body, auth }) => {
      const wanted = newRoom(context, body, auth.userId);
      if (wanted.alias !== undefined && (await store.alias(wanted.alias)) !== undefined)
        throw aliasTaken(wanted.alias);
      // Before there is a room.
      context.limits.take("invite", auth.userId, body.invite?.length ?? 0);
      const roomId = await createRoom(context, wanted);
      return { status: 200, body: { room_id: asRoomId(roomId) } };
    },
    sendMessage: async ({ path, body, auth }) => {
      await needsRoom(path.roomId);
      const { txnId: transactionId, eventType: type } = path;
      const content = asJsonObject(body);
      checkId(transactionId, "transaction ID");
      const request = { type, sender: auth.userId, device: auth.deviceId, transactionId };
      const sent = await writer.change(path.roomId, async (draft) => {
        // Looked at here, so that of two requests at once the second sees what the first has sent.
        const before = await draft.sentBy(request);
        if (before !== undefined) return before;
        const outside = type === "m.room.redaction" && !ROOM_VERSIONS[draft.room.version].redactsInContent;
        const redacts = outside ? own(content, "redacts") : undefined;
        const event = await draft.send(
          { type, sender: auth.userId, content, ...(typeof redacts === "string" ? { redacts } : {}) },
          { transactionId, device: auth.deviceId },
        );
        return event.eventId;
      });
      return { status: 200, body: { event_id: eventIdOf(sent) } };
    },
    setRoomStateWithKey: async ({ path, body, auth }) => {
      await needsRoom(path.roomId);
      const { eventType: type, stateKey } = path;
      // #36: only servers may name the user who authorises a join.
      const { join_authorised_via_users_server: _, ...rest } = asJsonObject(body);
      const content = type === "m.room.member" ? rest : asJsonObject(body);
      if (type === "m.room.create") throw forbidden("A room is created once");
      if (type === "m.room.member" && typeof own(content, "membership") !== "string")
        throw badJson("A member event has a membership");
      if (type === "m.room.member" && own(content, "membership") === "knock")
        limitKnock(context, auth.userId, path.roomId);
      if (type === "m.room.canonical_alias")
        await checkCanonicalAlias(context, path.roomId, auth.userId, content);
      const sent = await writer.change(path.roomId, async (draft) => {
        const event = { type, sender: auth.userId, stateKey, content };
        return (await saidAlready(draft, event)) ?? draft.send(event, { device: auth.deviceId });
      });
      return { status: 200, body: { event_id: eventIdOf(sent.eventId) } };
    },
  };
}

function newRoom(context: ServerContext, body: CreateRoomRequestBody, creator: string): NewRoom {
  const preset: Preset = body.preset ?? (body.visibility === "public" ? "public_chat" : "private_chat");
  const { room_alias_name: name } = body;
  if (name !== undefined && (name === "" || name.includes(":")))
    throw badJson("room_alias_name is the part of the alias before the colon");
  const alias = name === undefined ? undefined : `#${name}:${context.serverName}`;
  if (alias !== undefined && !isRoomAlias(alias)) throw invalidParam(`${alias} is not a room alias`);
  const state = initialState(body);
  // No other alias can lead to a room that is not there (O34).
  for (const { content } of state.filter(({ type }) => type === "m.room.canonical_alias"))
    for (const named of aliasesIn(content)) if (named !== alias) throw badAlias(named);
  const invited = [...new Set(body.invite ?? [])];
  for (const user of invited) if (!isUserId(user)) throw invalidParam(`${user} is not a user ID`);
  return {
    creator,
    version: body.room_version ?? context.config.defaultRoomVersion ?? DEFAULT_ROOM_VERSION,
    preset,
    creationContent: asJsonObject(body.creation_content ?? {}),
    trusted: preset === "trusted_private_chat" ? invited : [],
    powerLevels: asJsonObject(body.power_level_content_override ?? {}),
    initialState: state,
    alias,
    published: body.visibility === "public",
    invited,
    isDirect: body.is_direct ?? false,
  };
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
