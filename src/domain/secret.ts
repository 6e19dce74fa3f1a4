/** A value from the environment that must reach a service and nothing else: printing or storing it gives `***`. */
export interface Secret {
  /** The value itself; only where it is sent. */
  reveal(): string;
  toJSON(): string;
  toString(): string;
}

/** Keeps a value out of sight. */
export function secretOf(value: string): Secret {
  return { reveal: () => value, toJSON: () => '***', toString: () => '***' };
}
