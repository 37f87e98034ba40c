/** Credentials for the TURN server of calls (C137). */
import { createHmac } from "node:crypto";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

/** Without a TURN server, the answer is an empty object, as clients know it: an empty list of addresses would break calls. */
export type TurnAnswer = Record<string, never> | TurnCredentials;

interface TurnCredentials {
  readonly username: string;
  readonly password: string;
  readonly uris: readonly string[];
  /** Seconds. */
  readonly ttl: number;
}

const DAY_S = 86_400;

/** The credentials of a user. */
export function turnCredentials(
  { config, now }: Pick<Context, "config" | "now">,
  { userId }: Pick<Auth, "userId">,
): TurnAnswer {
  const { turn } = config;
  if (turn === undefined) return {};
  const ttl = turn.lifetimeS ?? DAY_S;
  const username = `${Math.floor(now() / 1000) + ttl}:${userId}`;
  // The TURN server makes the same of the name, with the secret that both know ("A REST API for access to TURN services").
  const password = createHmac("sha1", turn.secret).update(username).digest("base64");
  return { username, password, uris: turn.uris, ttl };
}
