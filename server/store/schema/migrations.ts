/** The tables, as the steps that lead to them. A step that was released is never changed; a new one is added. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE stream (single boolean PRIMARY KEY DEFAULT true CHECK (single), position bigint NOT NULL, instance text NOT NULL);
  INSERT INTO stream (position, instance) VALUES (0, md5(random()::text || clock_timestamp()::text));
  CREATE SEQUENCE state_group_ids INCREMENT BY 64;

  CREATE TABLE rooms (
    room_id text PRIMARY KEY,
    version text NOT NULL,
    head bigint NOT NULL,
    state_group bigint NOT NULL,
    extremities text NOT NULL,
    depth bigint NOT NULL,
    published boolean NOT NULL DEFAULT false
  );
  CREATE INDEX rooms_published ON rooms (room_id) WHERE published;

  CREATE TABLE events (
    event_id text PRIMARY KEY,
    room_id text NOT NULL,
    position bigint NOT NULL,
    type text NOT NULL,
    state_key text,
    sender text NOT NULL,
    status text NOT NULL,
    json text NOT NULL,
    redacted_by text,
    state_before bigint,
    state_after bigint,
    transaction_id text,
    device text
  );
  CREATE INDEX events_timeline ON events (room_id, position) WHERE status = 'accepted';
  CREATE INDEX events_sent ON events (sender, device, transaction_id) WHERE transaction_id IS NOT NULL;

  CREATE TABLE state_groups (id bigint PRIMARY KEY, parent bigint, changes text NOT NULL);

  CREATE TABLE current_state (
    room_id text NOT NULL,
    type text NOT NULL,
    state_key text NOT NULL,
    event_id text NOT NULL,
    membership text,
    PRIMARY KEY (room_id, type, state_key)
  );

  CREATE TABLE memberships (
    user_id text NOT NULL,
    room_id text NOT NULL,
    membership text NOT NULL,
    event_id text NOT NULL,
    sender text NOT NULL,
    position bigint NOT NULL,
    joined_at bigint,
    forgotten boolean NOT NULL DEFAULT false,
    stripped text,
    via text NOT NULL DEFAULT '[]',
    version text,
    PRIMARY KEY (user_id, room_id)
  );

  CREATE TABLE accounts (
    user_id text PRIMARY KEY,
    password_hash text,
    display_name text,
    avatar_url text
  );
  CREATE TABLE devices (
    user_id text NOT NULL,
    device_id text NOT NULL,
    token_hash text NOT NULL UNIQUE,
    display_name text,
    PRIMARY KEY (user_id, device_id)
  );
  CREATE TABLE filters (user_id text NOT NULL, filter_id text NOT NULL, json text NOT NULL, PRIMARY KEY (user_id, filter_id));
  CREATE TABLE aliases (alias text PRIMARY KEY, room_id text NOT NULL, creator text NOT NULL);
  CREATE INDEX aliases_room ON aliases (room_id);
  CREATE TABLE pending_leaves (
    room_id text NOT NULL,
    user_id text NOT NULL,
    via text NOT NULL,
    failures integer NOT NULL,
    retry_at bigint NOT NULL,
    PRIMARY KEY (room_id, user_id)
  );

  CREATE TABLE own_keys (
    key_id text PRIMARY KEY,
    seed text NOT NULL,
    public_key text NOT NULL,
    expired_ts bigint
  );
  CREATE TABLE server_keys (server text PRIMARY KEY, known text NOT NULL);

  CREATE TABLE outbox (
    sequence bigserial PRIMARY KEY,
    destination text NOT NULL,
    kind text NOT NULL,
    json text NOT NULL,
    queued_ts bigint NOT NULL
  );
  CREATE INDEX outbox_destination ON outbox (destination, sequence);
  CREATE TABLE destinations (
    destination text PRIMARY KEY,
    failures integer NOT NULL DEFAULT 0,
    retry_at bigint NOT NULL DEFAULT 0,
    last_success_ts bigint NOT NULL DEFAULT 0,
    claimed_by text,
    claimed_until bigint NOT NULL DEFAULT 0
  );
  CREATE TABLE inbox (
    origin text NOT NULL,
    txn_id text NOT NULL,
    answer text NOT NULL,
    ts bigint NOT NULL,
    PRIMARY KEY (origin, txn_id)
  );
  CREATE INDEX inbox_ts ON inbox (ts);
  `,
  "CREATE TABLE state_snapshots (id bigint PRIMARY KEY, changes text NOT NULL)",
  `
  ALTER TABLE events ADD COLUMN redacts text;
  CREATE INDEX events_redacts ON events (redacts) WHERE redacts IS NOT NULL
  `,
  "CREATE TABLE followed (event_id text PRIMARY KEY, room_id text NOT NULL)",
  "ALTER TABLE events ADD COLUMN replaces text",
  `
  CREATE TABLE holes (
    event_id text PRIMARY KEY,
    room_id text NOT NULL,
    at bigint NOT NULL,
    floor bigint NOT NULL,
    open text NOT NULL
  );
  CREATE INDEX holes_room ON holes (room_id, at)
  `,
  `
  CREATE TABLE account_data (
    user_id text NOT NULL,
    room_id text NOT NULL,
    type text NOT NULL,
    json text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (user_id, room_id, type)
  );
  CREATE INDEX account_data_news ON account_data (user_id, position)
  `,
  "ALTER TABLE accounts ADD COLUMN profile text NOT NULL DEFAULT '{}'",
  `
  CREATE TABLE receipts (
    room_id text NOT NULL,
    user_id text NOT NULL,
    type text NOT NULL,
    thread_id text NOT NULL,
    event_id text NOT NULL,
    event_position bigint NOT NULL,
    ts bigint NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (room_id, user_id, type, thread_id)
  );
  CREATE INDEX receipts_news ON receipts (room_id, position)
  `,
  `
  CREATE TABLE spent_sessions (seal text PRIMARY KEY, until bigint NOT NULL);
  ALTER TABLE devices ADD COLUMN opened bigint NOT NULL DEFAULT 0
  `,
  `
  CREATE TABLE device_keys (
    user_id text NOT NULL,
    device_id text NOT NULL,
    json text NOT NULL,
    PRIMARY KEY (user_id, device_id)
  );
  CREATE TABLE one_time_keys (
    user_id text NOT NULL,
    device_id text NOT NULL,
    algorithm text NOT NULL,
    key_id text NOT NULL,
    json text NOT NULL,
    sequence bigserial,
    PRIMARY KEY (user_id, device_id, algorithm, key_id)
  );
  CREATE INDEX one_time_keys_order ON one_time_keys (user_id, device_id, algorithm, sequence);
  CREATE TABLE fallback_keys (
    user_id text NOT NULL,
    device_id text NOT NULL,
    algorithm text NOT NULL,
    key_id text NOT NULL,
    json text NOT NULL,
    used boolean NOT NULL,
    PRIMARY KEY (user_id, device_id, algorithm)
  );
  CREATE TABLE key_claims (
    user_id text NOT NULL,
    device_id text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (user_id, device_id)
  )
  `,
  `
  CREATE TABLE device_list_changes (position bigint PRIMARY KEY, user_id text NOT NULL, device_id text NOT NULL);
  CREATE INDEX device_list_changes_user ON device_list_changes (user_id, position);
  CREATE INDEX current_state_joined ON current_state (state_key) WHERE type = 'm.room.member' AND membership = 'join';
  CREATE INDEX events_members ON events (room_id, position) WHERE status = 'accepted' AND type = 'm.room.member'
  `,
  `
  CREATE TABLE to_device (
    user_id text NOT NULL,
    device_id text NOT NULL,
    position bigint NOT NULL,
    json text NOT NULL,
    PRIMARY KEY (user_id, device_id, position)
  );
  CREATE TABLE to_device_sent (
    user_id text NOT NULL,
    device_id text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (user_id, device_id, name)
  );
  CREATE INDEX to_device_sent_order ON to_device_sent (user_id, device_id, position)
  `,
  // PostgreSQL does not read the character U+0000 in JSON, so that of events with one the relations stay unknown.
  `
  ALTER TABLE events ADD COLUMN ts bigint, ADD COLUMN relates_to text, ADD COLUMN rel_type text;
  UPDATE events SET ts = (json::json ->> 'origin_server_ts')::bigint
  WHERE position('\\u0000' in json) = 0 AND json::json ->> 'origin_server_ts' ~ '^[0-9]{1,15}$';
  UPDATE events SET relates_to = json::json #>> '{content,m.relates_to,event_id}', rel_type = json::json #>> '{content,m.relates_to,rel_type}'
  WHERE position('"m.relates_to"' in json) > 0 AND position('\\u0000' in json) = 0
    AND json_typeof(json::json #> '{content,m.relates_to,event_id}') = 'string'
    AND json_typeof(json::json #> '{content,m.relates_to,rel_type}') = 'string'
    AND octet_length(json::json #>> '{content,m.relates_to,event_id}') BETWEEN 1 AND 255
    AND octet_length(json::json #>> '{content,m.relates_to,rel_type}') BETWEEN 1 AND 255
    AND (json::json #>> '{content,m.relates_to,rel_type}' <> 'm.replace' OR type = 'm.room.encrypted'
      OR json_typeof(json::json #> '{content,m.new_content}') = 'object');
  CREATE INDEX events_times ON events (room_id, ts, position) WHERE status = 'accepted';
  CREATE INDEX events_relations ON events (relates_to, position) WHERE relates_to IS NOT NULL;
  CREATE INDEX events_threads ON events (room_id, relates_to, position, sender)
    WHERE rel_type = 'm.thread' AND status = 'accepted' AND redacted_by IS NULL
  `,
  `
  CREATE TABLE cross_signing_keys (
    user_id text NOT NULL,
    usage text NOT NULL,
    public_key text NOT NULL,
    json text NOT NULL,
    PRIMARY KEY (user_id, usage)
  );
  CREATE TABLE key_signatures (
    user_id text NOT NULL,
    key_name text NOT NULL,
    signer text NOT NULL,
    signer_key text NOT NULL,
    signature text NOT NULL,
    PRIMARY KEY (user_id, key_name, signer, signer_key)
  );
  CREATE INDEX key_signatures_signer ON key_signatures (signer, signer_key);
  ALTER TABLE device_list_changes ADD COLUMN only_for text;
  ALTER TABLE device_list_changes DROP CONSTRAINT device_list_changes_pkey;
  ALTER TABLE device_list_changes ADD PRIMARY KEY (position, user_id)
  `,
  `
  CREATE TABLE key_backups (
    user_id text NOT NULL,
    version bigint NOT NULL,
    algorithm text NOT NULL,
    auth_data text NOT NULL,
    etag bigint NOT NULL DEFAULT 0,
    deleted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (user_id, version)
  );
  CREATE TABLE backup_keys (
    user_id text NOT NULL,
    version bigint NOT NULL,
    room_id text NOT NULL,
    session_id text NOT NULL,
    json text NOT NULL,
    PRIMARY KEY (user_id, version, room_id, session_id)
  )
  `,
  `
  ALTER TABLE events ADD COLUMN words text;
  UPDATE events SET words = trim(lower(regexp_replace(left(json::json #>> CASE type
      WHEN 'm.room.message' THEN '{content,body}' WHEN 'm.room.name' THEN '{content,name}' ELSE '{content,topic}' END::text[],
      10000), '[[:space:][:punct:]]+', ' ', 'g')))
  WHERE type IN ('m.room.message', 'm.room.name', 'm.room.topic') AND position('\\u0000' in json) = 0;
  CREATE INDEX events_words ON events USING gin (string_to_array(words, ' ')) WHERE words IS NOT NULL
  `,
  "CREATE TABLE remote_keys (user_id text PRIMARY KEY, json text NOT NULL, position bigint NOT NULL)",
  // The former tokens of a device serve until the new ones do.
  `
  ALTER TABLE devices ADD COLUMN token_ends bigint, ADD COLUMN refresh_hash text UNIQUE,
    ADD COLUMN former_token_hash text UNIQUE, ADD COLUMN former_ends bigint, ADD COLUMN former_refresh_hash text UNIQUE
  `,
  `
  ALTER TABLE events ADD COLUMN thread text, ADD COLUMN notifies bigint;
  CREATE INDEX events_unread ON events (room_id, position)
    WHERE notifies IS NOT NULL AND redacted_by IS NULL AND thread IS NULL;
  CREATE INDEX events_unread_threads ON events (room_id, position)
    WHERE notifies IS NOT NULL AND redacted_by IS NULL AND thread IS NOT NULL;
  CREATE TABLE notices (
    user_id text NOT NULL,
    room_id text NOT NULL,
    position bigint NOT NULL,
    level bigint NOT NULL,
    PRIMARY KEY (user_id, room_id, position)
  );
  CREATE TABLE sent_up_to (
    room_id text NOT NULL,
    user_id text NOT NULL,
    thread_id text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (room_id, user_id, thread_id)
  );
  CREATE INDEX account_data_types ON account_data (type) WHERE room_id = ''
  `,
  `
  CREATE TABLE openid_tokens (hash text PRIMARY KEY, user_id text NOT NULL, ends bigint NOT NULL);
  CREATE TABLE reports (id bigserial PRIMARY KEY, reporter text NOT NULL, ts bigint NOT NULL, json text NOT NULL);
  CREATE INDEX reports_reporter ON reports (reporter, id)
  `,
  `
  ALTER TABLE accounts ADD COLUMN deactivated boolean NOT NULL DEFAULT false;
  CREATE TABLE account_tasks (user_id text NOT NULL, task text NOT NULL, stamp text NOT NULL, PRIMARY KEY (user_id, task))
  `,
  `
  CREATE INDEX events_notified ON events (room_id, notifies, position) WHERE notifies > 0;
  CREATE INDEX notices_notified ON notices (user_id, room_id, level, position) WHERE level > 0
  `,
  `
  ALTER TABLE stream ADD COLUMN floor bigint NOT NULL DEFAULT 0;
  UPDATE stream SET position = start.at, floor = start.at
  FROM (SELECT floor(random() * 10000000000000)::bigint AS at) AS start WHERE position = 0
  `,
  // Of events from before it, the time of arrival stays unknown.
  "ALTER TABLE events ADD COLUMN arrived bigint",
  "ALTER TABLE devices ADD COLUMN seen_ip text, ADD COLUMN seen_ts bigint",
  "ALTER TABLE remote_keys ADD COLUMN stream_id bigint",
  `
  ALTER TABLE accounts ADD COLUMN erased_at bigint;
  CREATE INDEX accounts_erased ON accounts (user_id) WHERE erased_at IS NOT NULL
  `,
  // Nothing that has to outlive a crash, so that counting waits for no disk.
  "CREATE UNLOGGED TABLE limits (bucket text PRIMARY KEY, full_at float8 NOT NULL)",
  // To count half a million keys takes a second, and clients ask before and after each key that they put.
  `
  ALTER TABLE key_backups ADD COLUMN keys bigint NOT NULL DEFAULT 0;
  UPDATE key_backups b SET keys = k.count
  FROM (SELECT user_id, version, count(*) AS count FROM backup_keys GROUP BY user_id, version) k
  WHERE k.user_id = b.user_id AND k.version = b.version
  `,
  // The words by which a user is found, each as far as it may be looked for; the ID is one with its sigil, and one without.
  `
  CREATE INDEX accounts_words ON accounts USING gin (array_to_tsvector(string_to_array(trim(regexp_replace(regexp_replace(
    lower(user_id || ' ' || substr(user_id, 2) || ' ' || coalesce(display_name, '')),
    '([^[:space:]]{64})[^[:space:]]*', '\\1', 'g'), '[[:space:]]+', ' ', 'g')), ' ')))
  `,
  // State from before it is not told anew. Rooms first, as commits of an older process go.
  `
  ALTER TABLE rooms ADD COLUMN reset_at bigint NOT NULL DEFAULT 0;
  ALTER TABLE current_state ADD COLUMN changed bigint NOT NULL DEFAULT 0
  `,
  // Few rows of large rooms have changed since a client's last sync.
  "CREATE INDEX current_state_changed ON current_state (room_id, changed) WHERE changed > 0",
  `
  CREATE UNLOGGED TABLE entries (
    id text PRIMARY KEY,
    room_id text NOT NULL,
    user_id text NOT NULL,
    kind text NOT NULL,
    automatic boolean NOT NULL,
    begun timestamptz NOT NULL DEFAULT now(),
    until timestamptz NOT NULL
  )
  `,
];
