function gWordsContent(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data["*/"];
  if (data0 !== undefined && typeof data0 !== "string") {
    return false;
  }
  let data1 = data.old;
  if (data1 !== undefined && typeof data1 !== "string") {
    return false;
  }
  let data2 = data["quote\"d"];
  if (data2 !== undefined) {
    if (!(((((data2 === "\"") || (data2 === "'")) || (data2 === "`")) || (data2 === "${x}")) || (data2 === "\n"))) {
      return false;
    }
  }
  return true;
}

function vWordsContent(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data["*/"];
  if (data0 !== undefined && typeof data0 !== "string") {
    errors += report(issues, at + "/*~1", "type", "string");
  }
  let data1 = data.old;
  if (data1 !== undefined && typeof data1 !== "string") {
    errors += report(issues, at + "/old", "type", "string");
  }
  let data2 = data["quote\"d"];
  if (data2 !== undefined) {
    if (!(((((data2 === "\"") || (data2 === "'")) || (data2 === "`")) || (data2 === "${x}")) || (data2 === "\n"))) {
      errors += report(issues, at + "/quote\"d", "enum", ["\"","'","`","${x}","\n"]);
    }
  }
  return errors;
}

function gWordsEvent(data) {
  step();
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.content;
  if (data0 !== undefined && !gWordsContent(data0)) {
    return false;
  }
  return true;
}

function vWordsEvent(data, issues, at) {
  let errors = 0;
  step();
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    let data0 = data.content;
    if (data0 !== undefined) {
      errors += vWordsContent(data0, issues, at + "/content");
    }
  } else {
    errors += report(issues, at, "type", "object");
  }
  return errors;
}

/** Whether a value has the type `WordsContent`. */
export const isWordsContent = /* @__PURE__ */ guard(gWordsContent);

/** Gives the value as `WordsContent`, or all that is wrong with it. */
export const checkWordsContent = /* @__PURE__ */ check(vWordsContent);

/** Whether a value has the type `WordsEvent`. */
export const isWordsEvent = /* @__PURE__ */ guard(gWordsEvent);

/** Gives the value as `WordsEvent`, or all that is wrong with it. */
export const checkWordsEvent = /* @__PURE__ */ check(vWordsEvent);
