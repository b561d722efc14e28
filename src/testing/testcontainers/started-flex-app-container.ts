import { AbstractStartedContainer, type StartedTestContainer } from 'testcontainers';
import type { FlexMetadata } from '../types.ts';

interface Surroundings {
  /** Where the app listens, within its container. */
  readonly port: number;
  readonly metadata: FlexMetadata;
  /** What the app had beside its container. */
  readonly made: AsyncDisposable;
}

/** An app that is ready. Stopping it, or disposing, removes all that it had. */
export class StartedFlexAppContainer extends AbstractStartedContainer {
  /** The values that the app reads, and the requests it made for them. */
  readonly metadata: FlexMetadata;
  readonly #port: number;
  readonly #made: AsyncDisposable;

  constructor(started: StartedTestContainer, { port, metadata, made }: Surroundings) {
    super(started);
    this.metadata = metadata;
    this.#port = port;
    this.#made = made;
  }

  /** The published port of this machine behind which the app's PORT is. */
  getPort(): number {
    return this.getMappedPort(this.#port);
  }

  /** Of the app itself: no front end adds App Engine's headers. */
  getUrl(): string {
    return `http://${this.getHost()}:${this.getPort()}`;
  }

  // Until here the app may ask for metadata, also after SIGTERM.
  protected override async containerStopped(): Promise<void> {
    await this.#made[Symbol.asyncDispose]();
  }
}
