/** The Playground is a development dependency: an installation for production has none. */
export class PlaygroundMissing extends Error {
  constructor(options?: ErrorOptions) {
    super('The Agents Playground is not installed (it is a development dependency)', options);
    this.name = 'PlaygroundMissing';
  }
}

/** It ended, or did not answer in time, before its page could be shown. */
export class PlaygroundFailed extends Error {
  readonly kind: 'ended' | 'late';
  /** What it said last, such as the fault in its configuration; empty where it said nothing. */
  readonly reason: string;

  constructor(kind: 'ended' | 'late', reason: string) {
    super(
      `The Agents Playground ${kind === 'ended' ? 'ended' : 'did not get ready'}: ${reason || 'it said nothing'}`,
    );
    this.name = 'PlaygroundFailed';
    this.kind = kind;
    this.reason = reason;
  }
}
