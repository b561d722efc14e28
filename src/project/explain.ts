import { type Diagnostic, type Span } from '../core/index.ts';
import { effectsOf, type Decision, type Effect } from '../plan/index.ts';
import { explainLines, type ExplainedLine, type FileToExplain } from './explain-lines.ts';
import { openGeneration, plannedFiles, wasGenerated } from './generate.ts';
import { findApp, openProject } from './open.ts';
import type { Project, ProjectRequest } from './types.ts';

/** What led to what: from the keys of app.yaml and the app's files to decisions, lines of files and running instances, and back. */
export interface Explanation {
  readonly service: string;
  /** The yaml file, as the user named it. */
  readonly configFile: string;
  readonly causes: readonly Cause[];
  /** Every line of every generated file, in order. */
  readonly lines: readonly ExplainedLine[];
  /** Everything that planning warned of. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A key of app.yaml, or a file of the app, and all that it led to. */
export interface Cause {
  readonly kind: 'key' | 'file';
  /** `resources.cpu`, `Procfile`. */
  readonly name: string;
  /** Where a key is set; null for one that has its default, and for a file. */
  readonly at: Span | null;
  /** The lines of app.yaml that open the sections around a key that is set. */
  readonly sectionLines: readonly number[];
  readonly decisions: readonly Decision[];
  readonly effects: readonly Effect[];
  readonly lines: readonly ExplainedLine[];
  /** What planning warned of at this place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Plans an app, and says of everything in the plan what led to it. Throws what planning throws. */
export async function explainProject(request: ProjectRequest): Promise<Explanation> {
  const { project, files } = await planned(request);
  const { plan, app } = project;
  const lines = await explainLines(files, plan.decisions);
  const effects = effectsOf(plan);
  const facts = { plan, lines, effects };
  const keys = new Set([
    ...Object.keys(plan.spans),
    ...effects.map(({ key }) => key),
    ...lines.flatMap((line) => line.keys),
    ...plan.decisions.flatMap(({ from }) => from.keys),
  ]);
  const paths = new Set(plan.decisions.flatMap(({ from }) => from.files));
  const causes = [
    ...[...keys].map((name) =>
      causeOf(
        { kind: 'key', name, at: plan.spans[name] ?? null, sectionLines: sectionLines(name, app) },
        facts,
      ),
    ),
    ...[...paths].map((name) => causeOf({ kind: 'file', name, at: null, sectionLines: [] }, facts)),
  ];
  return {
    service: plan.service,
    configFile: app.file,
    causes: causes.toSorted(byPlace),
    lines,
    diagnostics: plan.diagnostics,
  };
}

interface Planned {
  readonly project: Project;
  readonly files: readonly FileToExplain[];
}

/** An app that was switched to a Dockerfile of its own is explained by what that was generated from. */
async function planned(request: ProjectRequest): Promise<Planned> {
  const isOwn = request.image === null && request.dockerfile === null && wasGenerated(findApp(request));
  if (isOwn) {
    const { project, files } = await openGeneration({ ...request, runtime: null, entrypoint: null });
    return {
      project,
      files: plannedFiles(project).map((file, index) => ({ file, onDisk: files[index]?.onDisk ?? null })),
    };
  }
  const project = openProject(request);
  const { image } = project.plan;
  const files = image.kind === 'generated' ? image.files : [];
  return { project, files: files.map((file) => ({ file, onDisk: null })) };
}

function causeOf(
  cause: Pick<Cause, 'kind' | 'name' | 'at' | 'sectionLines'>,
  {
    plan,
    lines,
    effects,
  }: {
    readonly plan: Project['plan'];
    readonly lines: readonly ExplainedLine[];
    readonly effects: readonly Effect[];
  },
): Cause {
  const { kind, name, at } = cause;
  const decisions = plan.decisions.filter(({ from }) =>
    (kind === 'key' ? from.keys : from.files).includes(name),
  );
  const isDecided = (line: ExplainedLine): boolean =>
    line.decisions.some((decision) => decisions.includes(decision)) ||
    (kind === 'key' && line.keys.includes(name));
  return {
    ...cause,
    decisions,
    effects: kind === 'key' ? effects.filter(({ key }) => key === name) : [],
    lines: lines.filter(isDecided),
    diagnostics: at === null ? [] : plan.diagnostics.filter((diagnostic) => isAt(diagnostic.at, at)),
  };
}

function sectionLines(key: string, { locate }: Project['app']): readonly number[] {
  const parts = key.split('.');
  if (locate(...parts) === null) return [];
  return parts.slice(1).flatMap((_part, index) => locate(...parts.slice(0, index + 1))?.start.line ?? []);
}

function isAt(place: Span | null, at: Span): boolean {
  return place !== null && place.file === at.file && place.start.line === at.start.line;
}

/** As they stand in app.yaml; then what has its default; then files. */
function byPlace(a: Cause, b: Cause): number {
  const rank = ({ kind, at }: Cause): number => (kind === 'file' ? 2e9 : (at?.start.offset ?? 1e9));
  return rank(a) - rank(b);
}
