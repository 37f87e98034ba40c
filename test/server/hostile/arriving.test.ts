/** O8: bodies that arrive take so much memory together, and no more. */
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { Arriving } from "../../../server/bounds/arriving.js";
import { countedRequests } from "../../../server/http/counted-requests.js";

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

it("O8 of the requests that arrive at once, the largest is broken off where they take too much", async () => {
  const server = createServer(
    { IncomingMessage: countedRequests(new Arriving(100_000)) },
    (request, response) => {
      text(request).then(
        (body) => response.end(`${body.length}`),
        () => {},
      );
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}/`;
  const slow = connect(port, "127.0.0.1");
  const ended = once(slow, "close");
  slow.on("error", () => {});
  slow.write(`PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n${"x".repeat(99_000)}`);
  await once(server, "request");

  const put = async (length: number): Promise<string> =>
    (await fetch(url, { method: "PUT", body: "x".repeat(length) })).text();
  // One after the other they take no more than one.
  for (let at = 0; at < 5; at++) expect(await put(500)).toBe("500");
  expect(await put(50_000)).toBe("50000");
  await ended;
  server.closeAllConnections();
  server.close();
});
