/** Interactive authentication: a caller with a token gives the password once more before what cannot be undone (C56 to C60). */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { isJsonObject, own } from "@knockgen/auth";
import type { AuthData, AuthResponse } from "@knockgen/matrix/client-server";
import type { ServerContext } from "../../context.js";
import { forbidden, MatrixHttpError } from "../../errors.js";
import { randomId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import { isPasswordOf } from "./check-password.js";
import { fullName } from "./localpart.js";

const STAGE = "m.login.password";
const SESSION_MS = 15 * 60_000;

/** The one operation that a session is for. */
export interface Wanted {
  readonly auth: Auth;
  /** Name of the operation, and all by which two calls of it differ but for the proof: what the path names, and the body. */
  readonly operation: string;
  readonly parts: object;
  readonly proof: AuthData | undefined;
  readonly ip: string | undefined;
}

type Parts = Pick<ServerContext, "limits" | "now" | "ownKeys" | "serverName" | "store">;

/** Undefined when the proof is given; else the answer 401 that asks for it. Throws for a wrong one. */
export async function askForPassword(context: Parts, wanted: Wanted): Promise<AuthResponse | undefined> {
  const { proof, auth } = wanted;
  const given = proof?.session;
  const session = given ?? newSession(context, wanted);
  const asked = { flows: [{ stages: [STAGE] }], params: {}, session };
  if (given !== undefined && !isSessionOf(context, wanted, given))
    throw forbidden("The session is of another request, or over");
  if (proof?.type === undefined) return asked;
  const user = userOf(proof);
  if (proof.type !== STAGE || typeof proof.password !== "string" || user === undefined)
    throw wrong("Give the password of the account", asked);
  if (fullName(user, context.serverName) !== auth.userId) throw forbidden("That is another user's name");
  if (!(await isPasswordOf(context, auth.userId, { password: proof.password, ip: wanted.ip })))
    throw wrong("The password is wrong", asked);
  const { seal, until } = readSession(session);
  if (given !== undefined && !(await context.store.spendSession(seal, until, context.now())))
    throw forbidden("The session has served a request already");
  return undefined;
}

/** The same question, from operations of which the schema knows no such answer: without a code, as from the others (C56). */
export class PasswordAsked extends MatrixHttpError {
  constructor(asked: AuthResponse) {
    super(401, "M_UNAUTHORIZED", "Give the password of the account", { ...asked });
  }

  override toJSON(): ReturnType<MatrixHttpError["toJSON"]> {
    const body = super.toJSON();
    Reflect.deleteProperty(body, "errcode");
    Reflect.deleteProperty(body, "error");
    return body;
  }
}

function wrong(message: string, asked: AuthResponse): MatrixHttpError {
  return new MatrixHttpError(401, "M_FORBIDDEN", message, { completed: [], ...asked });
}

/** `identifier`, or what stood there before it. */
function userOf({ identifier, user }: AuthData): string | undefined {
  const named =
    isJsonObject(identifier) && own(identifier, "type") === "m.id.user" ? own(identifier, "user") : user;
  return typeof named === "string" ? named : undefined;
}

/** Says for what and until when, so that nothing is kept, and every process with the server's key understands it. */
function newSession(context: Parts, wanted: Wanted): string {
  const head = `${context.now() + SESSION_MS}.${randomId(9)}`;
  return `${head}.${sealOf(context, wanted, head)}`;
}

function isSessionOf(context: Parts, wanted: Wanted, session: string): boolean {
  const { head, until, seal } = readSession(session);
  const expected = Buffer.from(sealOf(context, wanted, head));
  const found = Buffer.from(seal);
  return found.length === expected.length && timingSafeEqual(found, expected) && until >= context.now();
}

function readSession(session: string): {
  readonly head: string;
  readonly until: number;
  readonly seal: string;
} {
  const [until = "", random = "", seal = ""] = session.split(".");
  return { head: `${until}.${random}`, until: Number(until), seal };
}

function sealOf(context: Parts, { auth, operation, parts }: Wanted, head: string): string {
  const secret = createHash("sha256")
    .update("sessions of interactive authentication ")
    .update(context.ownKeys.signingKey.seed)
    .digest();
  const sorted = Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([auth.userId, auth.deviceId, operation, sorted, head]);
  return createHmac("sha256", secret).update(text).digest("base64url");
}
