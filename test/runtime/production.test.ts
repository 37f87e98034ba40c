/** Without validation of answers: what can be sent is sent, and a failure reveals nothing. */
import { describe, expect, test } from "vitest";
import { ADAPTERS } from "./support/adapters.js";
import { V3 } from "./support/behaviours/behaviour.js";
import { smallApi } from "./support/small-api.js";

const errors: unknown[] = [];
const onError = (error: unknown): void => void errors.push(error);

for (const [name, adapt] of Object.entries(ADAPTERS))
  describe(name, () => {
    const server = adapt({ handlers: smallApi, validateResponses: false, onError });

    test("an answer that breaks its schema is sent", async () => {
      expect(await server({ target: `${V3}/lie` })).toMatchObject({ status: 200, text: '{"room_id":1}' });
    });

    test.each([
      "broken/circular",
      "broken/bigint",
      "broken/text",
      "broken/nothing",
      "broken/elsewhere",
      "broken/strange",
      "broken/bodiless",
      "broken/late",
      "crash",
      "download",
      "explode",
      "inject",
    ])("%s is reported, and not told", async (path) => {
      errors.length = 0;
      const { status, text } = await server({ target: `${V3}/${path}` });
      expect({ status, body: JSON.parse(text) }).toEqual({
        status: 500,
        body: { errcode: "M_UNKNOWN", error: "Internal server error" },
      });
      expect(errors).toHaveLength(1);
    });
  });
