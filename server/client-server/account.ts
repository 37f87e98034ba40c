/** Accounts: registering, logging in and out, whose token it is, profiles. */
import { isUserId } from "@knockgen/auth";
import type { GetUserProfileResponse200, LoginRequestBody } from "@knockgen/matrix/client-server";
import type { ServerContext } from "../context.js";
import { forbidden, MatrixHttpError, missingParam, notFound } from "../errors.js";
import { isMxcUri, randomId, serverOf, userId } from "../ids.js";
import { addressKey } from "../limits/address-key.js";
import type { DeviceRecord } from "../store/types.js";
import { checkId } from "./check-id.js";
import { hashPassword, hashToken, passwordMatches } from "./passwords.js";
import type { Handlers } from "./types.js";

const LOCALPART = /^[a-z0-9._=/+-]{1,200}$/;
const DUMMY = "m.login.dummy";

/** Handlers of accounts. */
export function accountHandlers(
  context: ServerContext,
): Handlers<
  "register" | "getLoginFlows" | "login" | "logout" | "getTokenOwner" | "getUserProfile" | "getProfileField"
> {
  const { store, serverName, config, limits } = context;
  return {
    register: async ({ body, query, request }) => {
      if (config.registration !== "open") throw forbidden("Registration is closed");
      if (query.kind === "guest")
        throw new MatrixHttpError(403, "M_GUEST_ACCESS_FORBIDDEN", "There are no guest accounts here");
      limits.take("registration", addressKey(request.ip));
      const localpart =
        body.username ??
        `u${randomId(6)
          .toLowerCase()
          .replace(/[^a-z0-9]/g, "")}`;
      if (!LOCALPART.test(localpart))
        throw new MatrixHttpError(400, "M_INVALID_USERNAME", "The name has characters that are not allowed");
      const name = userId(`@${localpart}:${serverName}`);
      checkId(body.device_id ?? "", "device ID");
      if ((await store.account(name)) !== undefined) throw taken();
      if (body.auth?.type !== DUMMY)
        return {
          status: 401,
          body: { flows: [{ stages: [DUMMY] }], params: {}, session: body.auth?.session ?? randomId(9) },
        };
      const passwordHash = body.password === undefined ? undefined : await hashPassword(body.password);
      const made = await store.createAccount({
        userId: name,
        passwordHash,
        displayName: localpart,
        avatarUrl: undefined,
      });
      if (!made) throw taken();
      if (body.inhibit_login === true) return { status: 200, body: { user_id: name } };
      const device = await openDevice(context, name, body.device_id, body.initial_device_display_name);
      return { status: 200, body: { user_id: name, ...device } };
    },
    getLoginFlows: () => ({ status: 200, body: { flows: [{ type: "m.login.password" }] } }),
    login: async ({ body, request }) => {
      if (body.type !== "m.login.password")
        throw new MatrixHttpError(400, "M_UNKNOWN", `There is no login by ${body.type} here`);
      const name = fullName(userOf(body), serverName);
      const address = addressKey(request.ip);
      limits.take("login", address);
      // No account has such a name, and nothing of that length is remembered.
      if (!isUserId(name)) throw forbidden("The name or the password is wrong");
      checkId(body.device_id ?? "", "device ID");
      if (body.password === undefined) throw missingParam("The password is missing");
      // Before it is known whether it fails, as many may come at once. The address comes first: what it has used up of its
      // own costs the account nothing, so that one address cannot lock the account out (O10).
      limits.take("loginFailure", `${address} ${name}`);
      limits.take("accountFailure", name);
      const account = await store.account(name);
      const matches = await passwordMatches(body.password, account?.passwordHash);
      if (account === undefined || !matches) throw forbidden("The name or the password is wrong");
      limits.refund("loginFailure", `${address} ${name}`);
      limits.refund("accountFailure", name);
      const device = await openDevice(context, name, body.device_id, body.initial_device_display_name);
      return { status: 200, body: { user_id: userId(name), ...device } };
    },
    logout: async ({ auth }) => {
      await store.deleteDevice(auth);
      endSession(context, auth);
      return { status: 200, body: {} };
    },
    getTokenOwner: ({ auth }) => ({
      status: 200,
      body: { user_id: userId(auth.userId), device_id: auth.deviceId, is_guest: false },
    }),
    getUserProfile: async ({ path }) => ({ status: 200, body: await profileOf(context, path.userId) }),
    getProfileField: async ({ path }) => {
      const profile = await profileOf(context, path.userId);
      const { displayname, avatar_url } = profile;
      if (path.keyName === "displayname" && displayname !== undefined)
        return { status: 200, body: { displayname } };
      if (path.keyName === "avatar_url" && avatar_url !== undefined)
        return { status: 200, body: { avatar_url } };
      throw notFound("The profile has no such field");
    },
  };
}

/** Name and picture of a user, of this server or another. */
export async function profileOf(context: ServerContext, user: string): Promise<GetUserProfileResponse200> {
  if (serverOf(user) !== context.serverName) {
    const answer = await context.federation.queryProfile(serverOf(user), user);
    if (!answer.ok) throw notFound("The user's server does not give a profile");
    const { displayname, avatar_url } = answer.value;
    return {
      ...(displayname === undefined ? {} : { displayname }),
      ...(avatar_url !== undefined && isMxcUri(avatar_url) ? { avatar_url } : {}),
    };
  }
  const account = await context.store.account(user);
  if (account === undefined) throw notFound("There is no such user here");
  const { displayName, avatarUrl } = account;
  return {
    ...(displayName === undefined ? {} : { displayname: displayName }),
    ...(avatarUrl !== undefined && isMxcUri(avatarUrl) ? { avatar_url: avatarUrl } : {}),
  };
}

function taken(): MatrixHttpError {
  return new MatrixHttpError(400, "M_USER_IN_USE", "The name is taken");
}

/** `identifier`, or what stood there before it. */
function userOf({ identifier, user }: LoginRequestBody): string {
  if (identifier === undefined) {
    if (user === undefined) throw missingParam("The user is missing");
    return user;
  }
  const named = identifier.type === "m.id.user" ? Reflect.get(identifier, "user") : undefined;
  if (typeof named !== "string")
    throw new MatrixHttpError(400, "M_UNKNOWN", "Users are known by their names here");
  return named;
}

function fullName(name: string, serverName: string): string {
  return name.startsWith("@") ? name : `@${name.toLowerCase()}:${serverName}`;
}

async function openDevice(
  context: ServerContext,
  user: string,
  wanted: string | undefined,
  displayName: string | undefined,
): Promise<{ access_token: string; device_id: string }> {
  const deviceId =
    wanted ??
    randomId(8)
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, "X");
  const token = randomId(32);
  await context.store.saveDevice({ userId: user, deviceId }, hashToken(token), displayName);
  endSession(context, { userId: user, deviceId });
  return { access_token: token, device_id: deviceId };
}

/** A device's tokens so far are none any more: a `/sync` that waits looks again (O29). */
function endSession(context: ServerContext, device: DeviceRecord): void {
  context.tokens.forget(device);
  context.notifier.notify(context.notifier.position, [], [device.userId]);
}
