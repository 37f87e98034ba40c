/** Accounts and the tokens of those who have logged in, in memory. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { UserId } from "@knockgen/matrix/matrix";
import type { Credential } from "@knockgen/matrix/runtime/credentials";
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";

export interface Device {
  readonly userId: UserId;
  readonly deviceId: string;
}

/** As many logins at once; the oldest end first. */
const MAX_DEVICES = 10_000;

export class Accounts {
  readonly #serverName: string;
  readonly #passwords: ReadonlyMap<string, Buffer>;
  readonly #devices = new Map<string, Device>();

  /** `ada:secret,bob:secret` */
  constructor(serverName: string, list: string) {
    this.#serverName = serverName;
    this.#passwords = new Map(
      list.split(",").flatMap((entry): [string, Buffer][] => {
        const at = entry.indexOf(":");
        return at < 1 ? [] : [[entry.slice(0, at), digest(entry.slice(at + 1))]];
      }),
    );
  }

  /** Logs a user in who knows the password. */
  logIn(user: string, password: string): Device & { readonly token: string } {
    const localpart = user.startsWith("@") ? user.slice(1, user.indexOf(":")) : user;
    const known = this.#passwords.get(localpart);
    if (known === undefined || !timingSafeEqual(known, digest(password)))
      throw new MatrixHttpError(403, "M_FORBIDDEN", "Wrong user or password");
    const device: Device = {
      userId: `@${localpart}:${this.#serverName}`,
      deviceId: randomBytes(5).toString("hex").toUpperCase(),
    };
    const token = randomBytes(32).toString("base64url");
    this.#devices.set(token, device);
    const [oldest] = this.#devices.keys();
    if (this.#devices.size > MAX_DEVICES && oldest !== undefined) this.#devices.delete(oldest);
    return { ...device, token };
  }

  logOut({ deviceId }: Device): void {
    for (const [token, device] of this.#devices)
      if (device.deviceId === deviceId) this.#devices.delete(token);
  }

  /** Says for the routes whose token it is. */
  authenticate(credential: Credential): Device | MatrixHttpError {
    const device = "token" in credential ? this.#devices.get(credential.token) : undefined;
    return device ?? new MatrixHttpError(401, "M_UNKNOWN_TOKEN", "Unknown token");
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
