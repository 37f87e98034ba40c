function gMDotADotBUnderscoreCContent(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.x;
  if (data0 !== undefined && typeof data0 !== "string") {
    return false;
  }
  return true;
}

function vMDotADotBUnderscoreCContent(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.x;
  if (data0 !== undefined && typeof data0 !== "string") {
    errors += report(issues, at + "/x", "type", "string");
  }
  return errors;
}

function gMDotADotBUnderscoreCEvent(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.content;
  if (data0 !== undefined) {
    if (typeof data0 !== "object" || data0 === null || Array.isArray(data0)) {
      return false;
    }
    let data1 = data0.x;
    if (data1 !== undefined && typeof data1 !== "string") {
      return false;
    }
  }
  return true;
}

function vMDotADotBUnderscoreCEvent(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.content;
  if (data0 !== undefined) {
    if (typeof data0 === "object" && data0 !== null && !Array.isArray(data0)) {
      let data1 = data0.x;
      if (data1 !== undefined && typeof data1 !== "string") {
        errors += report(issues, at + "/content/x", "type", "string");
      }
    } else {
      errors += report(issues, at + "/content", "type", "object");
    }
  }
  return errors;
}

function gMDotAUnderscoreBDotCContent(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.y;
  if (data0 !== undefined && typeof data0 !== "string") {
    return false;
  }
  return true;
}

function vMDotAUnderscoreBDotCContent(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.y;
  if (data0 !== undefined && typeof data0 !== "string") {
    errors += report(issues, at + "/y", "type", "string");
  }
  return errors;
}

function gMDotAUnderscoreBDotCEvent(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.content;
  if (data0 !== undefined) {
    if (typeof data0 !== "object" || data0 === null || Array.isArray(data0)) {
      return false;
    }
    let data1 = data0.y;
    if (data1 !== undefined && typeof data1 !== "string") {
      return false;
    }
  }
  return true;
}

function vMDotAUnderscoreBDotCEvent(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.content;
  if (data0 !== undefined) {
    if (typeof data0 === "object" && data0 !== null && !Array.isArray(data0)) {
      let data1 = data0.y;
      if (data1 !== undefined && typeof data1 !== "string") {
        errors += report(issues, at + "/content/y", "type", "string");
      }
    } else {
      errors += report(issues, at + "/content", "type", "object");
    }
  }
  return errors;
}

/** Whether a value has the type `MDotADotBUnderscoreCContent`. */
export const isMDotADotBUnderscoreCContent = /* @__PURE__ */ guard(gMDotADotBUnderscoreCContent);

/** Gives the value as `MDotADotBUnderscoreCContent`, or all that is wrong with it. */
export const checkMDotADotBUnderscoreCContent = /* @__PURE__ */ check(vMDotADotBUnderscoreCContent);

/** Whether a value has the type `MDotADotBUnderscoreCEvent`. */
export const isMDotADotBUnderscoreCEvent = /* @__PURE__ */ guard(gMDotADotBUnderscoreCEvent);

/** Gives the value as `MDotADotBUnderscoreCEvent`, or all that is wrong with it. */
export const checkMDotADotBUnderscoreCEvent = /* @__PURE__ */ check(vMDotADotBUnderscoreCEvent);

/** Whether a value has the type `MDotAUnderscoreBDotCContent`. */
export const isMDotAUnderscoreBDotCContent = /* @__PURE__ */ guard(gMDotAUnderscoreBDotCContent);

/** Gives the value as `MDotAUnderscoreBDotCContent`, or all that is wrong with it. */
export const checkMDotAUnderscoreBDotCContent = /* @__PURE__ */ check(vMDotAUnderscoreBDotCContent);

/** Whether a value has the type `MDotAUnderscoreBDotCEvent`. */
export const isMDotAUnderscoreBDotCEvent = /* @__PURE__ */ guard(gMDotAUnderscoreBDotCEvent);

/** Gives the value as `MDotAUnderscoreBDotCEvent`, or all that is wrong with it. */
export const checkMDotAUnderscoreBDotCEvent = /* @__PURE__ */ check(vMDotAUnderscoreBDotCEvent);
