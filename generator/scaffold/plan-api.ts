/** Plans the files of one API. */
import { compare } from "../json.js";
import { applyEdits, lineBreakOf, withLineBreaks } from "./edits.js";
import type { Existing, MarkedFile, Parser } from "./existing.js";
import { fileNames } from "./file-names.js";
import { exportedName, type Form, formOf } from "./handler-file.js";
import { isUntouched } from "./marker.js";
import type { Outcome } from "./outcome.js";
import { constantOf, printApi, printAuth, printContext, type Wire } from "./print-api.js";
import { asModule, printHandler, printTest, type Surroundings } from "./print-operation.js";
import { printTesting } from "./print-testing.js";
import { retargetImports } from "./retarget.js";
import { idOf, type Subject } from "./scaffold-plan.js";
import { type GeneratedPlace, relativeSpecifier } from "./specifiers.js";
import { handlersOf } from "./subject.js";
import type { TestRunner } from "./test-runner.js";
import { updateApi } from "./update-api.js";
import { markGone, updateHandler, updateTest } from "./update-operation.js";
import { apiForm } from "./wired-object.js";

export interface ApiPlanning {
  readonly api: string;
  readonly subjects: readonly Subject[];
  /** Those that the user asks for in this run. */
  readonly wanted: readonly Subject[];
  readonly existing: Existing;
  readonly place: GeneratedPlace;
  readonly parser: Parser;
  readonly outcome: Outcome;
  readonly runner: TestRunner;
  /** Whether new operations get tests. */
  readonly tests: boolean;
}

/** A handler after this run, for what wires it. */
interface Placed {
  readonly subject: Subject;
  readonly file: string;
  /** Undefined when the user exports it in a way that cannot be wired. */
  readonly local: string | undefined;
  readonly form: Form;
}

export function planApi(planning: ApiPlanning): void {
  const { api, subjects, wanted, existing, outcome } = planning;
  const stems = fileNames(subjects);
  const handlers = existing.files.filter(
    ({ marker }) => marker.kind === "handler" && marker.id.startsWith(`${api}/`),
  );
  const known = matchHandlers(handlers, subjects);
  const placed: Placed[] = [];
  const gone: MarkedFile[] = [];
  for (const file of handlers) {
    const subject = known.get(file);
    if (subject === undefined) gone.push(file);
    else placed.push(planKnown(file, subject, planning));
  }
  const present = new Set(known.values());
  const added = wanted.filter((subject) => !present.has(subject));
  for (const subject of added)
    placed.push(planNew(subject, `${api}/${stems.get(subject.operationId) ?? api}`, planning));
  for (const file of gone) planGone(file, planning);
  planShared(planning, added.length > 0);
  planWiring(planning, placed, gone);
  outcome.operations += placed.length + gone.length;
}

/** By the mark, or else by the route: an operation may have got another name. */
function matchHandlers(files: readonly MarkedFile[], subjects: readonly Subject[]): Map<MarkedFile, Subject> {
  const byId = new Map(subjects.map((subject) => [idOf(subject), subject] as const));
  const known = new Map<MarkedFile, Subject>();
  for (const file of files) {
    const subject = byId.get(file.marker.id);
    if (subject !== undefined) known.set(file, subject);
  }
  const taken = new Set(known.values());
  for (const file of files) {
    if (known.has(file)) continue;
    const renamed = subjects.filter(
      (subject) =>
        !taken.has(subject) && file.marker.lines.some((line) => line.startsWith(`\`${subject.route}\``)),
    );
    const [only, another] = renamed;
    if (only === undefined || another !== undefined) continue;
    known.set(file, only);
    taken.add(only);
  }
  return known;
}

function planKnown(file: MarkedFile, subject: Subject, planning: ApiPlanning): Placed {
  const { existing, outcome, parser } = planning;
  const id = idOf(subject);
  if (file.marker.id !== id) outcome.renamed.push({ from: file.marker.id, to: id, path: file.path });
  const surroundings = surroundingsOf(file.path, planning);
  outcome.update(file, updateHandler(file, subject, { parser, surroundings }));
  const local = exportedName(file.source, file.marker);
  const form = formOf(file.source, file.marker);
  const test = existing.find("test", file.marker.id);
  if (test !== undefined) {
    const handler = { file: outcome.absolute(file.path), local: local ?? subject.member, form };
    const around = surroundingsOf(test.path, planning);
    outcome.update(test, updateTest(test, subject, handler, { parser, surroundings: around }));
  }
  return { subject, file: file.path, local, form };
}

function planNew(subject: Subject, stem: string, planning: ApiPlanning): Placed {
  const { outcome, tests } = planning;
  const path = `${stem}.ts`;
  const surroundings = surroundingsOf(path, planning);
  const form = formFor(planning);
  const handler = { file: outcome.absolute(path), local: subject.member, form };
  outcome.create(path, printHandler(subject, surroundings, form));
  if (tests) outcome.create(`${stem}.test.ts`, printTest(subject, handler, surroundings));
  return { subject, file: path, local: subject.member, form };
}

/** The form of new handlers: that of the index which wires them. */
function formFor({ api, existing }: ApiPlanning): Form {
  const index = existing.find("api", api);
  return index === undefined ? "factory" : apiForm(index);
}

function planGone(file: MarkedFile, { existing, outcome, runner }: ApiPlanning): void {
  outcome.gone.push({ id: file.marker.id, path: file.path });
  outcome.update(file, markGone(file, runner));
  const test = existing.find("test", file.marker.id);
  if (test !== undefined) outcome.update(test, markGone(test, runner));
}

/** Support files of handlers and tests. A file that the user has removed or made their own stays so. */
function planShared(planning: ApiPlanning, needed: boolean): void {
  const { api, place, existing, outcome, tests } = planning;
  const auth = existing.find("auth", api);
  const testing = existing.find("testing", api);
  const context = existing.find("context", api);
  const form = formFor(planning);
  const paths = { auth: `${api}/auth.ts`, context: `${api}/context.ts`, testing: `${api}/testing.ts` };
  if (auth === undefined && needed && !outcome.exists(paths.auth)) outcome.create(paths.auth, printAuth(api));
  const lacksContext = form === "factory" && context === undefined && !outcome.exists(paths.context);
  if (needed && lacksContext) outcome.create(paths.context, printContext(api));
  if (testing !== undefined) {
    const { text, source, marker, path } = testing;
    const folder = outcome.folderOf(path);
    const fresh = withLineBreaks(printTesting(api, place, { folder, form }), lineBreakOf(text));
    const edits = retargetImports(source, { api, handlers: handlersOf(api), place, folder });
    outcome.update(testing, isUntouched(text, marker) ? fresh : applyEdits(text, edits));
  } else if (needed && tests && !outcome.exists(paths.testing))
    outcome.create(
      paths.testing,
      printTesting(api, place, { folder: outcome.folderOf(paths.testing), form }),
    );
}

function planWiring(planning: ApiPlanning, placed: readonly Placed[], gone: readonly MarkedFile[]): void {
  const { api, place, existing, outcome } = planning;
  const file = existing.find("api", api);
  const path = file?.path ?? `${api}/index.ts`;
  const folder = outcome.folderOf(path);
  const specifier = (target: string): string => relativeSpecifier(folder, asModule(outcome.absolute(target)));
  const wires = placed
    .flatMap(({ subject, file: target, local, form }): Wire[] => {
      if (local !== undefined) return [{ member: subject.member, local, specifier: specifier(target), form }];
      outcome.notes.push(`${target}: exports no handler by name, so that it is not wired`);
      return [];
    })
    .sort((a, b) => compare(a.member, b.member));
  if (file === undefined) {
    outcome.create(path, printApi(api, wires, place, { folder, form: "factory" }));
    return;
  }
  if (apiForm(file) === "constant")
    outcome.notes.push(
      `${path}: ${constantOf(api)} is a constant, as earlier versions wrote it, and new handlers are written to fit; make it a function of a context to get factories`,
    );
  const lost = gone.map((each) => specifier(each.path));
  const { text, notes } = updateApi(file, { api, place, folder, wires, gone: lost });
  outcome.update(file, text);
  outcome.notes.push(...notes);
}

function surroundingsOf(path: string, { api, place, existing, outcome, runner }: ApiPlanning): Surroundings {
  const file = (kind: "auth" | "context" | "testing"): string =>
    asModule(outcome.absolute(existing.find(kind, api)?.path ?? `${api}/${kind}.ts`));
  return {
    folder: outcome.folderOf(path),
    place,
    auth: file("auth"),
    context: file("context"),
    testing: file("testing"),
    runner,
  };
}
