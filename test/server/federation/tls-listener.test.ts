import { expect, it } from "vitest";
import { readAuthorities, tlsListenerOptions } from "../../../server/federation/incoming/tls-listener.js";
import { testAuthority } from "../support/tls.js";

const authority = testAuthority();
const one = authority.certificate();
const other = authority.certificate(["other.example"]);

it("reads a certificate and its key", async () => {
  const options = await tlsListenerOptions({ cert: one.certFile, key: one.keyFile });
  expect(options).toMatchObject({ cert: one.cert, key: one.key, minVersion: "TLSv1.2" });
});

it("names the file that is missing", async () => {
  const missing = tlsListenerOptions({ cert: `${one.certFile}.gone`, key: one.keyFile });
  await expect(missing).rejects.toThrow(/cannot read the certificate: .*\.gone/);
});

it.each([
  ["a key of another certificate", one.certFile, other.keyFile],
  ["a key for a certificate", one.keyFile, one.keyFile],
  ["a certificate for a key", one.certFile, one.certFile],
])("refuses %s when it starts, not when the first server calls", async (_, cert, key) => {
  await expect(tlsListenerOptions({ cert, key })).rejects.toThrow(
    /are not a certificate and its private key/,
  );
});

it("reads authorities", async () => {
  expect(await readAuthorities(authority.caFile)).toBe(authority.ca);
});

it("refuses a file without a certificate, in which Node would trust nothing and not say so", async () => {
  await expect(readAuthorities(one.keyFile)).rejects.toThrow(
    /\.key does not begin with a certificate in PEM/,
  );
});
