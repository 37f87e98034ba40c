/** The invites of a new room to users of other servers, which sign them before there is a room. */
import type { JsonObject, Pdu } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { MatrixHttpError } from "../errors.js";
import { memberContent } from "../membership/change.js";
import { clientError } from "../membership/client-error.js";
import { inviteToSign, signedByInvited } from "../membership/signed-invite.js";
import type { RoomDraft } from "../room/draft/draft.js";
import { STRIPPED_TYPES } from "../room/stripped.js";
import { inBatches } from "../store/batches.js";
import { serverOf } from "../values/ids.js";
import { type FirstEvent, invalidState, put } from "./first-event.js";
import type { NewRoom } from "./new-room.js";

type Inviting = Pick<ServerContext, "federation" | "keys" | "log" | "profiles" | "serverName" | "store">;

/** Servers that are asked at a time. */
const ASKED_AT_ONCE = 8;

/** The content of an invite to a new room. */
export function inviteContent(
  context: Pick<ServerContext, "profiles" | "serverName" | "store">,
  { isDirect }: NewRoom,
  target: string,
): Promise<JsonObject> {
  const content = isDirect ? { is_direct: true } : {};
  return memberContent(context, { target, membership: "invite", content });
}

/**
 * Has other servers sign their users' invites, and puts these into the draft. Throws 400 for one that the rules refuse, before
 * any server is asked; where no server of the first has signed, what to answer the client.
 */
export async function invitesElsewhere(
  context: Inviting,
  draft: RoomDraft,
  wanted: NewRoom,
): Promise<readonly FirstEvent[]> {
  const users = wanted.invited.filter((user) => serverOf(user) !== context.serverName);
  // Only to hear what the rules say of each: those that are signed are made anew, after the events that went before them.
  for (const user of users) await makeInvite(context, draft, wanted, user);
  await assertReachable(context, users);
  const described = await Promise.all(STRIPPED_TYPES.map((type) => draft.stateEvent(type)));
  const roomState = described.flatMap((event) => (event === undefined ? [] : [event.json]));
  const signed: FirstEvent[] = [];
  for (const some of inBatches(users, ASKED_AT_ONCE)) {
    // Of one place in the graph, so that none waits for the server of another: that may be silent.
    const made: Pdu[] = [];
    for (const user of some) made.push(await makeInvite(context, draft, wanted, user));
    const answers = await Promise.allSettled(
      made.map((event) => signedByInvited(context, event, roomState, draft.room.version)),
    );
    const fulfilled = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    signed.push(...fulfilled);
    logOrThrow(context, some, answers, signed.length > 0);
    for (const event of fulfilled) await put(event, draft);
  }
  return signed;
}

/** Once one server has an invite the room has to be there, and the refusals of others are not the client's concern. */
function logOrThrow(
  { log }: Pick<ServerContext, "log">,
  users: readonly string[],
  answers: readonly PromiseSettledResult<FirstEvent>[],
  isSigned: boolean,
): void {
  for (const [index, answer] of answers.entries()) {
    if (answer.status === "fulfilled") continue;
    if (!isSigned || !(answer.reason instanceof MatrixHttpError)) throw answer.reason;
    log("warn", "an invite to a new room failed", { user: users[index], error: answer.reason });
  }
}

async function makeInvite(
  context: Inviting,
  draft: RoomDraft,
  wanted: NewRoom,
  target: string,
): Promise<Pdu> {
  const content = await inviteContent(context, wanted, target);
  return inviteToSign(context, draft, { sender: wanted.creator, target, content }).catch((error: unknown) => {
    throw invalidState(error);
  });
}

/** Of several servers each has to answer, so that the room does not depend on which of them is asked first. */
async function assertReachable(
  context: Pick<ServerContext, "federation">,
  users: readonly string[],
): Promise<void> {
  const servers = [...new Set(users.map(serverOf))];
  if (servers.length < 2) return;
  for (const some of inBatches(servers, ASKED_AT_ONCE)) {
    const answers = await Promise.all(some.map((server) => context.federation.version(server)));
    // An error of a server that answers says nothing about invites.
    for (const answer of answers)
      if (!answer.ok && answer.error.kind !== "http") throw clientError(answer.error);
  }
}
