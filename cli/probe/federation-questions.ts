/** Requests of one server to another that change nothing, valid ones and damaged ones. */
import type { Damage } from "./probe-finding.js";

export interface Question {
  readonly operationId: string;
  readonly path: string;
  /** How it is signed with the key of the caller. */
  readonly signed: "rightly" | "not" | "wrongly" | "for another";
  /** Why it must be refused; missing for a request that is right. */
  readonly damaged?: Damage;
}

const FEDERATION = "/_matrix/federation/v1";
const NOBODY = "knockgen-probe-nobody";

/** Requests that need no signature, and one that must not pass without. */
export function openQuestions(server: string): readonly Question[] {
  return [
    { operationId: "getServerKey", path: "/_matrix/key/v2/server", signed: "not" },
    { operationId: "getVersion", path: `${FEDERATION}/version`, signed: "not" },
    {
      operationId: "queryProfile",
      path: profileOf(`@${NOBODY}:${server}`),
      signed: "not",
      damaged: { place: "header", pointer: "/Authorization", damage: "bears no signature" },
    },
  ];
}

/** Requests in the name of `origin`, whose user, room and alias there are not. */
export function signedQuestions(server: string, origin: string): readonly Question[] {
  const nobody = `@${NOBODY}:${server}`;
  const profile = { operationId: "queryProfile", signed: "rightly" } as const;
  const directory = { operationId: "queryRoomDirectory", signed: "rightly" } as const;
  const knock = { operationId: "makeKnock", signed: "rightly" } as const;
  const alias = `${FEDERATION}/query/directory`;
  return [
    { ...profile, path: profileOf(nobody) },
    { ...profile, path: `${profileOf(nobody)}&field=displayname` },
    { ...profile, path: `${FEDERATION}/query/profile`, damaged: lacks("user_id") },
    { ...profile, path: profileOf("bogus"), damaged: has("user_id", "a text that is not a user ID") },
    {
      ...profile,
      path: profileOf(`@${NOBODY}:${origin}`),
      damaged: has("user_id", "a user of another server"),
    },
    ...(["wrongly", "for another"] as const).map((signed) => ({
      ...profile,
      path: profileOf(nobody),
      signed,
      damaged: {
        place: "header",
        pointer: "/Authorization",
        damage: signed === "wrongly" ? "bears a wrong signature" : "is signed for another server",
      },
    })),
    { ...directory, path: `${alias}?room_alias=${encodeURIComponent(`#${NOBODY}:${server}`)}` },
    { ...directory, path: alias, damaged: lacks("room_alias") },
    {
      ...directory,
      path: `${alias}?room_alias=bogus`,
      damaged: has("room_alias", "a text that is not an alias"),
    },
    {
      ...knock,
      path: knockAt(`!${NOBODY}:${server}`, `@${NOBODY}:${origin}`),
      damaged: { place: "path", pointer: "/roomId", damage: "names a room that is not there" },
    },
    {
      ...knock,
      path: knockAt(`!${NOBODY}:${server}`, nobody),
      damaged: { place: "path", pointer: "/userId", damage: "names a user of another server" },
    },
  ];
}

function profileOf(userId: string): string {
  return `${FEDERATION}/query/profile?user_id=${encodeURIComponent(userId)}`;
}

function knockAt(roomId: string, userId: string): string {
  return `${FEDERATION}/make_knock/${encodeURIComponent(roomId)}/${encodeURIComponent(userId)}?ver=10&ver=11&ver=12`;
}

function lacks(name: string): Damage {
  return { place: "query", pointer: `/${name}`, damage: "is missing" };
}

function has(name: string, what: string): Damage {
  return { place: "query", pointer: `/${name}`, damage: `has ${what}` };
}
