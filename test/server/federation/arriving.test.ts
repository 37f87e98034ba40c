/** O8: answers that arrive take so much memory together, and no more. */
import { expect, it } from "vitest";
import { Arriving } from "../../../server/federation/transport/arriving.js";

function begin(arriving: Arriving) {
  const call = { gaveWay: 0 };
  const arrival = arriving.begin(() => {
    call.gaveWay++;
    arrival.end();
  });
  return Object.assign(call, arrival);
}

it("the largest gives way, whoever goes beyond the bound", () => {
  const arriving = new Arriving(100);
  const [large, small] = [begin(arriving), begin(arriving)];
  large.add(60);
  small.add(40);
  expect([large.gaveWay, small.gaveWay]).toEqual([0, 0]);
  small.add(1);
  expect([large.gaveWay, small.gaveWay]).toEqual([1, 0]);
});

it("those that have ended count no more, and one alone has all", () => {
  const arriving = new Arriving(100);
  for (let at = 0; at < 3; at++) {
    const call = begin(arriving);
    call.add(100);
    call.end();
    call.end();
    call.add(100);
    expect(call.gaveWay).toBe(0);
  }
  const beyond = begin(arriving);
  beyond.add(101);
  expect(beyond.gaveWay).toBe(1);
});
