/** How much the mock keeps: what was taken back, replaced or refused does not count. */
import { release } from "@knockgen/matrix/inspect/release";
import type { Route } from "@knockgen/matrix/runtime/route";
import { expect, test } from "vitest";
import { Budget } from "../../cli/mock/budget.js";
import { Stored } from "../../cli/mock/stored.js";

function routeOf(name: string): Route {
  const found = release.routes.find((route) => route.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** Undefined where the specification has to answer, as it does for what was put. */
function asking(most: number): (name: string, size: number, key?: string) => number | undefined {
  const stored = new Stored("mock.example", new Budget(most));
  return (name, size, key = "") =>
    stored.answer({
      route: routeOf(name),
      parameters: new Map([["mediaId", key]]),
      userId: "@ada:mock.example",
      contentType: "",
      bytes: new Uint8Array(size),
      json: {
        app_id: "app",
        pushkey: key,
        app_display_name: "App",
        device_display_name: "Device",
        lang: "en",
        data: {},
      },
    })?.status;
}

test.each(["setAccountData", "postPusher"])("%s: what replaces the same thing does not add to it", (name) => {
  const ask = asking(100);
  for (let time = 0; time < 3; time++) expect(ask(name, 60, "key")).not.toBe(413);
  expect(ask(name, 60, "another")).toBe(413);
});

test("what was refused takes no room", () => {
  const ask = asking(100);
  expect(ask("uploadContent", 101)).toBe(413);
  expect(ask("uploadContent", 100)).toBe(200);
  expect(ask("uploadContent", 1)).toBe(413);
});

test("what was deleted takes no room", () => {
  const ask = asking(100);
  ask("setRoomAlias", 100);
  expect(ask("uploadContent", 100)).toBe(413);
  ask("deleteRoomAlias", 0);
  expect(ask("uploadContent", 100)).toBe(200);
});
