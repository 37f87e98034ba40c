/** Passwords and tokens: hashed before they are kept. */
import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { MatrixHttpError } from "../../errors.js";

const LENGTH = 32;
const OPTIONS = { N: 16_384, r: 8, p: 1 };

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, LENGTH, OPTIONS, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

/** Throws 400 for a new password that protects nothing. */
export function checkNewPassword(password: string): void {
  if (password === "") throw new MatrixHttpError(400, "M_WEAK_PASSWORD", "The password is empty");
}

/** The stored form of a password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString("base64")}$${(await derive(password, salt)).toString("base64")}`;
}

/** Whether a password is the one; takes as long where there is none to compare with. */
export async function passwordMatches(password: string, kept: string | undefined): Promise<boolean> {
  const [, salt = "", hash = ""] = (kept ?? "scrypt$AAAA$").split("$");
  const derived = await derive(password, Buffer.from(salt, "base64"));
  const expected = Buffer.from(hash, "base64");
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

/** The stored form of an access token: it is random, so no slow hash is needed. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
