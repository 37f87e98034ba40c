/** Profiles of users of other servers: asked there, and remembered for some minutes (C30). */
import { own } from "@knockgen/auth";
import type { IncomingRequest } from "@knockgen/matrix/runtime/route";
import type { ServerContext } from "../../context.js";
import { forbidden, notFound } from "../../errors.js";
import { AskedOnce } from "../../federation/asked-once.js";
import type { FederationResult } from "../../federation/transport/transport.js";
import { shownJson } from "../../room/redacted-json.js";
import type { StoredEvent } from "../../store/store.js";
import { serverOf } from "../../values/ids.js";
import { plainObject } from "../../values/plain.js";

type Profile = Readonly<Record<string, unknown>>;
type Parts = Pick<ServerContext, "federation" | "now" | "store" | "tokens" | "writer">;

const PATIENCE_MS = 10_000;
const REMEMBER_MS = 5 * 60_000;
const MAX_LENGTH = 8_000;
/** Rooms in which a user is looked for whose server does not answer. */
const MAX_ROOMS = 200;

/** Asks other servers for profiles. */
export class RemoteProfiles {
  readonly #context: Parts;
  readonly #answers: AskedOnce<FederationResult<Profile>>;

  constructor(context: Parts) {
    this.#context = context;
    this.#answers = new AskedOnce({
      now: context.now,
      keptMs: ({ ok }) => (ok ? REMEMBER_MS : 0),
      maxLength: MAX_LENGTH,
    });
  }

  /** Their server's refusals are passed on; where it does not answer, what a room shows that the caller shares with the user. */
  async find(user: string, request: IncomingRequest): Promise<Profile> {
    const call = { timeoutMs: PATIENCE_MS };
    const answer = await this.#answers.find(user, () =>
      this.#context.federation.queryProfile(serverOf(user), user, undefined, call),
    );
    if (answer.ok) return answer.value;
    const { error } = answer;
    if (error.kind === "http" && error.status === 403) throw forbidden("The user's server does not tell");
    const isKnown = error.kind === "http" && error.status === 404;
    const shown = isKnown ? undefined : await this.#shownInRoom(user, request);
    if (shown !== undefined) return shown;
    throw notFound("The user's server does not give a profile");
  }

  async #shownInRoom(user: string, { header }: IncomingRequest): Promise<Profile | undefined> {
    const { store, tokens, writer } = this.#context;
    const token = /^Bearer (\S+)$/.exec(header("authorization") ?? "")?.[1];
    const caller = token === undefined ? undefined : await tokens.find(token);
    if (caller === undefined) return undefined;
    const joined = (await store.membershipsOf(caller.userId)).filter(
      ({ membership }) => membership === "join",
    );
    let newest: Profile | undefined;
    let at = Number.NEGATIVE_INFINITY;
    for (const { roomId } of joined.slice(0, MAX_ROOMS)) {
      const room = await writer.room(roomId);
      const id = room?.membershipOf(user) === "join" ? room.at("m.room.member", user) : undefined;
      const [event]: readonly StoredEvent[] = id === undefined ? [] : await store.events([id]);
      if (room === undefined || event === undefined || event.position <= at) continue;
      at = event.position;
      newest = namesIn(plainObject(own(shownJson(event, room.version), "content")));
    }
    return newest;
  }
}

function namesIn({ displayname, avatar_url }: Profile): Profile {
  return {
    ...(typeof displayname === "string" && { displayname }),
    ...(typeof avatar_url === "string" && { avatar_url }),
  };
}
