/** Declarations of the methods that the live client has beside those of the operations. */

/** Methods of the live client, each with the operation that a release must have for it. */
export const LIVE_METHODS: readonly { readonly needs: string; readonly text: string }[] = [
  {
    needs: "sendMessage",
    text: `  /** Sends an event and gives its ID. Throws refusals (\`isRefusal\`). */
  readonly sendEvent: <
    EventType extends string,
    const Content extends ContentOf<MessageEventContents, EventType>,
  >(
    roomId: RoomId,
    eventType: EventType,
    content: Content & VariantOf<EventVariants, EventType, Content>,
    options?: SendOptions,
  ) => Promise<EventId>;
`,
  },
  {
    needs: "setRoomStateWithKey",
    text: `  /** Sends a state event, with the empty state key where \`options\` names none, and gives its ID. Throws refusals (\`isRefusal\`). */
  readonly setState: <
    EventType extends string,
    const Content extends ContentOf<StateEventContents, EventType>,
  >(
    roomId: RoomId,
    eventType: EventType,
    content: Content & VariantOf<EventVariants, EventType, Content>,
    options?: StateOptions,
  ) => Promise<EventId>;
`,
  },
  {
    needs: "getRoomStateWithKey",
    text: `  /** The content of a piece of state, as the server says it; \`isStateOf\` and the checks tell whether it is right. Throws refusals (\`isRefusal\`). */
  readonly getState: <EventType extends string>(
    roomId: RoomId,
    eventType: EventType,
    options?: StateOptions,
  ) => Promise<ContentOf<StateEventContents, EventType>>;
`,
  },
  {
    needs: "sendToDevice",
    text: `  /** Sends a message to each of some devices, by user and device; \`*\` stands for all of a user's. Throws refusals (\`isRefusal\`). */
  readonly sendToDevices: <
    EventType extends string,
    const Content extends ContentOf<ToDeviceEventContents, EventType>,
  >(
    eventType: EventType,
    messages: {
      readonly [userId: UserId]: {
        readonly [deviceId: string]: Content & VariantOf<EventVariants, EventType, Content>;
      };
    },
    options?: SendOptions,
  ) => Promise<void>;
`,
  },
  {
    needs: "uploadContent",
    text: `  /** Uploads bytes, a file or a stream, without holding it in memory, and gives its address. Throws refusals (\`isRefusal\`). */
  readonly upload: (file: Upload, options?: UploadOptions) => Promise<MxcUri>;
`,
  },
  {
    needs: "getContent",
    text: `  /** A file as a stream. Throws refusals (\`isRefusal\`). */
  readonly download: (uri: MxcUri, options?: CallOptions) => Promise<Download>;
`,
  },
  {
    needs: "sync",
    text: `  /**
   * Follows the account: \`for await (const batch of client.sync({ since, onToken, signal }))\`. Waits out refusals for
   * haste and lost connections, ends with the signal, throws where repeating does not help.
   */
  readonly sync: (options?: SyncOptions) => AsyncGenerator<BodyOf<T.SyncResponse>, void, undefined>;
`,
  },
];
