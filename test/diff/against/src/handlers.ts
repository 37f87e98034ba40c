import type { ClientServerHandlers } from "../generated/routes/client-server.js";

export const handlers: ClientServerHandlers = {
  async getDoor({ path }) {
    return { status: 200, body: { color: path.doorId, lock: { kind: "bolt" } } };
  },
  openDoor: async () => ({ status: 200 }),
};

export class Doorman implements ClientServerHandlers {
  getDoor: ClientServerHandlers["getDoor"] = handlers.getDoor;
  async openDoor(): ReturnType<ClientServerHandlers["openDoor"]> {
    return { status: 200 };
  }
}
