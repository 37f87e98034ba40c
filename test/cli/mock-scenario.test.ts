/** Scenarios and faults of the mock: what they change, and what is told of those that are wrong. */
import { expect, test } from "vitest";
import { createMock } from "../../cli/mock/create-mock.js";
import { parseFault, seeded } from "../../cli/mock/faults.js";
import { readScenario } from "../../cli/mock/scenario.js";
import { asking, started, user } from "./support-mock.js";

test("faults come as often as they should, and the same with the same seed", async () => {
  const faults = [parseFault("429@getTokenOwner,50%"), parseFault("drop@getCapabilities")].flatMap(
    (fault) => fault ?? [],
  );
  const run = async (seed: number): Promise<number[]> => {
    const { url } = await started({ faults, seed });
    const { ask } = await user(url);
    const statuses: number[] = [];
    for (let call = 0; call < 20; call++) statuses.push((await ask("GET", "account/whoami")).status);
    await expect(ask("GET", "capabilities")).rejects.toThrow();
    return statuses;
  };
  const first = await run(7);
  expect(new Set(first)).toEqual(new Set([200, 429]));
  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);
});

test.each(["429", "429@", "@sync", "200@sync", "429@sync,5", "429@sync,500%"])(
  "%s is not a fault",
  (text) => {
    expect(parseFault(text)).toBeUndefined();
  },
);

test("chance is spread over all of 0 to 1", () => {
  const chance = seeded(3);
  const values = Array.from({ length: 1_000 }, chance);
  expect(Math.min(...values)).toBeLessThan(0.01);
  expect(Math.max(...values)).toBeGreaterThan(0.99);
});

test("a scenario: accounts from the start, and answers instead of the usual ones, in order", async () => {
  const scenario = readScenario(
    `users: [{ name: ada, password: correct horse }]
answers:
  - { operation: getTokenOwner, times: 2, status: 502 }
  - { operation: getTokenOwner, after: 3, status: 200, body: { user_id: "@eve:mock.example" } }
`,
    ["getTokenOwner", "sync"],
  );
  if (typeof scenario === "string") throw new Error(scenario);
  const { url } = await started({ scenario });
  const { body } = await asking(url)("POST", "login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: "ada" },
    password: "correct horse",
  });
  const ask = asking(url, body.access_token);
  const answers = [];
  for (let call = 0; call < 5; call++) answers.push(await ask("GET", "account/whoami"));
  expect(answers.map(({ status, source }) => [status, source])).toEqual([
    [502, "scenario"],
    [502, "scenario"],
    [200, "server"],
    [200, "scenario"],
    [200, "server"],
  ]);
  expect([answers[2]?.body.user_id, answers[3]?.body.user_id]).toEqual([
    "@ada:mock.example",
    "@eve:mock.example",
  ]);
});

test("accounts of a scenario are made apart from its answers and faults; what cannot be an account is told", async () => {
  const answers = "answers: [{ operation: register, status: 403 }, { operation: getVersions, status: 204 }]";
  const read = (users: string) => {
    const scenario = readScenario(`users: [${users}]\n${answers}`, ["register", "getVersions"]);
    if (typeof scenario === "string") throw new Error(scenario);
    return scenario;
  };
  const faults = [{ what: 500, operation: "login", percent: 100 }] as const;
  const { url } = await started({ scenario: read("{ name: ada, password: x }"), faults });
  expect((await asking(url)("POST", "register", {})).status).toBe(403);
  const empty = await fetch(`${url}/_matrix/client/versions`);
  expect([empty.status, empty.headers.get("content-length")]).toEqual([204, null]);
  await expect(createMock({ scenario: read("{ name: 'a b', password: x }") })).rejects.toThrow(
    /"a b" cannot be made/,
  );
});

test("a scenario that is none says why", () => {
  for (const [text, said] of [
    ["[", "is not YAML"],
    ["- a", "is not a map"],
    ["user: []", "did you mean users?"],
    ["users: [{ name: a }]", "without name and password"],
    ["answers: [{ operation: snyc }]", "did you mean sync?"],
    ["answers: [{ operation: sync, status: 100 }]", "from 200 to 599"],
    ["answers: [{ operation: sync, times: -1 }]", "is not a number"],
    ["answers: {}", "without operation"],
    ["answers: [{ operation: sync, time: 2 }]", "unknown member time; did you mean times?"],
    ["users: [{ name: a, pasword: b }]", "did you mean password?"],
    ["users: [{ name: a, password: b }, { name: A, password: c }]", "user a twice"],
    ["answers: [{ operation: sync, times: 0 }]", "never comes"],
    ["answers: [{ operation: sync, status: 204, body: {} }]", "204 with a body"],
  ] as const)
    expect(readScenario(text, ["sync"]), text).toEqual(expect.stringContaining(said));
});

test("a scenario that is none says in which line", () => {
  for (const [text, line] of [
    ["users: []\nanswers: ]", 2],
    ["users: []\n\nanswer: []", 3],
    ["users:\n  - name: a\n    password: b\n  - name: c", 4],
    ["users:\n  - name: a\n    password: b\n    age: 4", 4],
    ["answers:\n  - operation: sync\n    status: 500\n    times: 0", 4],
    ['{\n  "answers": [\n    { "operation": "sync" },\n    { "operation": "snyc" }\n  ]\n}', 4],
  ] as const)
    expect(readScenario(text, ["sync"]), text).toMatch(new RegExp(`^\\(line ${line}\\) `));
});
