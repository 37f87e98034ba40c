/** Opens accounts with the service's token, without a password. */
import type { ClientServerClient } from "@knockgen/matrix/client/client-server";
import type { RegisterRequestBody } from "@knockgen/matrix/client-server";

/** The request of a service has a member of its own, which says that no other proof follows. */
interface ServiceRegistration extends RegisterRequestBody {
  readonly type: "m.login.application_service";
}

/** Resolves where the account is there, new or not. */
export async function registerUser(client: ClientServerClient, username: string): Promise<void> {
  const body: ServiceRegistration = {
    type: "m.login.application_service",
    username,
    inhibit_login: true,
  };
  const answer = await client.register({ body });
  if (answer.status === 200) return;
  const code = "errcode" in answer.body ? answer.body.errcode : undefined;
  if (code === "M_USER_IN_USE") return;
  throw new Error(`the user ${username} could not be registered: ${code ?? `status ${answer.status}`}`);
}
