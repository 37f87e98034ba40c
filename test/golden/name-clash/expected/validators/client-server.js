const isShort = (s) => s.length < 86 || (s.length < 256 && new TextEncoder().encode(s).length < 256);
const isRoomId = (s) => s.length > 1 && s.charCodeAt(0) === 33 && isShort(s) && !s.includes("\0");
const pattern_isUserId = /^@[^:\0]*:(?:[0-9A-Za-z.-]{1,255}|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const isUserId = (s) => isShort(s) && hasAddress(s, s.indexOf(":") + 1) && pattern_isUserId.test(s);

function gDefinitionsRecord(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data) || data.isRecord === undefined) {
    return false;
  }
  return true;
}

function vDefinitionsRecord(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  if (data.isRecord === undefined) {
    errors += report(issues, at, "required", "isRecord");
  }
  return errors;
}

function gDefinitionsUserId(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.id;
  if (data0 !== undefined && (typeof data0 !== "string" || !isUserId(data0))) {
    return false;
  }
  return true;
}

function vDefinitionsUserId(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.id;
  if (data0 !== undefined) {
    if (typeof data0 !== "string") {
      errors += report(issues, at + "/id", "type", "string");
    } else if (!isUserId(data0)) {
      errors += report(issues, at + "/id", "format", "mx-user-id");
    }
  }
  return errors;
}

function gFilterGetMatrixClientV3FilterResponse200(data) {
  step();
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.rooms;
  if (data0 !== undefined && !gRoomsFilter(data0)) {
    return false;
  }
  let data1 = data.users;
  if (data1 !== undefined && !gUsersFilter(data1)) {
    return false;
  }
  let data2 = data.record;
  if (data2 !== undefined && !gDefinitionsRecord(data2)) {
    return false;
  }
  let data3 = data.user;
  if (data3 !== undefined && !gDefinitionsUserId(data3)) {
    return false;
  }
  return true;
}

function vFilterGetMatrixClientV3FilterResponse200(data, issues, at) {
  let errors = 0;
  step();
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    let data0 = data.rooms;
    if (data0 !== undefined) {
      errors += vRoomsFilter(data0, issues, at + "/rooms");
    }
    let data1 = data.users;
    if (data1 !== undefined) {
      errors += vUsersFilter(data1, issues, at + "/users");
    }
    let data2 = data.record;
    if (data2 !== undefined) {
      errors += vDefinitionsRecord(data2, issues, at + "/record");
    }
    let data3 = data.user;
    if (data3 !== undefined) {
      errors += vDefinitionsUserId(data3, issues, at + "/user");
    }
  } else {
    errors += report(issues, at, "type", "object");
  }
  return errors;
}

function gRoomsFilter(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.room;
  if (data0 !== undefined && (typeof data0 !== "string" || !isRoomId(data0))) {
    return false;
  }
  return true;
}

function vRoomsFilter(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.room;
  if (data0 !== undefined) {
    if (typeof data0 !== "string") {
      errors += report(issues, at + "/room", "type", "string");
    } else if (!isRoomId(data0)) {
      errors += report(issues, at + "/room", "format", "mx-room-id");
    }
  }
  return errors;
}

function gUsersFilter(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.user;
  if (data0 !== undefined && (typeof data0 !== "string" || !isUserId(data0))) {
    return false;
  }
  return true;
}

function vUsersFilter(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.user;
  if (data0 !== undefined) {
    if (typeof data0 !== "string") {
      errors += report(issues, at + "/user", "type", "string");
    } else if (!isUserId(data0)) {
      errors += report(issues, at + "/user", "format", "mx-user-id");
    }
  }
  return errors;
}

/** Whether a value has the type `DefinitionsRecord`. */
export const isDefinitionsRecord = /* @__PURE__ */ guard(gDefinitionsRecord);

/** Gives the value as `DefinitionsRecord`, or all that is wrong with it. */
export const checkDefinitionsRecord = /* @__PURE__ */ check(vDefinitionsRecord);

/** Whether a value has the type `DefinitionsUserId`. */
export const isDefinitionsUserId = /* @__PURE__ */ guard(gDefinitionsUserId);

/** Gives the value as `DefinitionsUserId`, or all that is wrong with it. */
export const checkDefinitionsUserId = /* @__PURE__ */ check(vDefinitionsUserId);

/** Whether a value has the type `FilterGetMatrixClientV3FilterResponse200`. */
export const isFilterGetMatrixClientV3FilterResponse200 = /* @__PURE__ */ guard(gFilterGetMatrixClientV3FilterResponse200);

/** Gives the value as `FilterGetMatrixClientV3FilterResponse200`, or all that is wrong with it. */
export const checkFilterGetMatrixClientV3FilterResponse200 = /* @__PURE__ */ check(vFilterGetMatrixClientV3FilterResponse200);

/** Whether a value has the type `RoomsFilter`. */
export const isRoomsFilter = /* @__PURE__ */ guard(gRoomsFilter);

/** Gives the value as `RoomsFilter`, or all that is wrong with it. */
export const checkRoomsFilter = /* @__PURE__ */ check(vRoomsFilter);

/** Whether a value has the type `UsersFilter`. */
export const isUsersFilter = /* @__PURE__ */ guard(gUsersFilter);

/** Gives the value as `UsersFilter`, or all that is wrong with it. */
export const checkUsersFilter = /* @__PURE__ */ check(vUsersFilter);
