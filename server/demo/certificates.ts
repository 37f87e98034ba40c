/** An authority and one certificate for this machine, for as long as the demonstration lasts. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly remove: () => void;
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

/** Makes them with the `openssl` program. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "knockgen-demo-"));
  const file = (name: string): string => join(folder, name);
  const [ca, caKey, cert, key] = ["ca.pem", "ca.key", "server.pem", "server.key"].map(file);
  if (!ca || !caKey || !cert || !key) throw new Error("a file name is missing");
  const request = ["req", "-x509", ...KEY];
  openssl([...request, "-subj", "/CN=demonstration authority", "-keyout", caKey, "-out", ca]);
  openssl([
    ...[...request, "-subj", "/CN=127.0.0.1", "-CA", ca, "-CAkey", caKey, "-keyout", key, "-out", cert],
    ...["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"],
  ]);
  return { ca, cert, key, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function openssl(parameters: readonly string[]): void {
  try {
    execFileSync("openssl", parameters, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    throw new Error("the demonstration needs openssl 3 to make certificates", { cause: error });
  }
}
