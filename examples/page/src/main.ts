/** Logs in, follows what happens, and does what the user asks for. */
import { createClient, isRoomAlias, isRoomId, unwrap } from "@knockgen/matrix";
import type { RoomId } from "@knockgen/matrix/matrix";
import { type Room, Rooms } from "./rooms.js";
import { type Actions, find, onSubmit, showMessages, showRooms, tell } from "./view.js";

type Client = ReturnType<typeof createClient>;

onSubmit("#login", async (field) => {
  const baseUrl = field("homeserver");
  const login = await createClient({ baseUrl }).login({
    body: {
      type: "m.login.password",
      identifier: { type: "m.id.user", user: field("user") },
      password: field("password"),
    },
  });
  const client = createClient({ baseUrl, token: unwrap(login).access_token });
  find("#login", HTMLElement).hidden = true;
  find("main", HTMLElement).hidden = false;
  run(client).catch(tell);
});

async function run(client: Client): Promise<void> {
  const rooms = new Rooms();
  let opened: RoomId | undefined;
  const current = (): Room | undefined => (opened === undefined ? undefined : rooms.all.get(opened));
  const actions: Actions = {
    enter: (roomId) => void client.joinRoomById({ path: { roomId }, body: {} }).then(unwrap).catch(tell),
    letIn: (roomId, user_id) =>
      void client.inviteUser({ path: { roomId }, body: { user_id } }).then(unwrap).catch(tell),
    open: (roomId) => {
      opened = roomId;
      show();
    },
  };
  const show = (): void => {
    showRooms(rooms.all.values(), actions);
    showMessages(current());
    markRead(client, current()).catch(tell);
  };
  onSubmit("#knock", async (field) => {
    const roomIdOrAlias = field("room");
    if (!isRoomId(roomIdOrAlias) && !isRoomAlias(roomIdOrAlias)) throw new Error("That is not a room.");
    unwrap(await client.knockRoom({ path: { roomIdOrAlias }, body: { reason: field("reason") } }));
  });
  onSubmit("#say", async (field) => {
    if (opened === undefined) return;
    const body = field("text");
    find("#say", HTMLFormElement).reset();
    await client.sendEvent(opened, "m.room.message", { msgtype: "m.text", body });
  });
  find("#close", HTMLButtonElement).addEventListener("click", () => {
    opened = undefined;
    show();
  });
  for await (const batch of client.sync({ onFailure: tell })) {
    rooms.apply(batch);
    show();
  }
}

/** A room that is open counts as read. */
async function markRead(client: Client, room: Room | undefined): Promise<void> {
  const last = room?.messages.at(-1);
  if (room === undefined || last === undefined || room.unread === 0) return;
  const { roomId } = room;
  const path = { roomId, receiptType: "m.read", eventId: last.eventId } as const;
  unwrap(await client.postReceipt({ path, body: {} }));
}
