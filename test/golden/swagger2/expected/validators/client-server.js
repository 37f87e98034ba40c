function gDownloadPath(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.name;
  if (typeof data0 !== "string") {
    return false;
  }
  return true;
}

function vDownloadPath(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.name;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "name");
  } else if (typeof data0 !== "string") {
    errors += report(issues, at + "/name", "type", "string");
  }
  return errors;
}

function gDownloadResponse4XX(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.errcode;
  if (typeof data0 !== "string") {
    return false;
  }
  return true;
}

function vDownloadResponse4XX(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.errcode;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "errcode");
  } else if (typeof data0 !== "string") {
    errors += report(issues, at + "/errcode", "type", "string");
  }
  return errors;
}

function gUploadHeaders(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data["content-type"];
  if (data0 !== undefined && typeof data0 !== "string") {
    return false;
  }
  return true;
}

function vUploadHeaders(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data["content-type"];
  if (data0 !== undefined && typeof data0 !== "string") {
    errors += report(issues, at + "/content-type", "type", "string");
  }
  return errors;
}

function gUploadQuery(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.via;
  if (data0 !== undefined) {
    if (!Array.isArray(data0)) {
      return false;
    }
    const len0 = step(data0.length);
    for (let i0 = 0; i0 < len0; i0++) {
      let data1 = data0[i0];
      if (typeof data1 !== "string") {
        return false;
      }
    }
  }
  return true;
}

function vUploadQuery(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.via;
  if (data0 !== undefined) {
    if (Array.isArray(data0)) {
      const len0 = step(data0.length);
      for (let i0 = 0; i0 < len0; i0++) {
        let data1 = data0[i0];
        if (typeof data1 !== "string") {
          errors += report(issues, at + "/via/" + i0, "type", "string");
        }
      }
    } else {
      errors += report(issues, at + "/via", "type", "array");
    }
  }
  return errors;
}

function gUploadResponse200(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.content_uri;
  if (typeof data0 !== "string") {
    return false;
  }
  return true;
}

function vUploadResponse200(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.content_uri;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "content_uri");
  } else if (typeof data0 !== "string") {
    errors += report(issues, at + "/content_uri", "type", "string");
  }
  return errors;
}

/** Whether a value has the type `DownloadPath`. */
export const isDownloadPath = /* @__PURE__ */ guard(gDownloadPath);

/** Gives the value as `DownloadPath`, or all that is wrong with it. */
export const checkDownloadPath = /* @__PURE__ */ check(vDownloadPath);

/** Whether a value has the type `DownloadResponse4XX`. */
export const isDownloadResponse4XX = /* @__PURE__ */ guard(gDownloadResponse4XX);

/** Gives the value as `DownloadResponse4XX`, or all that is wrong with it. */
export const checkDownloadResponse4XX = /* @__PURE__ */ check(vDownloadResponse4XX);

/** Whether a value has the type `UploadHeaders`. */
export const isUploadHeaders = /* @__PURE__ */ guard(gUploadHeaders);

/** Gives the value as `UploadHeaders`, or all that is wrong with it. */
export const checkUploadHeaders = /* @__PURE__ */ check(vUploadHeaders);

/** Whether a value has the type `UploadPath`. */
export const isUploadPath = /* @__PURE__ */ guard(gDownloadPath);

/** Gives the value as `UploadPath`, or all that is wrong with it. */
export const checkUploadPath = /* @__PURE__ */ check(vDownloadPath);

/** Whether a value has the type `UploadQuery`. */
export const isUploadQuery = /* @__PURE__ */ guard(gUploadQuery);

/** Gives the value as `UploadQuery`, or all that is wrong with it. */
export const checkUploadQuery = /* @__PURE__ */ check(vUploadQuery);

/** Whether a value has the type `UploadResponse200`. */
export const isUploadResponse200 = /* @__PURE__ */ guard(gUploadResponse200);

/** Gives the value as `UploadResponse200`, or all that is wrong with it. */
export const checkUploadResponse200 = /* @__PURE__ */ check(vUploadResponse200);
