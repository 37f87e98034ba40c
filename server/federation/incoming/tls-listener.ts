/** Certificates: ours, for the listener that other servers connect to, and those of authorities whose servers we connect to. */
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ServerOptions } from "node:https";
import { createSecureContext } from "node:tls";

/** Files in PEM; the certificate with the chain below it. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** For `https.createServer` and for Fastify's `https`. Rejects, naming the file, when one is missing or does not fit. */
export async function tlsListenerOptions(files: TlsFiles): Promise<ServerOptions> {
  const [cert, key] = await Promise.all([
    readPem(files.cert, "certificate"),
    readPem(files.key, "private key"),
  ]);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${files.cert} and ${files.key} are not a certificate and its private key: ${reason}`, {
      cause: error,
    });
  }
  return {
    cert,
    key,
    minVersion: "TLSv1.2",
    maxHeaderSize: 16 * 1024,
    // Slow peers do not get to hold connections: their headers and bodies have to come in time.
    handshakeTimeout: 10_000,
    headersTimeout: 15_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
  };
}

/** An authority to trust, in PEM. Rejects, naming the file, without a certificate: Node would trust nothing and not say so. */
export async function readAuthorities(file: string): Promise<string> {
  const pem = await readPem(file, "authority");
  try {
    new X509Certificate(pem);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} does not begin with a certificate in PEM: ${reason}`, { cause: error });
  }
  return pem;
}

async function readPem(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot read the ${what}: ${reason}`, { cause: error });
  }
}
