/** A client over HTTP, as small as a test can bear. */

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever came; what the server answers is checked against its schema before it is sent.
  readonly body: any;
  readonly headers: Headers;
}

export class Client {
  readonly base: string;
  readonly token: string | undefined;
  readonly userId: string;

  constructor(base: string, token: string | undefined, userId: string) {
    this.base = base;
    this.token = token;
    this.userId = userId;
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.base}/_matrix/client${/^\/v\d/.test(path) ? path : `/v3${path}`}`, {
      method,
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? undefined : JSON.parse(text),
      headers: response.headers,
    };
  }

  get(path: string): Promise<Answer> {
    return this.call("GET", path);
  }

  post(path: string, body: unknown = {}): Promise<Answer> {
    return this.call("POST", path, body);
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.call("PUT", path, body);
  }

  /** Calls that must succeed. */
  async ok(method: string, path: string, body?: unknown): Promise<Answer["body"]> {
    const answer = await this.call(method, path, body);
    if (answer.status !== 200)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async createRoom(body: unknown = {}): Promise<string> {
    return (await this.ok("POST", "/createRoom", body)).room_id;
  }

  knock(roomId: string, via?: string, reason?: string): Promise<Answer> {
    const query = via === undefined ? "" : `?server_name=${encodeURIComponent(via)}`;
    return this.post(`/knock/${encodeURIComponent(roomId)}${query}`, reason === undefined ? {} : { reason });
  }

  join(roomId: string, via?: string): Promise<Answer> {
    const query = via === undefined ? "" : `?server_name=${encodeURIComponent(via)}`;
    return this.post(`/join/${encodeURIComponent(roomId)}${query}`);
  }

  act(roomId: string, act: string, userId?: string, reason?: string): Promise<Answer> {
    return this.post(`/rooms/${encodeURIComponent(roomId)}/${act}`, {
      ...(userId === undefined ? {} : { user_id: userId }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  setState(roomId: string, type: string, content: unknown, stateKey = ""): Promise<Answer> {
    return this.put(
      `/rooms/${encodeURIComponent(roomId)}/state/${type}/${encodeURIComponent(stateKey)}`,
      content,
    );
  }

  sync(since?: string, timeout = 0): Promise<Answer["body"]> {
    const query = since === undefined ? "" : `&since=${since}`;
    return this.ok("GET", `/sync?timeout=${timeout}${query}`);
  }

  /** How `/sync` shows a membership (#47, #48): the event, or undefined. */
  seen(body: Answer["body"], roomId: string, userId: string, membership: string): Answer["body"] {
    const { join = {}, invite = {}, knock = {}, leave = {} } = body.rooms ?? {};
    const places = {
      knock: knock[roomId]?.knock_state?.events,
      invite: invite[roomId]?.invite_state?.events,
      join: [...(join[roomId]?.state?.events ?? []), ...(join[roomId]?.timeline?.events ?? [])],
      leave: [...(leave[roomId]?.state?.events ?? []), ...(leave[roomId]?.timeline?.events ?? [])],
    };
    const key = membership === "ban" ? "leave" : membership;
    const events: readonly Answer["body"][] =
      (userId === this.userId && key in places ? Reflect.get(places, key) : places.join) ?? [];
    return events.find(
      (event) =>
        event.type === "m.room.member" &&
        event.state_key === userId &&
        event.content.membership === membership,
    );
  }

  /** Waits until an initial sync shows a membership. */
  async see(roomId: string, userId: string, membership: string, withinMs = 120_000): Promise<Answer["body"]> {
    const end = Date.now() + withinMs;
    for (;;) {
      const found = this.seen(await this.sync(), roomId, userId, membership);
      if (found !== undefined) return found;
      if (Date.now() > end)
        throw new Error(`${this.userId} does not see ${userId} ${membership} in ${roomId}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Waits until an incremental sync shows a membership. */
  async seeSince(since: string, roomId: string, userId: string, membership: string): Promise<Answer["body"]> {
    let token = since;
    for (let tries = 0; tries < 120; tries++) {
      const body = await this.sync(token, 1_000);
      const found = this.seen(body, roomId, userId, membership);
      if (found !== undefined) return found;
      token = body.next_batch;
    }
    throw new Error(`${this.userId} does not see ${userId} ${membership} in ${roomId}`);
  }
}
