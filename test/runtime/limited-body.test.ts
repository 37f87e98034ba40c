/** Bodies that are read whole, in whatever parts they come. */
import { Collector } from "@knockgen/matrix/runtime/limited-body";
import fc from "fast-check";
import { expect, it } from "vitest";

it("gives the bytes in their order, up to the limit", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 3 }), { maxLength: 600 }),
      fc.nat(900),
      (parts, limit) => {
        const collected = new Collector(limit);
        const fits = parts.every((part) => collected.add(part));
        const whole = Buffer.concat(parts);
        expect(fits).toBe(whole.length <= limit);
        if (!fits) return;
        expect(Buffer.from(collected.bytes())).toEqual(whole);
        expect(Buffer.concat(collected.parts)).toEqual(whole);
      },
    ),
  );
});

it("O8 keeps few of many tiny parts", () => {
  const collected = new Collector(100_000);
  for (let at = 0; at < 100_000; at++) collected.add(Uint8Array.of(at % 256));
  expect(collected.parts.length).toBeLessThan(1_000);
});
