import { isUserId } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { notFound } from "../../errors.js";
import { userId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getWellknownSupport"];

/**
 * `GET /.well-known/matrix/support`: Find the administrators of a server
 *
 * Takes nothing; answers `200` or `404`.
 *
 * @since Matrix 1.10
 *
 * @knockgen handler client-server/getWellknownSupport e1545acb-8e572881
 */
export const getWellknownSupport =
  ({ config }: Pick<Context, "config">): Handler =>
  () => {
    const { page, admin } = config.support ?? {};
    if (page === undefined && admin === undefined) throw notFound("This server says nothing of itself");
    return {
      status: 200,
      body: {
        ...(admin !== undefined && { contacts: [contact(admin)] }),
        ...(page !== undefined && { support_page: page }),
      },
    };
  };

function contact(admin: string) {
  const role = "m.role.admin" as const;
  return isUserId(admin) ? { matrix_id: userId(admin), role } : { email_address: admin, role };
}
