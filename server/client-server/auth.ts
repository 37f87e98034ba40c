import type { ClientAuth } from "../client-auth.js";

/**
 * Who calls an operation of the client-server API: what `authenticate` gives, and handlers get as `auth`. Make it what your server knows.
 *
 * @knockgen auth client-server 0b350218-4d7cb3e2
 */
export type Auth = ClientAuth;
