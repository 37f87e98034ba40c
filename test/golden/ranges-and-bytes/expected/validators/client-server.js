function gMaybeQuery(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.fields;
  if (data0 !== undefined && !(typeof data0 === "object" && data0 !== null && !Array.isArray(data0))) {
    return false;
  }
  let data1 = data.limit;
  if (data1 !== undefined && !Number.isInteger(data1)) {
    return false;
  }
  return true;
}

function vMaybeQuery(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.fields;
  if (data0 !== undefined && !(typeof data0 === "object" && data0 !== null && !Array.isArray(data0))) {
    errors += report(issues, at + "/fields", "type", "object");
  }
  let data1 = data.limit;
  if (data1 !== undefined && !Number.isInteger(data1)) {
    errors += report(issues, at + "/limit", "type", "integer");
  }
  return errors;
}

function gMaybeRequestBody(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.a;
  if (data0 !== undefined && (typeof data0 !== "string") && (data0 !== null)) {
    return false;
  }
  return true;
}

function vMaybeRequestBody(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.a;
  if (data0 !== undefined && (typeof data0 !== "string") && (data0 !== null)) {
    errors += report(issues, at + "/a", "type", ["string","null"]);
  }
  return errors;
}

function gMaybeResponse200(data) {
  if (!Array.isArray(data)) {
    return false;
  }
  const len0 = step(data.length);
  if (len0 > 0) {
    let data0 = data[0];
    if (!Number.isInteger(data0)) {
      return false;
    }
  }
  if (len0 > 1) {
    let data1 = data[1];
    if (!(typeof data1 === "object" && data1 !== null && !Array.isArray(data1))) {
      return false;
    }
  }
  return true;
}

function vMaybeResponse200(data, issues, at) {
  let errors = 0;
  if (!Array.isArray(data)) {
    return report(issues, at, "type", "array");
  }
  const len0 = step(data.length);
  if (len0 > 0) {
    let data0 = data[0];
    if (!Number.isInteger(data0)) {
      errors += report(issues, at + "/0", "type", "integer");
    }
  }
  if (len0 > 1) {
    let data1 = data[1];
    if (!(typeof data1 === "object" && data1 !== null && !Array.isArray(data1))) {
      errors += report(issues, at + "/1", "type", "object");
    }
  }
  return errors;
}

function gPutBytesResponseDefault(data) {
  if (!(typeof data === "object" && data !== null && !Array.isArray(data))) {
    return false;
  }
  return true;
}

function vPutBytesResponseDefault(data, issues, at) {
  let errors = 0;
  if (!(typeof data === "object" && data !== null && !Array.isArray(data))) {
    errors += report(issues, at, "type", "object");
  }
  return errors;
}

/** Whether a value has the type `MaybeQuery`. */
export const isMaybeQuery = /* @__PURE__ */ guard(gMaybeQuery);

/** Gives the value as `MaybeQuery`, or all that is wrong with it. */
export const checkMaybeQuery = /* @__PURE__ */ check(vMaybeQuery);

/** Whether a value has the type `MaybeRequestBody`. */
export const isMaybeRequestBody = /* @__PURE__ */ guard(gMaybeRequestBody);

/** Gives the value as `MaybeRequestBody`, or all that is wrong with it. */
export const checkMaybeRequestBody = /* @__PURE__ */ check(vMaybeRequestBody);

/** Whether a value has the type `MaybeResponse200`. */
export const isMaybeResponse200 = /* @__PURE__ */ guard(gMaybeResponse200);

/** Gives the value as `MaybeResponse200`, or all that is wrong with it. */
export const checkMaybeResponse200 = /* @__PURE__ */ check(vMaybeResponse200);

/** Whether a value has the type `PutBytesResponseDefault`. */
export const isPutBytesResponseDefault = /* @__PURE__ */ guard(gPutBytesResponseDefault);

/** Gives the value as `PutBytesResponseDefault`, or all that is wrong with it. */
export const checkPutBytesResponseDefault = /* @__PURE__ */ check(vPutBytesResponseDefault);
