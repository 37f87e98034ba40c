import type { FederationAuth } from "../federation/incoming/request-auth.js";

/**
 * Who calls an operation of the server-server API: what `authenticate` gives, and handlers get as `auth`. Make it what your server knows.
 *
 * @knockgen auth server-server a53bd0ba-4d7cb3e2
 */
export type Auth = FederationAuth;
