import { expect, it } from "vitest";
import { mostTelling, tryServers } from "../../../server/federation/calls/try-servers.js";
import type { FederationError } from "../../../server/federation/transport/transport.js";

function http(status: number, errcode = ""): FederationError {
  return { kind: "http", status, errcode, message: "", body: {} };
}
const down: FederationError = { kind: "unreachable", message: "down" };

it("stops at the first server that helps (X2)", async () => {
  const asked: string[] = [];
  const result = await tryServers(["a", "b", "a", "c"], async (server) => {
    asked.push(server);
    return server === "b" ? { ok: true, value: 7 } : { ok: false, error: down };
  });
  expect(result).toEqual({ ok: true, server: "b", value: 7 });
  expect(asked).toEqual(["a", "b"]);
});

it("asks each server once, and not without end", async () => {
  const asked: string[] = [];
  const names = [...Array(100).keys()].flatMap((n) => [`s${n}`, `s${n}`]);
  const result = await tryServers(names, async (server) => {
    asked.push(server);
    return { ok: false, error: down };
  });
  expect(result).toMatchObject({ ok: false, error: down });
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked).toHaveLength(20);
});

it("goes no further when it is too late, but asks the first server", async () => {
  const asked: string[] = [];
  const attempt = async (server: string): Promise<{ ok: false; error: FederationError }> => {
    asked.push(server);
    return { ok: false, error: down };
  };
  const result = await tryServers(["a", "b"], attempt, () => true);
  expect(result).toMatchObject({ ok: false, error: down });
  expect(asked).toEqual(["a"]);
});

it("goes no further when the caller has given up", async () => {
  let asked = 0;
  await tryServers(["a", "b"], async () => {
    asked++;
    return { ok: false, error: { kind: "aborted", message: "" } };
  });
  expect(asked).toBe(1);
});

it("has an answer when there is nobody to ask", async () => {
  expect(await tryServers([], async () => ({ ok: true, value: 1 }))).toMatchObject({
    ok: false,
    error: { kind: "unreachable" },
    failures: [],
  });
});

const BY_RANK: readonly FederationError[] = [
  http(400, "M_INCOMPATIBLE_ROOM_VERSION"),
  http(403, "M_FORBIDDEN"),
  http(400, "M_UNABLE_TO_AUTHORISE_JOIN"),
  http(400, "M_BAD_JSON"),
  http(429, "M_LIMIT_EXCEEDED"),
  http(404, "M_NOT_FOUND"),
  http(401, "M_UNAUTHORIZED"),
  http(502),
  { kind: "busy", message: "" },
  { kind: "malformed", message: "" },
  { kind: "timeout", message: "" },
  down,
  { kind: "refused-address", message: "" },
];

it("tells the user what the room says, before what went wrong on the way", () => {
  for (const [at, better] of BY_RANK.entries())
    for (const worse of BY_RANK.slice(at + 1)) {
      expect(mostTelling([better, worse])).toBe(better);
      expect(mostTelling([worse, better])).toBe(better);
    }
});

it("tells the first of two that are alike", () => {
  const [first, second] = [http(403, "M_FORBIDDEN"), http(403, "M_FORBIDDEN")];
  expect(mostTelling([first, second])).toBe(first);
});
