/** A request whose body is sent as a test likes, or not at all. */
import type { ClientRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isJsonObject, own, parseJson, signRequest } from "@knockgen/auth";
import type { FakeServer } from "./fake-server.js";
import type { TestServer } from "./servers.js";
import { testAuthority } from "./tls.js";

/** A request of which the head is on its way. */
export interface OpenRequest {
  /** Takes the body. */
  readonly body: ClientRequest;
  /** Status and error code. */
  readonly answer: Promise<readonly [number | undefined, unknown]>;
}

/** How the request differs from an honest one. */
export interface OpenRequestOptions {
  readonly uri: string;
  readonly method?: string;
  /** Of the body; without it the body comes in chunks of unknown number. */
  readonly length?: number;
  /** The default is a key that the server has, and a signature of something else. */
  readonly keyId?: string;
  /** To be told first that the body is wanted, or something else. */
  readonly expect?: string;
}

/** Sends the head of a request to a server, with a signature that is well-formed and wrong. */
export function openRequest(from: FakeServer, to: TestServer, options: OpenRequestOptions): OpenRequest {
  const { uri, method = "PUT", length, keyId = from.key.keyId, expect } = options;
  const signable = { method: "GET", uri: "/", origin: from.name, destination: to.serverName };
  const body = httpsRequest({
    host: "127.0.0.1",
    port: to.federationPort,
    ca: testAuthority().ca,
    method,
    path: uri,
    headers: {
      authorization: signRequest(signable, { ...from.key, keyId }),
      ...(expect === undefined ? {} : { expect }),
      ...(length === undefined ? { "transfer-encoding": "chunked" } : { "content-length": length }),
    },
  });
  const answer = new Promise<readonly [number | undefined, unknown]>((resolve, reject) => {
    body.on("error", reject);
    body.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => {
        const json = parseJson(text);
        resolve([response.statusCode, json.ok && isJsonObject(json.value) && own(json.value, "errcode")]);
        // Of what was promised, the rest is not to follow.
        body.destroy();
      });
    });
  });
  body.flushHeaders();
  return { body, answer };
}
