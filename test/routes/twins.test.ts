/** Matrix's own twins: a request that is right for neither hears of the one that it meant. */
import { routes, unimplemented } from "@knockgen/matrix/routes/client-server";
import { createFetchHandler } from "@knockgen/matrix/runtime/fetch-handler";
import { expect, test } from "vitest";

const answer = (): object => ({ status: 200, body: {} });
const handlers = { ...unimplemented, ...Object.fromEntries(routes.map(({ name }) => [name, answer])) };
const handle = createFetchHandler({ handlers, authenticate: () => ({}), validateResponses: false });

test.each([
  ['{"user_id":"ada"}', "user_id"],
  ['{"user_id":1,"reason":"x"}', "user_id"],
  ['{"medium":"email","address":5,"id_server":"a"}', "address"],
  ['{"medium":"email","address":"a@b"}', "id_server"],
  ["{}", "user_id"],
])("an invite of %s", async (body, problem) => {
  const request = new Request("http://a/_matrix/client/v3/rooms/!a:b/invite", {
    method: "POST",
    headers: { authorization: "Bearer t" },
    body,
  });
  const response = await handle(request);
  expect(response.status).toBe(400);
  expect((await response.json()).error).toContain(problem);
});
