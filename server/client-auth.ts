import { endedToken } from "./errors.js";

/** A local user who has shown their access token. */
export interface ClientAuth {
  readonly userId: string;
  readonly deviceId: string;
  /** Of the token, as the store has it. */
  readonly tokenHash: string;
  /** When the token ends, in milliseconds; undefined for never. */
  readonly ends?: number | undefined;
}

/** A token, or the device of one, unless the token has ended: that is 401 with the leave to renew it (C71). */
export function stillGood<Token extends Pick<ClientAuth, "ends">>(token: Token, now: number): Token {
  if (token.ends !== undefined && token.ends <= now) throw endedToken();
  return token;
}
