/**
 * Warnings about the specification that knockgen brings. Its structure is that of Matrix, mistakes included, so that those who
 * generate from it could mend nothing.
 */
import { realpathSync } from "node:fs";
import type { Diagnostic } from "../diagnostic.js";
import { ownSpec } from "../package-root.js";

interface KnownWarning {
  readonly code: Diagnostic["code"];
  readonly file: string;
  readonly pointer: string;
}

export const KNOWN_WARNINGS: readonly KnownWarning[] = [
  // The answer is the content or the whole event, as the query asks for.
  {
    code: "lower/overlapping-one-of",
    file: "api/client-server/rooms.yaml",
    pointer:
      "/paths/~1rooms~1{roomId}~1state~1{eventType}~1{stateKey}/get/responses/200/content/application~1json/schema/oneOf",
  },
  // The specification has the list beside the items that it is meant for, where it checks nothing.
  {
    code: "lower/idle-keyword",
    file: "api/client-server/definitions/room_key_bundle.yaml",
    pointer: "/properties/room_keys/required",
  },
];

/** Whether a specification is the one that knockgen brings. */
export function isOwnSpec(spec: string): boolean {
  try {
    return realpathSync(spec) === realpathSync(ownSpec);
  } catch {
    return false;
  }
}

export function isKnownWarning({ code, origin }: Diagnostic): boolean {
  return KNOWN_WARNINGS.some(
    (known) => known.code === code && known.file === origin?.file && known.pointer === origin.pointer,
  );
}
