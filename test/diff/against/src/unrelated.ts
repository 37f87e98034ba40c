import type { GetDoorPath } from "../generated/client-server.js";

/** Equal names that stand for something else. */
export const house = {
  color: "red",
  openDoor: (): string => house.color,
};

export const path: GetDoorPath = { doorId: house.openDoor() };
