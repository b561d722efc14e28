import {
  AbstractStartedContainer,
  type StartedTestContainer,
  type StopOptions,
  type StoppedTestContainer,
} from 'testcontainers';
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
  #stopped: Promise<StoppedTestContainer> | null = null;

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

  /** As testcontainers stops: at once, unless `timeout` says how many milliseconds after SIGTERM SIGKILL comes. */
  override stop(options?: Partial<StopOptions>): Promise<StoppedTestContainer> {
    return (this.#stopped ??= this.#end(options));
  }

  // Not every version of testcontainers 11 has this by itself, nor calls `containerStopped` once the container has.
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Until its container has stopped the app may ask for metadata, also after SIGTERM. */
  async #end(options?: Partial<StopOptions>): Promise<StoppedTestContainer> {
    await using _made = this.#made;
    return await super.stop(options);
  }
}
