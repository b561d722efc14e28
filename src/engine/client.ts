import type Dockerode from 'dockerode';
import type { Readable } from 'node:stream';

/** What speaks the engine's HTTP API. */
export type Client = Dockerode;

/** What a request of our own says, beside dockerode's methods. */
export interface DialOptions {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly statusCodes: Readonly<Record<number, true | string>>;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly hijack?: boolean;
  readonly isStream?: boolean;
  readonly file?: Readable;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly abortSignal?: AbortSignal;
}

/** A raw request: the body as a stream, or the connection where it is hijacked. */
export function dial(client: Client, options: DialOptions): Promise<unknown> {
  const modem = client.modem as unknown as {
    dial(options: DialOptions, callback: (error: Error | null, answer: unknown) => void): void;
  };
  return new Promise((resolve, reject) =>
    modem.dial(options, (error, answer) => {
      if (error) reject(error);
      else resolve(answer);
    }),
  );
}
