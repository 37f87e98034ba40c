/** Examples in `schemas/`: one for each JSON body, answer and parameter, in the form of the real thing, in words of our own. */
import { expect, it } from "vitest";
import { Diagnostics } from "../../generator/diagnostic.js";
import { contentPlace } from "../../generator/load/examples.js";
import { understand } from "../../generator/pipeline.js";
import { shared } from "../support/shared.js";
import { illFormed } from "./example-form.js";
import { examplesOf, madeUp } from "./example-texts.js";
import { unknownMembers } from "./known-members.js";
import { SpecFolder, schemasFolder } from "./support.js";

const spec = understand({ spec: schemasFolder }, new Diagnostics());

/** JSON bodies of requests and answers, with their examples. */
const contents = spec.model.apis.flatMap(({ operations }) =>
  operations.flatMap((operation) =>
    [operation.requestBody ?? [], operation.responses].flat().flatMap((body) =>
      body.contents
        .filter(({ json }) => json)
        .map(({ mediaType, schema }) => {
          const place = contentPlace(body.origin, mediaType);
          return { place: `${place.file}#${place.pointer}`, schema, examples: spec.examples(place) };
        }),
    ),
  ),
);
const folder = new SpecFolder(schemasFolder);

it("has an example of every JSON body and answer", () => {
  expect(contents.length).toBeGreaterThan(600);
  expect(contents.filter(({ examples }) => examples.length === 0).map(({ place }) => place)).toEqual([]);
});

it("has an example of every parameter", () => {
  const parameters = spec.model.apis.flatMap(({ operations }) =>
    operations.flatMap((operation) => operation.parameters.map((each) => ({ operation, each }))),
  );
  expect(parameters.length).toBeGreaterThan(300);
  const bare = parameters.filter(({ each }) => spec.examples(each.origin).length === 0);
  expect(bare.map(({ operation, each }) => `${operation.operationId} ${each.name}`)).toEqual([]);
});

/** Members that prose speaks of: of events where their place describes only a part of them, and of errors. */
const IN_PROSE = new Set([
  "current_version",
  "knock_room_state",
  "name",
  "room_id",
  "sender",
  "signatures",
  "soft_logout",
  "unsigned",
]);

it("has no member in an example that the schema does not know", () => {
  const unknown = contents.flatMap(({ place, schema, examples }) =>
    examples.flatMap(({ value }) =>
      unknownMembers(schema ?? true, value, spec.linked)
        .filter((at) => !IN_PROSE.has(at.slice(at.lastIndexOf("/") + 1)))
        .map((at) => `${place}: ${at}`),
    ),
  );
  expect(unknown).toEqual([]);
});

it("has identifiers, keys, signatures and times in their real form", () => {
  const found = examplesOf(folder).flatMap(({ place, value }) =>
    illFormed(value, place.endsWith("/signatures/example") ? ["signatures"] : []).map(
      (said) => `${place}: ${said}`,
    ),
  );
  expect(found).toEqual([]);
});

const upstream = shared("matrix-spec/v1.19/data");

it.skipIf(upstream === undefined)("has no name, secret or sentence of the specification's examples", () => {
  const theirs = madeUp(new SpecFolder(upstream ?? ""));
  expect(theirs.size).toBeGreaterThan(300);
  expect([...madeUp(folder)].filter((text) => theirs.has(text))).toEqual([]);
});
