/**
 * Corrections of Matrix's own specification that come with the generator: bodies with required properties that no release says
 * are required. They apply where the operation stands as in a release, and the manifest lists them like a user's own.
 */
import { get, getArray, getString, isObject, type Json } from "../json.js";
import { pointer } from "../pointer.js";
import type { Overlay, SpecFile } from "./loaded-spec.js";
import { withValue } from "./overlay.js";

interface Operation {
  readonly file: string;
  readonly path: string;
  readonly method: "post" | "put";
  readonly operationId: string;
}

const post = (file: string, path: string, operationId: string): Operation => ({
  file,
  path,
  method: "post",
  operationId,
});

/** The same in v1.1 to v1.19. */
const FORGOTTEN: readonly Operation[] = [
  {
    file: "api/application-service/transactions.yaml",
    path: "/transactions/{txnId}",
    method: "put",
    operationId: "sendTransaction",
  },
  post("api/identity/v2_associations.yaml", "/3pid/bind", "bindV2"),
  post("api/identity/v2_associations.yaml", "/3pid/unbind", "unbindV2"),
  post("api/identity/v2_auth.yaml", "/account/register", "registerAccount"),
  post("api/identity/v2_lookup.yaml", "/lookup", "lookupUsersV2"),
  post("api/identity/v2_invitation_signing.yaml", "/sign-ed25519", "blindlySignStuffV2"),
  post("api/identity/v2_store_invite.yaml", "/store-invite", "storeInviteV2"),
  post("api/identity/v2_terms.yaml", "/terms", "agreeToTerms"),
  post("api/identity/v2_email_associations.yaml", "/validate/email/requestToken", "emailRequestTokenV2"),
  post("api/identity/v2_email_associations.yaml", "/validate/email/submitToken", "emailSubmitTokenPostV2"),
  post("api/identity/v2_phone_associations.yaml", "/validate/msisdn/requestToken", "msisdnRequestTokenV2"),
  post("api/identity/v2_phone_associations.yaml", "/validate/msisdn/submitToken", "msisdnSubmitTokenPostV2"),
  post("api/server-server/backfill.yaml", "/get_missing_events/{roomId}", "getMissingPreviousEvents"),
  post("api/server-server/keys_query.yaml", "/query", "bulkPerspectivesKeyQuery"),
];

export interface Corrected {
  readonly file: SpecFile;
  readonly overlays: readonly Overlay[];
}

/** The same file where nothing is to be corrected. */
export function correct(file: SpecFile): Corrected {
  let { value } = file;
  const overlays: Overlay[] = [];
  for (const forgotten of FORGOTTEN) {
    if (forgotten.file !== file.path) continue;
    const at = bodyOf(value, forgotten);
    const changed = at && withValue(value, [...at, "required"], true);
    if (at === undefined || changed === undefined) continue;
    value = changed;
    overlays.push({
      file: file.path,
      pointer: pointer(...at, "required"),
      reason: "The body has required properties, and the request means nothing without it.",
    });
  }
  return overlays.length === 0 ? { file, overlays } : { file: { ...file, value }, overlays };
}

/** The place of a body that does not say whether it is required, by segments; undefined where there is none. */
function bodyOf(document: Json, { path, method, operationId }: Operation): readonly string[] | undefined {
  const operation = get(get(get(document, "paths"), path), method);
  if (getString(operation, "operationId") !== operationId) return undefined;
  const at = ["paths", path, method];
  const body = get(operation, "requestBody");
  if (isObject(body)) return body.required === undefined ? [...at, "requestBody"] : undefined;
  const parameters = getArray(operation, "parameters");
  const index = parameters.findIndex((parameter) => getString(parameter, "in") === "body");
  return index >= 0 && get(parameters[index], "required") === undefined
    ? [...at, "parameters", String(index)]
    : undefined;
}
