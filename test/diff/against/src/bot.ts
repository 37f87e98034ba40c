import { createClientServerClient } from "../generated/client/client-server.js";
import type { GetDoorResponse200 as Door } from "../generated/client-server.js";
import type { DoorBellContent } from "../generated/events.js";

const client = createClientServerClient({ baseUrl: "https://example.org" });

export async function colour(doorId: string): Promise<string | undefined> {
  const answer = await client.getDoor({ path: { doorId } });
  const door: Door = answer.body;
  await client.openDoor({ path: { doorId } });
  return door.color ?? door.lock?.kind;
}

export function ring(type: string, content: DoorBellContent): string {
  if (type !== "m.door.bell") return "";
  const { tune = "ding" } = content;
  return tune;
}
