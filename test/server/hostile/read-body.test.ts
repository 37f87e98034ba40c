/** O1: bodies of clients are read while others have their turn. */
import { parseJson } from "@knockgen/matrix/runtime/json";
import { expect, it } from "vitest";
import { readBody } from "../../../server/http/read-body.js";
import { startServer } from "../support/servers.js";

async function turnsFor(body: object): Promise<number> {
  let turns = 0;
  let isOver = false;
  const take = (): void => {
    if (isOver) return;
    turns++;
    setImmediate(take);
  };
  setImmediate(take);
  expect(await readBody(new TextEncoder().encode(JSON.stringify(body)))).toEqual(body);
  isOver = true;
  return turns;
}

it("a large body has pauses around it, a small one has none", async () => {
  expect(await turnsFor({ text: "x".repeat(1_000) })).toBe(0);
  expect(await turnsFor({ text: "x".repeat(100_000) })).toBeGreaterThan(1);
});

it("reads a large body as a small one, numbers too", async () => {
  const pad = `"pad":"${"x".repeat(70_000)}"`;
  const texts = [
    '"a":[1.0,-0,1e400,-2.5e-3,12345678901234567890,0.1]',
    '"a":{"__proto__":{"b":1},"c":1,"c":2},"d":"\\u00e9\\ud83d\\ude00\\n€"',
    `"a":${"[".repeat(199)}${"]".repeat(199)}`,
    `"a":${"[".repeat(200)}${"]".repeat(200)}`,
    '"a":1,}',
    '"a":01',
    '"a":tru',
  ];
  const outcome = async (read: () => unknown): Promise<unknown> => {
    try {
      return await read();
    } catch (error) {
      return error;
    }
  };
  for (const text of texts)
    for (const order of [`{${pad},${text}}`, `{${text},${pad}}`, `{${text},${pad}} x`]) {
      const bytes = new TextEncoder().encode(order);
      expect(await outcome(() => readBody(bytes))).toEqual(await outcome(() => parseJson(bytes)));
    }
  const broken = Buffer.concat([
    new TextEncoder().encode(`{${pad},"a":"`),
    Buffer.from([0xff]),
    Buffer.from('"}'),
  ]);
  expect(await outcome(() => readBody(broken))).toEqual(await outcome(() => parseJson(broken)));
});

it("the fault of a large body is named, wherever it stands", async () => {
  const server = await startServer();
  try {
    const alice = await server.user("alice");
    const put = async (content: object) => {
      const { status, body } = await alice.put(
        `/user/${encodeURIComponent(alice.userId)}/account_data/a.b`,
        content,
      );
      return [status, body.error];
    };
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`key${at}`, at]));
    const LONE = [400, "a lone surrogate has no UTF-8 form"];
    expect(await put({ ...many, last: ["\ud800"] })).toEqual(LONE);
    expect(await put({ ...many, last: { "\udc00": 1 } })).toEqual(LONE);
    expect(await put({ ...many, last: [{ pair: "\ud83d\ude00", float: 0.5 }] })).toEqual([200, undefined]);
  } finally {
    await server.close();
  }
});
