/** Names that accounts may have. */
import { MatrixHttpError } from "../../errors.js";
import { userId } from "../../values/ids.js";

const LOCALPART = /^[a-z0-9._=/+-]{1,200}$/;

/** The user ID of an account of that name, of which capitals are lowered (C65). */
export function localUser(name: string, serverName: string): ReturnType<typeof userId> {
  const localpart = name.toLowerCase();
  if (!LOCALPART.test(localpart))
    throw new MatrixHttpError(400, "M_INVALID_USERNAME", "The name has characters that are not allowed");
  return userId(`@${localpart}:${serverName}`);
}

/** 400: the name is in use. */
export function taken(): MatrixHttpError {
  return new MatrixHttpError(400, "M_USER_IN_USE", "The name is taken");
}

/** The user ID that a client means by an ID or a localpart, which may have capitals (C65). */
export function fullName(name: string, serverName: string): string {
  if (!name.startsWith("@")) return `@${name.toLowerCase()}:${serverName}`;
  const end = `:${serverName}`;
  return name.endsWith(end) ? `${name.slice(0, -end.length).toLowerCase()}${end}` : name;
}
