import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { addSignatures } from "../../devices/add-signatures.js";
import { byUser } from "../../devices/local-keys.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["uploadCrossSigningSignatures"];

/**
 * `POST /_matrix/client/v3/keys/signatures/upload`: Publish signatures of keys
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/uploadCrossSigningSignatures a9173f24-448e12fb
 */
export const uploadCrossSigningSignatures =
  (context: Pick<Context, "announce" | "federation" | "serverName" | "store">): Handler =>
  async ({ body, auth }) => {
    const failures = await addSignatures(context, auth.userId, asJsonObject(body));
    return { status: 200, body: { failures: byUser(failures) } };
  };
