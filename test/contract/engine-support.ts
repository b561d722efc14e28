import { expect } from 'vitest';
import { FlexbuildError } from '../../src/core/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import type { TestSession } from '../support/session.ts';

/** What a part of the contract works on; there once the tests run. */
export type OnEngine = () => {
  readonly engine: Engine;
  readonly image: string;
  readonly session: TestSession;
};

export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error,
  );
}

export function codeOf(error: unknown): string {
  if (!(error instanceof FlexbuildError)) throw error;
  return error.diagnostics[0].code;
}

export function withCode(code: string): object {
  return { diagnostics: [{ code }] };
}
