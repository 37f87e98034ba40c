/** An API of signed requests, with an `authenticate` that shows all that a signature is checked with. */
import type { Credential } from "../../../generator/emit/runtime/credentials.js";
import { API, type CallContext, type Handlers, type Route } from "../../../generator/emit/runtime/route.js";

const routes: readonly Route[] = [
  {
    api: "server-server",
    operationId: "send",
    name: "send",
    method: "PUT",
    path: "/_matrix/federation/v1/send/{txnId}",
    parameters: [{ in: "path", name: "txnId", type: "string", required: true }],
    body: { "application/json": "json" },
    bodyRequired: true,
    responses: { 200: { "application/json": "json" } },
    security: ["x-matrix"],
  },
];

export interface Signed {
  readonly method: string;
  readonly target: string;
  readonly authorization: readonly string[];
  readonly length: number;
  readonly content: unknown;
}

export const signedApi: Handlers<Signed> & Readonly<Record<string, unknown>> = {
  [API]: { name: "server-server", routes },
  send: ({ auth }: CallContext<Signed>) => ({ status: 200, body: auth }),
};

export async function showSigned(credential: Credential): Promise<Signed> {
  if (credential.scheme !== "x-matrix") throw new Error("not signed");
  const { authorization, request, bytes, content } = credential;
  return {
    method: request.method,
    target: request.target,
    authorization,
    length: (await bytes()).length,
    content: await content(),
  };
}
