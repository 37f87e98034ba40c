/** Rules that every store obeys, each as a query for the rows that break it (O46). */

/** One rule. */
export interface StoreCheck {
  readonly name: string;
  /** Says of the rows that are found what is wrong with them. */
  readonly wrong: string;
  /** Selects `what`, a text that names a row. */
  readonly sql: string;
}

const TIPS = "jsonb_array_elements_text(r.extremities::jsonb) AS t(event_id)";
const GROUPS = "(SELECT id FROM state_groups UNION ALL SELECT id FROM state_snapshots)";

/** In the order in which they are told. */
export const CHECKS: readonly StoreCheck[] = [
  {
    name: "heads",
    wrong: "rooms are ahead of the stream",
    sql: "SELECT room_id AS what FROM rooms WHERE head > (SELECT position FROM stream)",
  },
  {
    name: "heads",
    wrong: "tips of rooms are not there, or not among what was accepted",
    sql: `SELECT r.room_id || ' ' || t.event_id AS what FROM rooms r, ${TIPS}
      LEFT JOIN events e ON e.event_id = t.event_id WHERE e.event_id IS NULL OR e.status IN ('rejected', 'outlier')`,
  },
  {
    name: "heads",
    wrong: "rooms have a state that is not there",
    sql: `SELECT room_id AS what FROM rooms WHERE state_group NOT IN ${GROUPS}`,
  },
  {
    name: "heads",
    wrong: "the stream has no position",
    sql: "SELECT 'stream' AS what WHERE NOT EXISTS (SELECT FROM stream)",
  },
  {
    name: "heads",
    wrong: "events are ahead of the stream",
    sql: "SELECT event_id AS what FROM events WHERE position > (SELECT position FROM stream)",
  },
  {
    name: "missing events",
    wrong: "entries of the present state name events that are not there",
    sql: `SELECT s.room_id || ' ' || s.type || ' ' || s.event_id AS what FROM current_state s
      LEFT JOIN events e ON e.event_id = s.event_id WHERE e.event_id IS NULL`,
  },
  {
    name: "missing events",
    wrong: "rooms have no create event",
    sql: `SELECT r.room_id AS what FROM rooms r LEFT JOIN current_state s
      ON s.room_id = r.room_id AND s.type = 'm.room.create' AND s.state_key = '' WHERE s.event_id IS NULL`,
  },
  {
    name: "missing events",
    wrong: "memberships name events that are not there",
    sql: `SELECT m.user_id || ' ' || m.room_id AS what FROM memberships m
      LEFT JOIN events e ON e.event_id = m.event_id WHERE m.event_id <> '' AND e.event_id IS NULL`,
  },
  {
    name: "missing state",
    wrong: "events have a state before or after them that is not there",
    sql: `SELECT event_id AS what FROM events WHERE status IN ('accepted', 'soft-failed')
      AND ((state_after IS NOT NULL AND state_after NOT IN ${GROUPS})
        OR (state_before IS NOT NULL AND state_before NOT IN ${GROUPS}))`,
  },
  {
    name: "missing state",
    wrong: "states are built on others that are not there",
    sql: `SELECT id::text AS what FROM state_groups WHERE parent IS NOT NULL AND parent NOT IN ${GROUPS}`,
  },
  {
    name: "memberships",
    wrong: "memberships of users differ from the present state of their rooms",
    sql: `SELECT m.user_id || ' ' || m.room_id AS what FROM memberships m JOIN current_state s
      ON s.room_id = m.room_id AND s.type = 'm.room.member' AND s.state_key = m.user_id
      WHERE m.membership = 'join' AND s.membership <> 'join'`,
  },
  {
    name: "key backups",
    wrong: "backups say another number of keys than they have",
    sql: `SELECT b.user_id || ' ' || b.version AS what FROM key_backups b LEFT JOIN (
        SELECT user_id, version, count(*) AS count FROM backup_keys GROUP BY user_id, version
      ) k USING (user_id, version) WHERE b.keys <> coalesce(k.count, 0)`,
  },
  {
    name: "orphans",
    wrong: "accepted events are of rooms that are not there",
    sql: `SELECT e.event_id AS what FROM events e LEFT JOIN rooms r ON r.room_id = e.room_id
      WHERE e.status = 'accepted' AND r.room_id IS NULL`,
  },
  {
    name: "orphans",
    wrong: "entries of state are of rooms that are not there",
    sql: `SELECT DISTINCT s.room_id AS what FROM current_state s LEFT JOIN rooms r ON r.room_id = s.room_id
      WHERE r.room_id IS NULL`,
  },
  {
    name: "orphans",
    wrong: "aliases lead to rooms that are not there",
    sql: "SELECT a.alias AS what FROM aliases a LEFT JOIN rooms r ON r.room_id = a.room_id WHERE r.room_id IS NULL",
  },
  {
    name: "orphans",
    wrong: "devices are of accounts that are not there",
    sql: `SELECT d.user_id || ' ' || d.device_id AS what FROM devices d
      LEFT JOIN accounts a ON a.user_id = d.user_id WHERE a.user_id IS NULL`,
  },
];
