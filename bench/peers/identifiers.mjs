/** The grammar of identifiers, the same for all that take part: what knockgen's validators check. */
const SERVER = "(?:[0-9A-Za-z.-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?";

export const USER_ID = `^@[^:\\0]*:${SERVER}$`;
export const ROOM_ID = "^![^\\0]+$";
export const EVENT_ID = "^\\$[^\\0]+$";
