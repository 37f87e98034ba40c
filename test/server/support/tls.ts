/** A certificate authority for tests. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import { folderOfRun } from "../../support/run-folder.js";

/** A certificate and its key: in PEM, and as files. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Signs certificates for whatever names a test makes up. */
export interface TestAuthority {
  /** In PEM, for `ca` options. */
  readonly ca: string;
  /** For `--ca` and `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  /** The default names are those of this machine, for which all are given the same one: making one is slower than most tests. */
  certificate(names?: readonly string[]): TestCertificate;
}

const KEY_KIND = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}

let authority: TestAuthority | undefined;

/** The same for all tests that a worker runs: making one takes longer than most tests. */
export function testAuthority(): TestAuthority {
  authority ??= createAuthority();
  return authority;
}

function createAuthority(): TestAuthority {
  const folder = folderOfRun("authority");
  const file = (name: string): string => path.join(folder, name);
  const caFile = file("ca.pem");
  const caKeyFile = file("ca.key");
  openssl("req", "-x509", ...KEY_KIND, "-subj", "/CN=test authority", "-keyout", caKeyFile, "-out", caFile);
  let count = 0;
  let usual: TestCertificate | undefined;
  const issue = (names: readonly string[]): TestCertificate => {
    const base = `server-${++count}`;
    const certFile = file(`${base}.pem`);
    const keyFile = file(`${base}.key`);
    const alternatives = names.map((name) => `${isIP(name) === 0 ? "DNS" : "IP"}:${name}`).join(",");
    openssl(
      ...["req", "-x509", ...KEY_KIND, "-CA", caFile, "-CAkey", caKeyFile, "-subj", `/CN=${base}`],
      ...["-addext", `subjectAltName=${alternatives}`, "-addext", "basicConstraints=critical,CA:FALSE"],
      ...["-keyout", keyFile, "-out", certFile],
    );
    return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8"), certFile, keyFile };
  };
  return {
    ca: readFileSync(caFile, "utf8"),
    caFile,
    certificate: (names) => {
      if (names !== undefined) return issue(names);
      usual ??= issue(["127.0.0.1", "localhost"]);
      return usual;
    },
  };
}
