import { FlexbuildError, type Diagnostic } from '../../src/core/index.ts';
import { examineAppYaml, readAppYaml, setRuntimeCustom } from '../../src/manifest/index.ts';

type Substitutions = Readonly<Record<string, string>> | null;

/** Throws unless a text read as app.yaml has an answer, and each remark a place in it. */
export function checkAnswers(text: string, substitutions: Substitutions = null): void {
  const input = { file: 'f', text, substitutions };
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const found = examineAppYaml(input).diagnostics;
  for (const diagnostic of found) checkPlace(diagnostic, { lines, length: text.length });
  const thrown = thrownBy(() => readAppYaml(input));
  const errors = found.filter(({ severity }) => severity === 'error');
  if (thrown.length !== errors.length) throw new Error(`${thrown.length} thrown, ${errors.length} found`);
}

/** Throws unless a text that can be read says `runtime: custom` once it was edited, and can still be read. */
export function checkEdit(text: string): void {
  const read = (edited: string) => readAppYaml({ file: 'f', text: edited, substitutions: null }).app.config;
  if (thrownBy(() => read(text)).length > 0) return;
  const { runtime } = read(setRuntimeCustom(text));
  if (runtime.id !== 'custom') throw new Error(`the runtime is ${runtime.id}`);
}

/** Throws where a remark about the text shows the word. */
export function checkHidden(word: string, text: string): void {
  const { diagnostics } = examineAppYaml({ file: 'f', text, substitutions: null });
  for (const { message, hint, at, detail } of diagnostics) {
    const shown = [message, hint, at?.lineText, ...detail].join('\n');
    if (shown.includes(word)) throw new Error(`shown: ${shown}`);
  }
}

function thrownBy(action: () => unknown): readonly Diagnostic[] {
  try {
    action();
    return [];
  } catch (error) {
    if (error instanceof FlexbuildError) return error.diagnostics;
    throw error;
  }
}

function checkPlace(
  { at, message }: Diagnostic,
  { lines, length }: { readonly lines: readonly string[]; readonly length: number },
): void {
  if (at === null) throw new Error(`without a place: ${message}`);
  const { start, end, lineText } = at;
  const isWithin = 0 <= start.offset && start.offset <= end.offset && end.offset <= length;
  const isItsLine = lineText.length === lines[start.line - 1]?.length;
  if (!isWithin || !isItsLine) throw new Error(JSON.stringify(at));
}
