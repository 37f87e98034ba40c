import { expect, it } from "vitest";
import { anyAddress, publicAddress } from "../../../server/federation/transport/address.js";
import { guardedLookup, RefusedAddressError } from "../../../server/federation/transport/guarded-lookup.js";

it.each([
  ["8.8.8.8", true],
  ["1.1.1.1", true],
  ["172.15.255.255", true],
  ["172.32.0.1", true],
  ["100.128.0.1", true],
  ["223.255.255.255", true],
  ["0.0.0.0", false],
  ["10.1.2.3", false],
  ["100.64.0.1", false],
  ["100.127.255.255", false],
  ["127.0.0.1", false],
  ["127.255.255.255", false],
  ["169.254.169.254", false],
  ["172.16.0.1", false],
  ["172.31.255.255", false],
  ["192.0.0.8", false],
  ["192.0.2.1", false],
  ["192.168.0.1", false],
  ["198.19.0.1", false],
  ["198.51.100.7", false],
  ["203.0.113.7", false],
  ["224.0.0.1", false],
  ["240.0.0.1", false],
  ["255.255.255.255", false],
  ["2606:4700:4700::1111", true],
  ["2a00:1450:4001:800::200e", true],
  ["::", false],
  ["::1", false],
  ["fe80::1", false],
  ["fe80::1%eth0", false],
  ["fc00::1", false],
  ["fd12:3456::1", false],
  ["ff02::1", false],
  ["2001:db8::1", false],
  ["2001::1", false],
  ["3fff::1", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:7f00:1", false],
  ["::FFFF:10.0.0.1", false],
  ["0:0:0:0:0:ffff:192.168.1.1", false],
  ["::ffff:8.8.8.8", true],
  ["::127.0.0.1", false],
  ["64:ff9b::10.0.0.1", false],
  ["64:ff9b::8.8.8.8", true],
  ["64:ff9b:1::8.8.8.8", false],
  ["2002:7f00:1::", false],
  ["2002:0808:0808::1", true],
  ["no address", false],
  ["010.0.0.1", false],
  ["127.1", false],
])("%s is public: %s", (address, isPublic) => {
  expect(publicAddress(address)).toBe(isPublic);
});

it("takes any address where that is allowed, and nothing that is none", () => {
  expect(anyAddress("127.0.0.1")).toBe(true);
  expect(anyAddress("::1")).toBe(true);
  expect(anyAddress("localhost")).toBe(false);
});

function lookUp(addresses: readonly string[], all: boolean): Promise<unknown> {
  const lookup = guardedLookup(publicAddress, async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
  );
  return new Promise((resolve, reject) => {
    lookup("server.example", { all }, (error, found) => (error === null ? resolve(found) : reject(error)));
  });
}

it("drops private addresses from what a name resolves to", async () => {
  expect(await lookUp(["10.0.0.1", "8.8.8.8", "::ffff:10.0.0.1"], true)).toEqual([
    { address: "8.8.8.8", family: 4 },
  ]);
  expect(await lookUp(["10.0.0.1", "8.8.8.8"], false)).toBe("8.8.8.8");
});

it("refuses a name that has private addresses only, and tells that from a name without any", async () => {
  await expect(lookUp(["10.0.0.1", "::1"], true)).rejects.toBeInstanceOf(RefusedAddressError);
  await expect(lookUp([], true)).rejects.toMatchObject({ code: "ENOTFOUND" });
});
