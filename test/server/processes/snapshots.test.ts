/** Readers see rooms as they are committed, also while a change is under way. */
import { expect, it } from "vitest";
import { startServer } from "../support/servers.js";

it("members stay in the lists while they change their names", async () => {
  const server = await startServer();
  try {
    const [alice, carol] = [await server.user("alice"), await server.user("carol")];
    const room = await alice.createRoom({ preset: "public_chat" });
    await carol.join(room);
    const profile = `/profile/${encodeURIComponent(alice.userId)}/displayname`;
    for (let change = 0; change < 10; change++) {
      const changed = alice.ok("PUT", profile, { displayname: `Alice ${change}` });
      for (let look = 0; look < 5; look++) {
        const { joined } = await carol.ok("GET", `/rooms/${encodeURIComponent(room)}/joined_members`);
        expect(Object.keys(joined)).toHaveLength(2);
      }
      await changed;
    }
  } finally {
    await server.close();
  }
});
