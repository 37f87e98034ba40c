/** The server that requests are passed on to. */
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { MAX_HEADER_BYTES } from "./headers.js";
import { withPatientWrites } from "./patient-writes.js";

export interface AskedOfTarget {
  readonly method: string | undefined;
  readonly path: string;
  /** All of them, names and values by turns. */
  readonly headers: string[];
  readonly withBody: boolean;
}

export interface Target {
  /** Opens a request over one of the target's connections; a `lone` one over a connection of its own. */
  readonly request: (asked: AskedOfTarget, isLone?: boolean) => ClientRequest;
  /** For the header `Host`; the client's own where it is missing. */
  readonly host: string | undefined;
  /** As the header `Host` names it. */
  readonly name: string;
  /** Before each path; without a slash at its end. */
  readonly prefix: string;
  /** Ends idle connections. */
  readonly close: () => void;
}

class Patient extends HttpAgent {
  override createConnection(...given: Parameters<HttpAgent["createConnection"]>): Duplex | null | undefined {
    const socket = super.createConnection(...given);
    return socket && withPatientWrites(socket);
  }
}

class PatientTls extends HttpsAgent {
  override createConnection(...given: Parameters<HttpsAgent["createConnection"]>): Duplex | null | undefined {
    const socket = super.createConnection(...given);
    return socket && withPatientWrites(socket);
  }
}

/** Less than servers keep idle connections, so that a request seldom meets one that is being closed. */
const IDLE_MS = 4_000;

/** Methods of which Node takes no request for one with a body. */
const BODILESS = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);

/** `ca`: authorities in PEM to trust besides the usual. */
export function openTarget(url: string, ca: string | undefined): Target {
  const { protocol, hostname, port, host, pathname } = new URL(url);
  const isTls = protocol === "https:";
  const trust = ca === undefined ? {} : { ca };
  const settings = { keepAlive: true, timeout: IDLE_MS, maxFreeSockets: 64 };
  const agent = isTls ? new PatientTls({ ...settings, ...trust }) : new Patient(settings);
  const address = hostname.replace(/^\[|\]$/g, "");
  const base: RequestOptions = {
    hostname: address,
    ...(port !== "" && { port }),
    maxHeaderSize: MAX_HEADER_BYTES,
    setHost: false,
    ...trust,
  };
  const open = isTls ? httpsRequest : httpRequest;
  return {
    request: ({ method = "GET", path, headers, withBody }, isLone = false) => {
      const options = { ...base, method, path, agent: isLone ? false : agent };
      if (withBody || BODILESS.has(method)) return open({ ...options, headers });
      // Headers that are given at once say of such a request that a body follows.
      const request = open(options);
      request.useChunkedEncodingByDefault = false;
      for (let index = 0; index + 1 < headers.length; index += 2)
        request.appendHeader(headers[index] ?? "", headers[index + 1] ?? "");
      return request;
    },
    // An address has no virtual hosts, and what such a server says of itself then leads to the proxy.
    host: isIP(address) === 0 ? host : undefined,
    name: host,
    prefix: pathname.replace(/\/$/, ""),
    close: () => agent.destroy(),
  };
}
