import { createInterface } from 'node:readline/promises';
import { FlexbuildError, suggestEntrypoint, type DiagnosticCode, type GenerationRequest } from '../index.ts';
import type { Call } from './command.ts';

/** Asks on the terminal. Throws an AbortError where somebody presses Ctrl-C or Ctrl-D instead of answering. */
export async function ask(question: string, { signal }: Call['job']): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<never>((_resolve, reject) =>
    terminal.once('close', () => reject(new DOMException('interrupted', 'AbortError'))),
  );
  try {
    return (await Promise.race([terminal.question(question, { signal }), ended])).trim();
  } finally {
    terminal.close();
  }
}

/** Whether questions may be asked. */
export function mayAsk({ interactive, options }: Call): boolean {
  return interactive && !options.yes;
}

/** Does what may need an entrypoint; where the app names none (FB2020) and somebody is there, asks for one and does it again. */
export async function withEntrypointAsked<Made>(
  call: Call,
  request: GenerationRequest,
  make: (request: GenerationRequest) => Made | Promise<Made>,
): Promise<Made> {
  try {
    return await make(request);
  } catch (cause) {
    if (!failedWith(cause, 'FB2020') || !mayAsk(call)) throw cause;
    const suggestion = suggestEntrypoint(request);
    const offer = suggestion === null ? '' : ` [${suggestion}]`;
    const answer = await ask(`The command that starts the app in production${offer}: `, call.job);
    const entrypoint = answer === '' ? suggestion : answer;
    if (entrypoint === null) throw cause;
    return await make({ ...request, entrypoint });
  }
}

/** Whether what was thrown is this error first of all. */
export function failedWith(cause: unknown, code: DiagnosticCode): boolean {
  return cause instanceof FlexbuildError && cause.diagnostics[0].code === code;
}
