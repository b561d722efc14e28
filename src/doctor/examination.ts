import { findBase } from '../bases/index.ts';
import { FlexbuildError, type Diagnostic } from '../core/index.ts';
import type { Engine, RegistryAnswer } from '../engine/index.ts';
import { loadRuntimes } from '../runtimes/index.ts';
import { debianTrouble } from './debian.ts';
import type { EngineAnswer, Examination, InterpreterAnswer } from './types.ts';

/** Begins to examine; nothing is asked before a check wants to know. Disposing lets go of the engine. */
export function startExamination({
  request,
  machine,
  signal,
}: Pick<Examination, 'request' | 'machine' | 'signal'>): Examination & AsyncDisposable {
  const held = new AsyncDisposableStack();
  const engine = once(async (): Promise<EngineAnswer> => {
    return await orDiagnostic<EngineAnswer>(
      async () => ({ kind: 'connected', engine: held.use(await machine.engine(signal)) }),
      ({ code, message, hint }) => ({
        kind: 'none',
        isNamed: code !== 'FB4001' && code !== 'FB4002',
        message,
        fix: hint,
      }),
    );
  });
  const interpreter = once(async (): Promise<InterpreterAnswer> => {
    const plan = request.project?.plan;
    if (plan === undefined) return { kind: 'not-asked', reason: 'no app says which version it needs' };
    const wanted = plan.process?.interpreter;
    if (wanted === undefined)
      return { kind: 'not-asked', reason: `runtime ${plan.runtime.id} names no interpreter` };
    return await orDiagnostic<InterpreterAnswer>(
      async () => ({ kind: 'found', wanted, interpreter: await machine.processes.interpreter(wanted) }),
      ({ message, hint }) => ({ kind: 'missing', message, fix: hint }),
    );
  });
  const network = once(() => machine.network.settings());
  return {
    request,
    machine,
    signal,
    engine,
    interpreter,
    host: once(async () => {
      if (request.host === 'process') return 'process';
      const answer = await engine();
      if (answer.kind === 'connected') return 'container';
      if (request.host === 'container' || answer.isNamed) return null;
      return (await interpreter()).kind === 'found' ? 'process' : null;
    }),
    registry: once(async (): Promise<RegistryAnswer> => {
      const answer = await engine();
      const reference = answer.kind === 'connected' ? usualImage(request) : null;
      if (answer.kind === 'none' || reference === null) return { kind: 'not-asked' };
      try {
        return await answer.engine.registries.ask(reference, signal);
      } catch (cause) {
        if (signal.aborted) return { kind: 'not-reached', reason: 'it does not answer' };
        throw cause;
      }
    }),
    base: once(async () => {
      const answer = await engine();
      return answer.kind === 'none' ? null : await presentBase(request, answer.engine);
    }),
    debian: once(() => debianTrouble({ request, machine, engine, network, signal })),
    network,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** An image that the app is built on, else one that most apps are; null where the app brings its own. */
function usualImage({ project }: Examination['request']): string | null {
  const image = project?.plan.image;
  if (image?.kind === 'prebuilt') return image.reference;
  const usual = loadRuntimes().flatMap(({ versions: [first] }) => first?.bases ?? []);
  const bases = image === undefined || image.bases.length === 0 ? usual : image.bases;
  return bases.find((base) => base.kind === 'registry')?.reference ?? null;
}

/** A base that `usualImage` or Debian packages would be needed for. */
async function presentBase(
  { project, mirrors }: Examination['request'],
  engine: Engine,
): Promise<string | null> {
  const image = project?.plan.image;
  const usual = loadRuntimes().flatMap(({ versions: [first] }) => first?.bases ?? []);
  const [first, ...rest] = image === undefined ? usual : image.kind === 'prebuilt' ? [] : image.bases;
  if (first === undefined) return null;
  return await findBase({ bases: [first, ...rest], engine, platform: null, settings: { mirrors } });
}

/** Asks at most once. */
function once<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | null = null;
  return () => (asked ??= ask());
}

async function orDiagnostic<Answer>(
  ask: () => Promise<Answer>,
  otherwise: (diagnostic: Diagnostic) => Answer,
): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof FlexbuildError)) throw cause;
    return otherwise(cause.diagnostics[0]);
  }
}
