/** Devices of tests: a client that knows its own ID, and the keys that it uploads. */
import type { JsonObject } from "@knockgen/auth";
import { Client } from "./client.js";
import { PASSWORD, type TestServer } from "./servers.js";

export interface Device extends Client {
  readonly deviceId: string;
}

/** Opens an account, and gives its device. */
export async function device(server: Pick<TestServer, "user">, name: string): Promise<Device> {
  const client = await server.user(name, PASSWORD);
  const { device_id } = await client.ok("GET", "/account/whoami");
  return Object.assign(client, { deviceId: device_id });
}

/** Opens another device of an account. */
export async function login(
  server: Pick<TestServer, "url">,
  name: string,
  deviceId: string,
): Promise<Device> {
  const body = await new Client(server.url, undefined, "").ok("POST", "/login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: name },
    password: PASSWORD,
    device_id: deviceId,
  });
  return Object.assign(new Client(server.url, body.access_token, body.user_id), { deviceId });
}

/** Keys that name a device. */
export const keysOf = (
  { userId, deviceId }: Pick<Device, "userId" | "deviceId">,
  more: JsonObject = {},
): JsonObject => ({
  user_id: userId,
  device_id: deviceId,
  algorithms: ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
  keys: { [`ed25519:${deviceId}`]: "ed", [`curve25519:${deviceId}`]: "curve" },
  signatures: { [userId]: { [`ed25519:${deviceId}`]: "signed" } },
  ...more,
});
