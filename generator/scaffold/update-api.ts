/** Brings the object that wires an API's handlers up to date, on its syntax tree. */
import { applyEdits, type Edit, lineBreakOf, withLineBreaks } from "./edits.js";
import type { MarkedFile } from "./existing.js";
import { isUntouched } from "./marker.js";
import { constantOf, printApi, printMember, type Wire } from "./print-api.js";
import { retargetImports } from "./retarget.js";
import type { GeneratedPlace } from "./specifiers.js";
import { handlersOf } from "./subject.js";
import { unwire } from "./unwire.js";
import { addImports } from "./wired-imports.js";
import { addMembers, renameMember } from "./wired-members.js";
import { apiForm, contextName, wiredObject } from "./wired-object.js";

export interface Wiring {
  readonly api: string;
  readonly place: GeneratedPlace;
  /** Folder of the file. */
  readonly folder: string;
  /** All that are to be wired, sorted by member. */
  readonly wires: readonly Wire[];
  /** Specifiers of files whose operations are gone. */
  readonly gone: readonly string[];
}

export interface Updated {
  readonly text: string;
  readonly notes: readonly string[];
}

/** Leaves what the user wrote as it is; an index without an object to wire in is told of by a note. */
export function updateApi(file: MarkedFile, wanted: Wiring): Updated {
  const { text, source, marker, path } = file;
  const { api, place, folder, wires, gone } = wanted;
  if (isUntouched(text, marker))
    return {
      text: withLineBreaks(printApi(api, wires, place, { folder, form: apiForm(file) }), lineBreakOf(text)),
      notes: [],
    };
  const retargeted = retargetImports(source, { api, handlers: handlersOf(api), place, folder });
  const wiring = wiredObject(file);
  if (wiring === undefined) {
    const list = wires.map(({ member }) => member).join(", ");
    const note = `${path}: there is no object literal to wire handlers in; see that it has ${list}`;
    return { text: applyEdits(text, retargeted), notes: [note] };
  }
  const { object } = wiring;
  const unwired = gone.map((specifier) => unwire(file, object, specifier));
  const renamed: Edit[] = [];
  const added: Wire[] = [];
  for (const wire of wires) {
    if (object.getProperty(wire.member) !== undefined) continue;
    const edit = renameMember(source, object, wire);
    if (edit === undefined) added.push(wire);
    else renamed.push(edit);
  }
  return {
    text: applyEdits(text, [
      ...retargeted,
      ...unwired.flatMap(({ edits }) => edits),
      ...renamed,
      ...addImports(text, source, added, api),
      ...addMembers(
        text,
        object,
        added.map((wire) => printMember(wire, constantOf(api), contextName(wiring))),
      ),
    ]),
    notes: unwired.flatMap(({ notes }) => notes),
  };
}
