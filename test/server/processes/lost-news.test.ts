/** A commit of another process whose news do not arrive: once it is found, nothing that is kept in memory is trusted. */
import { expect, it } from "vitest";
import { hashToken } from "../../../server/client-server/sessions/passwords.js";
import { followChanges } from "../../../server/start/follow-changes.js";
import { makeParts } from "../../../server/start/make-parts.js";
import { openStore } from "../../../server/store/open.js";

it("C62, C28 ended tokens and new names are found with it", async () => {
  const store = await openStore({});
  // Nothing that is remembered for a time is forgotten by itself.
  const parts = await makeParts(
    { config: { serverName: "b" }, client: { port: 0 }, now: () => 0 },
    store,
    [],
  );
  const { context, progress } = parts;
  followChanges(parts);
  progress.expectOthers();
  const account = { passwordHash: undefined, displayName: "Before", avatarUrl: undefined };
  await store.createAccount({ userId: "@a:b", ...account });
  const token = { hash: hashToken("token"), ends: undefined, refreshHash: undefined, opened: 0 };
  await store.saveDevice({ userId: "@a:b", deviceId: "D" }, token, undefined);
  const known = async () => ({
    token: (await context.tokens.find("token"))?.userId,
    name: (await context.profiles.find("@a:b"))?.displayName,
  });
  expect(await known()).toEqual({ token: "@a:b", name: "Before" });

  // Neither is announced.
  await store.changeProfile("@a:b", (profile) => ({ ...profile, displayname: "After" }));
  await store.deleteDevices("@a:b", ["D"]);
  await progress.caughtUp();
  expect(await known()).toEqual({ token: undefined, name: "After" });
  await progress.stop();
  await store.close();
});
