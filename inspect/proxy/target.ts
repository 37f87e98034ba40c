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
    request: ({ method, path, headers }, isLone = false) =>
      open({ ...base, method, path, headers, agent: isLone ? false : agent }),
    // An address has no virtual hosts, and what such a server says of itself then leads to the proxy.
    host: isIP(address) === 0 ? host : undefined,
    name: host,
    prefix: pathname.replace(/\/$/, ""),
    close: () => agent.destroy(),
  };
}
