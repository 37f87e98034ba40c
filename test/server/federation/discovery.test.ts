import { expect, it } from "vitest";
import { Discovery, type DiscoveryOptions } from "../../../server/federation/transport/discovery.js";
import type { SrvRecord } from "../../../server/federation/transport/srv.js";

const HOUR = 60 * 60 * 1000;

interface World {
  readonly wellKnown?: Readonly<Record<string, string>>;
  readonly srv?: Readonly<Record<string, readonly SrvRecord[]>>;
}

function record(name: string, port: number, priority = 10, weight = 5): SrvRecord {
  return { name, port, priority, weight };
}

function discoveryIn(world: World, options: Partial<DiscoveryOptions> = {}) {
  const asked: string[] = [];
  const discovery = new Discovery({
    wellKnown: async (host) => {
      asked.push(`well-known ${host}`);
      const delegated = world.wellKnown?.[host];
      return { delegated, lifetimeMs: delegated === undefined ? 0 : HOUR };
    },
    srv: async (name) => {
      asked.push(`srv ${name}`);
      return world.srv?.[name] ?? [];
    },
    random: () => 0.5,
    ...options,
  });
  return { discovery, asked };
}

const IP_AND_NAME: World = {
  wellKnown: {
    "to-ip.example": "93.184.216.34",
    "to-ip-port.example": "93.184.216.34:9000",
    "to-ip6.example": "[2606:4700::1]:9000",
    "to-port.example": "matrix.example:9000",
    "to-srv.example": "srv.example",
    "to-old-srv.example": "old.example",
    "to-plain.example": "plain.example",
  },
  srv: {
    "_matrix-fed._tcp.srv.example": [record("host.example", 9001)],
    "_matrix._tcp.old.example": [record("host.example.", 9002)],
    "_matrix-fed._tcp.own-srv.example": [record("host.example", 9003)],
    "_matrix._tcp.own-srv.example": [record("never.example", 1)],
    "_matrix._tcp.own-old.example": [record("host.example", 9004)],
  },
};

// name, step, address, Host header, certificate name: the table of "Resolving server names".
it.each([
  ["93.184.216.34", "1", "93.184.216.34:8448", "93.184.216.34", "93.184.216.34"],
  ["93.184.216.34:1234", "1", "93.184.216.34:1234", "93.184.216.34:1234", "93.184.216.34"],
  ["[2606:4700::1]", "1", "2606:4700::1:8448", "[2606:4700::1]", "2606:4700::1"],
  ["[2606:4700::1]:80", "1", "2606:4700::1:80", "[2606:4700::1]:80", "2606:4700::1"],
  ["a.example:1234", "2", "a.example:1234", "a.example:1234", "a.example"],
  ["to-ip.example", "3.1", "93.184.216.34:8448", "93.184.216.34", "93.184.216.34"],
  ["to-ip-port.example", "3.1", "93.184.216.34:9000", "93.184.216.34:9000", "93.184.216.34"],
  ["to-ip6.example", "3.1", "2606:4700::1:9000", "[2606:4700::1]:9000", "2606:4700::1"],
  ["to-port.example", "3.2", "matrix.example:9000", "matrix.example:9000", "matrix.example"],
  ["to-srv.example", "3.3", "host.example:9001", "srv.example", "srv.example"],
  ["to-old-srv.example", "3.4", "host.example:9002", "old.example", "old.example"],
  ["to-plain.example", "3.5", "plain.example:8448", "plain.example", "plain.example"],
  ["own-srv.example", "4", "host.example:9003", "own-srv.example", "own-srv.example"],
  ["own-old.example", "5", "host.example:9004", "own-old.example", "own-old.example"],
  ["bare.example", "6", "bare.example:8448", "bare.example", "bare.example"],
])("finds %s by step %s", async (name, step, address, hostHeader, certificateName) => {
  const { discovery } = discoveryIn(IP_AND_NAME);
  const found = await discovery.discover(name);
  if (!found.ok) throw new Error(found.error.message);
  expect(found.value).toMatchObject({ step, hostHeader, certificateName });
  expect(found.value.addresses.map(({ host, port }) => `${host}:${port}`)).toEqual([address]);
});

it.each([
  "",
  "a b",
  "a.example:",
  "a.example:0",
  "a.example:65536",
  "a.example:99999",
  "[::1",
  "[::zz]",
  "a/b",
  "user@a",
  "010.0.0.1",
  "http://a",
])("refuses %j as a name", async (name) => {
  const { discovery, asked } = discoveryIn({});
  expect(await discovery.discover(name)).toMatchObject({ ok: false, error: { kind: "invalid-name" } });
  expect(asked).toEqual([]);
});

it("asks nobody about addresses and ports", async () => {
  const { discovery, asked } = discoveryIn(IP_AND_NAME);
  await discovery.discover("93.184.216.34");
  await discovery.discover("a.example:443");
  expect(asked).toEqual([]);
});

it("does not follow a delegation of a delegation", async () => {
  const { discovery } = discoveryIn({ wellKnown: { "a.example": "b.example", "b.example": "c.example" } });
  expect(await discovery.discover("a.example")).toMatchObject({
    value: { step: "3.5", hostHeader: "b.example" },
  });
});

it("goes on by its own name when a delegation names nothing usable", async () => {
  const { discovery } = discoveryIn({ wellKnown: { "a.example": "b.example:99999" } });
  expect(await discovery.discover("a.example")).toMatchObject({
    value: { step: "6", hostHeader: "a.example" },
  });
});

it("orders records by priority, then at random by weight", async () => {
  const records = [record("c", 1, 20), record("a", 1, 10, 0), record("b", 1, 10, 100)];
  const { discovery } = discoveryIn({ srv: { "_matrix-fed._tcp.a.example": records } });
  const found = await discovery.discover("a.example");
  expect(found.ok && found.value.addresses.map(({ host }) => host)).toEqual(["b", "a", "c"]);
});

it("takes a record with the target . as no service", async () => {
  const { discovery } = discoveryIn({ srv: { "_matrix-fed._tcp.a.example": [record(".", 0)] } });
  expect(await discovery.discover("a.example")).toMatchObject({ value: { step: "4", addresses: [] } });
});

it("asks for records once, however many calls want them", async () => {
  const { discovery, asked } = discoveryIn({
    srv: { "_matrix-fed._tcp.a.example": [record("b.example", 1)] },
  });
  await Promise.all(Array.from({ length: 5 }, () => discovery.discover("a.example")));
  expect(asked).toEqual(["well-known a.example", "srv _matrix-fed._tcp.a.example"]);
});

it("goes on with known records while no name server answers, and asks again after a minute", async () => {
  let now = 0;
  const answers = [[record("b.example", 1)], undefined, [record("c.example", 1)]];
  const srv = async () => answers.shift();
  const wellKnown = async () => ({ delegated: undefined, lifetimeMs: 0 });
  const { discovery } = discoveryIn({}, { srv, wellKnown, clock: () => now });
  const hosts: (string | undefined)[] = [];
  for (const minute of [0, 5, 5.5, 6]) {
    now = (minute * HOUR) / 60;
    const found = await discovery.discover("a.example");
    hosts.push(found.ok ? found.value.addresses[0]?.host : undefined);
  }
  expect(hosts).toEqual(["b.example", "b.example", "b.example", "c.example"]);
});

it("falls back to the name itself for a minute where no name server has ever answered", async () => {
  let now = 0;
  const srv = async () => (now === 0 ? undefined : [record("b.example", 1)]);
  const { discovery } = discoveryIn({}, { srv, clock: () => now });
  expect(await discovery.discover("a.example")).toMatchObject({ value: { step: "6" } });
  now = HOUR / 60;
  expect(await discovery.discover("a.example")).toMatchObject({ value: { step: "4" } });
});

it("remembers delegations for as long as they hold", async () => {
  let now = 0;
  const { discovery, asked } = discoveryIn(IP_AND_NAME, { clock: () => now });
  await discovery.discover("to-port.example");
  now = HOUR - 1;
  await discovery.discover("to-port.example");
  expect(asked).toEqual(["well-known to-port.example"]);
  now = HOUR;
  await discovery.discover("to-port.example");
  expect(asked).toHaveLength(2);
});

it("remembers that there is no delegation, longer after each failure, up to an hour", async () => {
  let minute = 0;
  const askedAt: number[] = [];
  const { discovery } = discoveryIn(
    {},
    {
      clock: () => minute * 60_000,
      wellKnown: async () => {
        askedAt.push(minute);
        return { delegated: undefined, lifetimeMs: 0 };
      },
    },
  );
  for (; minute < 300; minute++) await discovery.discover("a.example");
  const pauses = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

it("asks once for callers that come at once", async () => {
  const { discovery, asked } = discoveryIn(IP_AND_NAME);
  await Promise.all(Array.from({ length: 20 }, () => discovery.discover("to-port.example")));
  expect(asked).toEqual(["well-known to-port.example"]);
});

it("forgets servers rather than growing", async () => {
  const { discovery, asked } = discoveryIn(IP_AND_NAME, { remember: 2 });
  for (const name of ["to-port.example", "to-ip.example", "to-ip6.example", "to-port.example"])
    await discovery.discover(name);
  expect(asked.filter((question) => question === "well-known to-port.example")).toHaveLength(2);
});
