/** Strings whose form the protocol fixes: the types that stand for them. */
import { getString, type Json } from "../../json.js";
import { literalPrefix } from "../../literal-prefix.js";

/** Exported by `matrix.ts`. */
const BY_FORMAT: { readonly [format: string]: string } = {
  "mx-event-id": "EventId",
  "mx-mxc-uri": "MxcUri",
  "mx-room-alias": "RoomAlias",
  "mx-room-id": "RoomId",
  "mx-server-name": "ServerName",
  "mx-user-id": "UserId",
};

export const IDENTIFIERS: readonly string[] = Object.values(BY_FORMAT);

/** The type's name for a schema of a string with one of Matrix's formats. */
export function identifierOf(format: Json | undefined): string | undefined {
  return typeof format === "string" && Object.hasOwn(BY_FORMAT, format) ? BY_FORMAT[format] : undefined;
}

/** The type of a map's keys: an identifier, a string with a fixed start, or any string. */
export function keyType(pattern: string, value: Json): string {
  const identifier = identifierOf(getString(value, "x-pattern-format"));
  if (identifier !== undefined && identifier !== "ServerName") return identifier;
  const prefix = literalPrefix(pattern);
  return prefix === undefined || prefix === "" ? "string" : templateType(prefix);
}

/** `` `@${string}` `` as source text. */
export function templateType(prefix: string): string {
  return `\`${prefix.replace(/[\\`]|\$(?=\{)/g, "\\$&")}\${string}\``;
}
