import { FlexbuildError, type Diagnostic } from '../../core/index.ts';
import type { MetadataValues } from '../types.ts';

/** What others may ask of a session's metadata server; paths are those of `MetadataValues`. */
export type MetadataRequest =
  | { readonly kind: 'set'; readonly path: string; readonly value: string }
  | { readonly kind: 'delete' | 'get'; readonly path: string };

/** What was set there, after the request; or why the server refused it. */
export type MetadataAnswer =
  | { readonly kind: 'done'; readonly value: string | null }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

/** Does what is asked; what is wrong with it is the answer, for the one who asked. */
export function answerMetadata(values: MetadataValues, request: MetadataRequest): MetadataAnswer {
  try {
    if (request.kind === 'set') values.set(request.path, request.value);
    if (request.kind === 'delete') values.delete(request.path);
    return { kind: 'done', value: values.get(request.path) };
  } catch (cause) {
    if (cause instanceof FlexbuildError) return { kind: 'refused', diagnostics: cause.diagnostics };
    throw cause;
  }
}

/** The value of an answer; throws the refusal as the server threw it. */
export function valueIn(answer: MetadataAnswer): string | null {
  if (answer.kind === 'done') return answer.value;
  const [first, ...rest] = answer.diagnostics;
  if (first === undefined) throw new Error('the session refused without a reason');
  throw new FlexbuildError([first, ...rest]);
}
