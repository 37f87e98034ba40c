/** State that valid requests need: accounts, and for each operation a room of its own with something in it. */
import { memberOf } from "#inspect/unknown-json.js";
import type { ProbeAnswer, Sender } from "./sender.js";

export interface Person {
  readonly userId: string;
  readonly deviceId: string;
  readonly token: string;
}

/** Values for the parameters of one operation. */
export interface Fixture {
  readonly person: Person;
  readonly other: Person;
  readonly roomId: string;
  readonly eventId: string;
  readonly filterId: string;
  /** Different in each fixture. */
  readonly unique: string;
}

/** A sentence that says why probing cannot begin. */
export class SetupError extends Error {}

/** Thrown where the server answers no longer. */
export class ServerGone extends Error {}

function mustAnswer({ failure }: ProbeAnswer): void {
  if (failure !== undefined) throw new SetupError(`the server cannot be reached: ${failure}`);
}

/** Opens an account that has nothing; the server must let strangers do so. */
export async function openAccount(send: Sender, name: string): Promise<Person> {
  const body = { username: name, password: `${name} correct horse`, auth: { type: "m.login.dummy" } };
  const first = await send({
    method: "POST",
    path: "/_matrix/client/v3/register",
    body: JSON.stringify(body),
  });
  mustAnswer(first);
  const session: unknown = memberOf(first.json, "session");
  const answer =
    first.status === 401 && typeof session === "string"
      ? await send({
          method: "POST",
          path: "/_matrix/client/v3/register",
          body: JSON.stringify({ ...body, auth: { type: "m.login.dummy", session } }),
        })
      : first;
  const [userId, deviceId, token] = ["user_id", "device_id", "access_token"].map((each) =>
    memberOf(answer.json, each),
  );
  if (answer.status !== 200 || typeof userId !== "string" || typeof token !== "string")
    throw new SetupError(
      `an account cannot be opened (${answer.status}): open registration on the server, or give --token-file`,
    );
  return { userId, deviceId: typeof deviceId === "string" ? deviceId : "", token };
}

/** The account of a token that was given. */
export async function ownerOf(send: Sender, token: string): Promise<Person> {
  const answer = await send({ method: "GET", path: "/_matrix/client/v3/account/whoami", token });
  mustAnswer(answer);
  const [userId, deviceId] = ["user_id", "device_id"].map((each) => memberOf(answer.json, each));
  if (answer.status !== 200 || typeof userId !== "string")
    throw new SetupError(`the token is not good (${answer.status})`);
  return { userId, deviceId: typeof deviceId === "string" ? deviceId : "", token };
}

export async function makeFixture(
  send: Sender,
  person: Person,
  other: Person,
  unique: string,
): Promise<Fixture> {
  const { token, userId } = person;
  const room = await send({
    method: "POST",
    path: "/_matrix/client/v3/createRoom",
    token,
    body: JSON.stringify({ name: "knockgen probe", preset: "public_chat" }),
  });
  if (room.failure !== undefined) throw new ServerGone(`the server answers no longer: ${room.failure}`);
  const roomId = text(memberOf(room.json, "room_id"), "!none:example.org");
  const sent = await send({
    method: "PUT",
    path: `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${unique}`,
    token,
    body: JSON.stringify({ msgtype: "m.text", body: "probe" }),
  });
  const filter = await send({
    method: "POST",
    path: `/_matrix/client/v3/user/${encodeURIComponent(userId)}/filter`,
    token,
    body: "{}",
  });
  return {
    person,
    other,
    roomId,
    eventId: text(memberOf(sent.json, "event_id"), "$none"),
    filterId: text(memberOf(filter.json, "filter_id"), "0"),
    unique,
  };
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
