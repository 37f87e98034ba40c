/** O47: a database that is lost while an answer is written, which reads large parts of it then. */
import { afterAll, expect, it } from "vitest";
import { hashToken } from "../../../server/client-server/sessions/passwords.js";
import type { Listener } from "../../../server/http/listen.js";
import { createRoom } from "../../../server/new-room/create.js";
import { openEntrances } from "../../../server/start/entrances.js";
import { followChanges } from "../../../server/start/follow-changes.js";
import { makeParts } from "../../../server/start/make-parts.js";
import { DatabaseLost } from "../../../server/store/database/database-lost.js";
import { openStore } from "../../../server/store/open.js";
import { roomOf } from "../support/room-wish.js";

it("O47 is answered with 503, and logged as the outage that it is", async () => {
  const store = await openStore({});
  let isLost = false;
  const logged: unknown[] = [];
  const options = {
    config: { serverName: "b" },
    client: { port: 0 },
    log: (level: string, message: string) => void (message !== "request" && logged.push([level, message])),
  };
  const events: typeof store.events = async (ids) => {
    if (isLost) throw new DatabaseLost(new Error("cut"), "57P01");
    return store.events(ids);
  };
  const parts = await makeParts(options, { ...store, events }, []);
  followChanges(parts);
  const listeners: Listener[] = [];
  const { clientPort } = await openEntrances(options, parts, undefined, listeners);
  afterAll(async () => {
    await Promise.all(listeners.map((listener) => listener.close()));
    await store.close();
  });
  const user = { userId: "@a:b", passwordHash: undefined, displayName: undefined, avatarUrl: undefined };
  await store.createAccount(user);
  const token = { hash: hashToken("token"), ends: undefined, refreshHash: undefined, opened: 0 };
  await store.saveDevice({ userId: user.userId, deviceId: "D" }, token, undefined);
  const room = await createRoom(parts.context, roomOf(user.userId));
  const members = (): Promise<Response> =>
    fetch(
      `http://127.0.0.1:${clientPort}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/joined_members`,
      {
        headers: { authorization: "Bearer token" },
      },
    );
  isLost = true;
  const answer = await members();
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  isLost = false;
  expect((await members()).status).toBe(200);
  expect(logged).toEqual([]);
});
