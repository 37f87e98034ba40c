/** The page. What others have written only ever becomes text. */
import type { RoomId, UserId } from "@knockgen/matrix/matrix";
import type { Room } from "./rooms.js";

export interface Actions {
  readonly enter: (roomId: RoomId) => void;
  readonly open: (roomId: RoomId) => void;
  readonly letIn: (roomId: RoomId, userId: UserId) => void;
}

/** An element that has to be in `index.html`. */
export function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Runs an action with the texts of a form, instead of sending it. */
export function onSubmit(selector: string, act: (field: (name: string) => string) => Promise<void>): void {
  const form = find(selector, HTMLFormElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    act((name) => String(data.get(name) ?? "")).catch(tell);
  });
}

/** Tells of a failure. */
export function tell(error: unknown): void {
  find("#trouble", HTMLElement).textContent = error instanceof Error ? error.message : String(error);
}

export function showRooms(rooms: Iterable<Room>, actions: Actions): void {
  find("#rooms", HTMLElement).replaceChildren(...Array.from(rooms, (room) => entry(room, actions)));
}

export function showMessages(room: Room | undefined): void {
  find("#open", HTMLElement).hidden = room === undefined;
  if (room === undefined) return;
  find("#open h2", HTMLElement).textContent = room.name ?? room.roomId;
  const lines = room.messages.map(({ sender, body }) => element("li", `${sender}: ${body}`));
  find("#messages", HTMLElement).replaceChildren(...lines);
}

function entry(room: Room, actions: Actions): HTMLElement {
  const { roomId, membership, name, unread, highlights, knocks } = room;
  const item = element("li", `${name ?? roomId} `);
  if (membership === "knock") item.append("You have knocked.");
  if (membership === "invite") item.append(button("Enter", () => actions.enter(roomId)));
  if (membership !== "join") return item;
  item.append(button("Open", () => actions.open(roomId)));
  if (unread > 0) {
    const count = element("span", String(unread));
    count.className = highlights > 0 ? "count highlight" : "count";
    item.append(" ", count);
  }
  for (const [userId, reason] of knocks) {
    const knock = element("div", `${userId} knocks: ${reason} `);
    knock.append(button("Let in", () => actions.letIn(roomId, userId)));
    item.append(knock);
  }
  return item;
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function button(text: string, act: () => void): HTMLElement {
  const made = element("button", text);
  made.addEventListener("click", act);
  return made;
}
